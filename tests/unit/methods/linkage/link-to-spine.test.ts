import {describe, expect, it} from 'vitest';
import {sql} from '../../../../src/kernel/sql.ts';
import {linkToSpine} from '../../../../src/methods/linkage/link-to-spine.ts';
import {type QuietDatabase, quietDatabase} from '../../engine/quiet-database.ts';
import {
  madeUpNumber,
  makeIncoming,
  makeSpine,
  type Person,
  personId,
  SMALL_MODEL,
} from './made-up-people.ts';

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
    expect(counts).toEqual({profiles: 0, pairsCompared: 0});
  });

  it('copes with an empty spine: nobody is linked', async () => {
    const {rows} = await link(await quietDatabase(), [spineOf(1)], []);
    expect(rows.map(({person_id, reason}) => [person_id, reason])).toEqual([[null, 'not_blocked']]);
  });
});
