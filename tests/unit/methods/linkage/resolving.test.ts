import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {sql} from '../../../../src/kernel/sql.ts';
import {materialise} from '../../../../src/kernel/steps.ts';
import {bestPeople, probabilisticDecisions} from '../../../../src/methods/linkage/resolving.ts';
import {type QuietDatabase, quietDatabase, tableOf} from '../../engine/quiet-database.ts';
import {makeIncoming, personId, SMALL_MODEL} from './made-up-people.ts';

type Scored = readonly [profile: number, person: number, weight: number];

/** Decides profiles 1 … `profiles` from scores, with theta 5 and delta 5. */
async function resolve(
  {db}: QuietDatabase,
  scores: readonly Scored[],
  profiles = 1,
  theta = 5,
  delta = 5,
) {
  await makeIncoming(
    db,
    Array.from({length: profiles}, () => ({surname: 'PRYS'})),
    'remaining',
  );
  await tableOf(
    db,
    'scored_people',
    {profile_id: sql`bigint`, person_id: sql`uuid`, match_weight: sql`double`},
    scores.map(([profile, person, weight]) => [profile, personId(person), weight]),
  );
  await db.run(materialise(bestPeople));
  const model = {...SMALL_MODEL, resolve: {method: 'margin' as const, theta, delta}};
  await db.run(materialise(probabilisticDecisions(model)));
  return db.rows(sql`select profile_id as profile, person_id as person, match_status as status,
    match_method as method, reason, match_weight as weight
    from probabilistic_decisions order by profile_id`);
}

const outcome = async (scores: readonly Scored[], theta = 5, delta = 5) => {
  const [row] = await resolve(await quietDatabase(), scores, 1, theta, delta);
  return [row?.person ?? null, row?.status, row?.reason];
};

describe('the best person', () => {
  it('is linked when the weight suffices and leads over every other person', async () => {
    expect(
      await outcome([
        [1, 7, 12],
        [1, 8, 7],
        [1, 9, -20],
      ]),
    ).toEqual([personId(7), 39, null]);
  });

  it('is linked without any rival, at exactly theta, and with exactly delta in hand', async () => {
    expect(await outcome([[1, 7, 5]])).toEqual([personId(7), 39, null]);
    expect(
      await outcome([
        [1, 7, 10],
        [1, 8, 5],
      ]),
    ).toEqual([personId(7), 39, null]);
  });

  it('is not linked below theta, however far it leads', async () => {
    expect(await outcome([[1, 7, 4.999]])).toEqual([null, 99, 'below_threshold']);
  });

  it('is not linked when it leads by less than delta', async () => {
    expect(
      await outcome([
        [1, 7, 10],
        [1, 8, 5.001],
      ]),
    ).toEqual([null, 99, 'ambiguous']);
  });

  it('is not linked on a tie, and below theta that is not called ambiguous', async () => {
    expect(
      await outcome([
        [1, 7, 10],
        [1, 8, 10],
      ]),
    ).toEqual([null, 99, 'ambiguous']);
    expect(
      await outcome([
        [1, 7, 3],
        [1, 8, 3],
      ]),
    ).toEqual([null, 99, 'below_threshold']);
  });

  it('of a weak link, below a probability of 0.9, has the status of a weak link', async () => {
    expect(await outcome([[1, 7, 3]], 0)).toEqual([personId(7), 35, null]);
    expect(await outcome([[1, 7, 3.17]], 0)).toEqual([personId(7), 39, null]);
    expect(await outcome([[1, 7, 3.16]], 0)).toEqual([personId(7), 35, null]);
  });

  it('that nobody is has a reason as well: not blocked, or nothing to compare', async () => {
    const quiet = await quietDatabase();
    const [row] = await resolve(quiet, []);
    expect([row?.person, row?.status, row?.reason, row?.weight]).toEqual([
      null,
      99,
      'not_blocked',
      null,
    ]);
    await makeIncoming(quiet.db, [{born: '1981-03-14'}], 'remaining');
    await quiet.db.run(materialise(probabilisticDecisions(SMALL_MODEL)));
    expect(await quiet.db.value(sql`select reason from probabilistic_decisions`)).toBe(
      'insufficient',
    );
  });

  it('does not depend on the order of rows, and a tie is never the arbitrary first', async () => {
    const quiet = await quietDatabase();
    const weights = fc.constantFrom(3, 4, 5, 8, 10, 10, 15);
    const scores = fc.uniqueArray(
      fc.tuple(fc.integer({min: 1, max: 4}), fc.integer({min: 1, max: 5}), weights),
      {selector: ([profile, person]) => `${profile}-${person}`, minLength: 4, maxLength: 20},
    );
    await fc.assert(
      fc.asyncProperty(scores, fc.infiniteStream(fc.nat()), async (some, order) => {
        const shuffled = some
          .map((score) => ({score, at: order.next().value as number}))
          .sort((a, b) => a.at - b.at)
          .map(({score}) => score);
        const decided = await resolve(quiet, some, 4);
        expect(await resolve(quiet, shuffled, 4)).toEqual(decided);
        decided.forEach((row, i) => {
          const own = some.filter(([profile]) => profile === i + 1).sort((a, b) => b[2] - a[2]);
          const [best, second] = own;
          const links = best && best[2] >= 5 && best[2] - (second?.[2] ?? -Infinity) >= 5;
          expect(row.person).toBe(links ? personId(best[1]) : null);
        });
      }),
      {numRuns: 30, seed: 5},
    );
  });
});
