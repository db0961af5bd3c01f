import {describe, expect, it} from 'vitest';
import {sql} from '../../../../../src/kernel/sql.ts';
import type {LinkageModel} from '../../../../../src/methods/linkage/model/schema.ts';
import {linkToSpine} from '../../../../../src/methods/linkage/spine/link-to-spine.ts';
import {type QuietDatabase, quietDatabase, tableOf} from '../../../engine/quiet-database.ts';
import {
  madeUpNumber,
  makeIncoming,
  makeSpine,
  type Person,
  personId,
  SMALL_MODEL,
} from '../made-up-people.ts';

const person = (
  n: number,
  surname: string,
  forename: string,
  born: string,
  sex: string,
  postcode: string,
): readonly [number, Person] => [n, {nhs: madeUpNumber(n), surname, forename, born, sex, postcode}];

// Twelve people; 3 and 4 are twins at one address, 5 and 6 share a name and a birthday, 7 has moved.
const SPINE = [
  person(1, 'PRYS', 'CARYS', '1981-03-14', '2', 'CF103AT'),
  person(2, 'HUGHES', 'MEGAN', '1999-11-30', '2', 'LL551AB'),
  person(3, 'LLOYD', 'GWEN', '2004-02-29', '2', 'SA11AA'),
  person(4, 'LLOYD', 'GARETH', '2004-02-29', '1', 'SA11AA'),
  person(5, 'JONES', 'DAFYDD', '1970-01-05', '1', 'LD12AB'),
  person(6, 'JONES', 'DAFYDD', '1970-01-05', '1', 'NP201XX'),
  person(7, 'BEVAN', 'NIA', '1955-06-07', '2', 'CF119ZZ'),
  [7, {surname: 'BEVAN', forename: 'NIA', born: '1955-06-07', sex: '2', postcode: 'SY231AA'}],
  person(8, 'MORGAN', 'IFAN', '1988-08-08', '1', 'CF52YZ'),
  person(9, 'PUGH', 'ELERI', '1944-12-01', '2', 'LL111AA'),
  person(10, 'RHYS', 'OWAIN', '2012-09-09', '1', 'SA656XX'),
  person(11, 'VAUGHAN', 'MARI', '1961-10-10', '2', 'NP44AA'),
  person(12, 'EVANS', 'TOMOS', '1977-07-17', '1', 'CF372BB'),
] as const;

const spineOf = (n: number): Person => {
  const found = SPINE.find(([id]) => id === n);
  if (!found) throw new Error('nobody');
  return found[1];
};
const without = (n: number, ...names: (keyof Person)[]): Person =>
  Object.fromEntries(
    Object.entries(spineOf(n)).filter(([name]) => !names.includes(name as keyof Person)),
  );

/** Each profile, whom it ought to be linked to, by which method, or why it ought not to be. */
const INCOMING: readonly (readonly [Person, number | null, string])[] = [
  [spineOf(1), 1, 'nhs_exact'],
  [{...spineOf(2), born: '1999-11-03', postcode: 'CF51AA'}, 2, 'nhs_partial'],
  [{...spineOf(12), nhs: spineOf(9).nhs ?? null}, null, 'nhs_number_conflict'],
  [without(3, 'nhs'), 3, 'exact_five'],
  // A twin under an initial that both share, without a sex: it could be either.
  [{...without(3, 'nhs', 'sex'), forename: 'G'}, null, 'ambiguous'],
  // The same with a forename that one of them has.
  [{...without(4, 'nhs', 'sex')}, 4, 'probabilistic'],
  // One of two people who differ by address only, at neither address.
  [{...without(5, 'nhs'), postcode: 'CF101AA'}, null, 'ambiguous'],
  // Two profiles of one person do not make an ambiguity.
  [{...without(7, 'nhs'), postcode: 'HR35AA'}, 7, 'probabilistic'],
  [{...without(8, 'nhs'), forename: 'I', born: '1989-08-08'}, 8, 'probabilistic'],
  // Nobody on the spine.
  [
    {surname: 'WATKINS', forename: 'ZARA', born: '1930-05-21', sex: '2', postcode: 'LD65AA'},
    null,
    'not_blocked',
  ],
  // A namesake of 10 who is fifty years older.
  [
    {surname: 'OWEN', forename: 'OLWEN', born: '1962-09-09', sex: '2', postcode: 'CF149XX'},
    null,
    'below_threshold',
  ],
  [{born: '1944-12-01'}, null, 'insufficient'],
];

async function link(
  quiet: QuietDatabase,
  incoming: readonly Person[],
  spine: typeof SPINE | readonly (readonly [number, Person])[] = SPINE,
) {
  await makeSpine(quiet.db, spine);
  await makeIncoming(quiet.db, incoming);
  const counts = await linkToSpine(quiet.db, SMALL_MODEL);
  const rows = await quiet.db.rows(sql`select * from decided order by profile_id`);
  return {counts, rows};
}

describe('linking to a spine', () => {
  it('decides each of these people as a person would', async () => {
    const {rows} = await link(
      await quietDatabase(),
      INCOMING.map(([profile]) => profile),
    );
    const decided = rows.map((row) => [row.person_id, row.reason ?? row.match_method]);
    expect(decided).toEqual(
      INCOMING.map(([, id, why]) => [id === null ? null : personId(id), why]),
    );
  });

  it('gives one row per profile: linked with a method, or not linked with a reason', async () => {
    const {rows, counts} = await link(
      await quietDatabase(),
      INCOMING.map(([profile]) => profile),
    );
    expect(rows.map(({profile_id}) => profile_id)).toEqual(INCOMING.map((_, i) => i + 1));
    for (const row of rows) {
      const linked = row.person_id !== null;
      expect(row.reason === null).toBe(linked);
      expect(row.match_method !== 'none').toBe(linked);
      expect([1, 4, 35, 39].includes(Number(row.match_status))).toBe(linked);
      expect(row.match_pct !== null).toBe(row.match_method === 'probabilistic');
    }
    expect(counts.profiles).toBe(INCOMING.length);
    expect(counts.pairsCompared).toBeGreaterThan(5);
  });

  it('decides the same whatever the order of the spine', async () => {
    const quiet = await quietDatabase();
    const incoming = INCOMING.map(([profile]) => profile);
    const forward = await link(quiet, incoming);
    const backward = await link(quiet, incoming, [...SPINE].reverse());
    expect(backward.rows).toEqual(forward.rows);
  });

  it('copes with nobody coming in', async () => {
    const {rows, counts} = await link(await quietDatabase(), []);
    expect(rows).toEqual([]);
    expect(counts).toMatchObject({profiles: 0, pairsCompared: 0});
  });

  it('copes with an empty spine: nobody is linked', async () => {
    const {rows} = await link(await quietDatabase(), [spineOf(1)], []);
    expect(rows.map(({person_id, reason}) => [person_id, reason])).toEqual([[null, 'not_blocked']]);
  });

  it('calls a strong link 39 and a weak one 35, by its probability', async () => {
    const {db} = await quietDatabase();
    const weak = {...SMALL_MODEL, resolve: {...SMALL_MODEL.resolve, theta: 0, delta: 0}};
    const weigh = async (bits: number) => {
      await makeSpine(db, [[1, {surname: 'PRYS', year: 1981}]]);
      await makeIncoming(db, [{surname: 'PRYS', year: 1981}]);
      // Surname and year give 6 + 4 bits.
      const probability = 2 ** (bits - 10) / (1 + 2 ** (bits - 10));
      await linkToSpine(db, {...weak, prior: {probability}});
      const [row] = await db.rows(sql`select match_status, match_pct::double as p from decided`);
      return [row?.match_status, Number(row?.p)];
    };
    expect(await weigh(3.17)).toEqual([39, expect.closeTo(0.9, 2)]);
    expect(await weigh(3.16)).toEqual([35, expect.closeTo(0.9, 2)]);
  });

  it('does not link twins, nor a pair of another sex and another birth date', async () => {
    const twin = {...without(3, 'nhs', 'sex'), forename: 'RHIAN'};
    const other = {...without(1, 'nhs'), sex: '1', born: '1981-03-15'};
    const {rows, counts} = await link(await quietDatabase(), [twin, other]);
    expect(rows.map(({person_id, reason}) => [person_id, reason])).toEqual([
      [null, 'constraint'],
      [null, 'constraint'],
    ]);
    expect(Object.keys(counts.pairsForbidden).sort()).toEqual(['sex_and_birth', 'twins']);
  });

  it('weighs a profile the same, whatever comes with it', async () => {
    const quiet = await quietDatabase();
    const one = {...without(8, 'nhs'), forename: 'I', born: '1989-08-08'};
    const alone = await link(quiet, [one]);
    const crowd = Array.from({length: 40}, (_, i) => ({...one, born: `19${10 + i}-08-08`}));
    const among = await link(quiet, [one, ...crowd]);
    expect(among.rows[0]?.match_weight).toBe(alone.rows[0]?.match_weight);
  });

  it('takes the rarity of a name from the spine, not from the batch', async () => {
    const quiet = await quietDatabase();
    const rare: LinkageModel = {
      ...SMALL_MODEL,
      comparisons: SMALL_MODEL.comparisons.map((one) => ({
        ...one,
        levels: one.levels.map((level) =>
          level.when.is === 'exact' && one.name === 'surname'
            ? {...level, tf: {on: 'surname', weight: 1, minimumU: 0.000001}}
            : level,
        ),
      })),
    };
    const weigh = async (...surnames: readonly string[]) => {
      await makeSpine(quiet.db, SPINE);
      const people = [without(8, 'nhs'), ...surnames.map((surname) => ({surname}))];
      await makeIncoming(
        quiet.db,
        people.map((person) => ({...person, forename: 'I'})),
      );
      await linkToSpine(quiet.db, rare);
      return quiet.db.value(sql`select match_weight from decided where profile_id = 1`);
    };
    const alone = await weigh();
    expect(alone).toBeGreaterThan(0);
    expect(await weigh(...Array<string>(30).fill('MORGAN'))).toBe(alone);
  });

  it('says how many rivals there are, and by how much the best leads', async () => {
    const {rows} = await link(await quietDatabase(), [{...without(5, 'nhs'), postcode: 'CF101AA'}]);
    expect(rows.map(({reason, lead, rivals}) => [reason, lead, rivals])).toEqual([
      ['ambiguous', 0, 1],
    ]);
  });

  it('holds to what people decided, and refuses decisions that contradict each other', async () => {
    const quiet = await quietDatabase();
    const ambiguous = {...without(5, 'nhs'), postcode: 'CF101AA'};
    const decide = async (must: readonly number[], cannot: readonly number[]) => {
      for (const [name, people] of [
        ['must_link', must],
        ['cannot_link', cannot],
      ] as const) {
        const rows = people.map((n) => [1, personId(n)] as const);
        await tableOf(quiet.db, name, {profile_id: sql`bigint`, person_id: sql`uuid`}, rows);
      }
      const {rows} = await link(quiet, [ambiguous]);
      return rows.map(({person_id, match_method}) => [person_id, match_method]);
    };
    expect(await decide([6], [])).toEqual([[personId(6), 'clerical']]);
    expect(await decide([], [5])).toEqual([[personId(6), 'probabilistic']]);
    expect(await decide([], [5, 6])).toEqual([[null, 'none']]);
    await expect(decide([5, 6], [])).rejects.toThrow('never to be linked');
    await expect(decide([5], [5])).rejects.toThrow('never to be linked');
  });

  it('refuses a model that is for something else', async () => {
    const {db} = await quietDatabase();
    const fault = linkToSpine(db, {...SMALL_MODEL, kind: 'link'});
    await expect(fault).rejects.toMatchObject({code: 'MODEL_INVALID'});
  });
});
