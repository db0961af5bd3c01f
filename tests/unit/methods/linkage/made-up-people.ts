/** A spine and incoming profiles of people who exist nowhere, in the tables that linking reads. */

import type {Database} from '../../../../src/engine/database.ts';
import {checkDigit} from '../../../../src/kernel/ids.ts';
import {sql} from '../../../../src/kernel/sql.ts';
import {readLinkageModel} from '../../../../src/methods/linkage/model/read-model.ts';
import type {LinkageModel} from '../../../../src/methods/linkage/model/schema.ts';
import {tableOf} from '../../engine/quiet-database.ts';

export interface Person {
  readonly nhs?: string | null;
  readonly surname?: string | null;
  readonly forename?: string | null;
  /** `YYYY-MM-DD`; parts may be given instead. */
  readonly born?: string | null;
  readonly day?: number | null;
  readonly month?: number | null;
  readonly year?: number | null;
  readonly sex?: string | null;
  readonly postcode?: string | null;
  readonly house?: string | null;
  readonly asAt?: string | null;
}

/** A valid number that nobody has: the n-th from 999 000 1 on. */
export function madeUpNumber(n: number): string {
  let nine = 999_000_100 + n * 7;
  while (checkDigit(String(nine)) === 10) nine++;
  return `${nine}${checkDigit(String(nine))}`;
}

export const personId = (n: number): string =>
  `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`;

const integer = sql`integer`;
const text = sql`varchar`;
const COLUMNS = {
  nhs_number: text,
  surname: text,
  forename: text,
  date_of_birth: sql`date`,
  birth_day: integer,
  birth_month: integer,
  birth_year: integer,
  sex: text,
  postcode: text,
  postcode_district: text,
  house_number: text,
  as_at: sql`date`,
};

const cellsOf = (p: Person) => {
  const [year, month, day] = p.born ? p.born.split('-').map(Number) : [p.year, p.month, p.day];
  return [
    p.nhs ?? null,
    p.surname ?? null,
    p.forename ?? null,
    p.born ?? null,
    day ?? null,
    month ?? null,
    year ?? null,
    p.sex ?? null,
    p.postcode ?? null,
    p.postcode?.slice(0, -3) ?? null,
    p.house ?? null,
    p.asAt ?? null,
  ];
};

/** Incoming profiles, numbered from 1 in their order. */
export const makeIncoming = (db: Database, people: readonly Person[], name = 'incoming') =>
  tableOf(
    db,
    name,
    {profile_id: sql`bigint`, ...COLUMNS},
    people.map((person, i) => [i + 1, ...cellsOf(person)]),
  );

/** A spine of profiles, each with the number of its person; their NHS numbers stand beside it. */
export async function makeSpine(db: Database, profiles: readonly (readonly [number, Person])[]) {
  await tableOf(
    db,
    'spine_profile',
    {profile_id: sql`bigint`, person_id: sql`uuid`, ...COLUMNS},
    profiles.map(([person, profile], i) => [i + 1, personId(person), ...cellsOf(profile)]),
  );
  await db.run(
    sql`create or replace temp table spine_number as
      select nhs_number, any_value(person_id) as person_id from spine_profile
      where nhs_number is not null group by nhs_number`,
  );
}

/** Levels of one column: nothing where a side is missing, then each condition with m and u. */
const compare = (on: string, ...levels: readonly string[]): string =>
  [
    `  - name: ${on}`,
    '    levels:',
    `      - {when: {is: "null", on: ${on}}, missing: true}`,
    ...levels.map((level) => `      - ${level}`),
  ].join('\n');
const exact = (on: string, m: number, u: number) =>
  `{when: {is: exact, on: ${on}}, m: ${m}, u: ${u}}`;
const rest = (m: number, u: number) => `{when: {is: else}, m: ${m}, u: ${u}}`;

/** A small model whose weights are whole bits: agreement on everything but sex gives +26. */
export const SMALL_MODEL: LinkageModel = readLinkageModel(`
version: 2
name: small
kind: spine
fields:
  - {name: nhs_number, clean: asIs, role: nhs-number}
  - {name: surname, clean: asIs, role: surname}
  - {name: forename, clean: asIs, role: forename}
  - {name: date_of_birth, clean: asIs, role: birth-date}
  - {name: birth_day, clean: asIs}
  - {name: birth_month, clean: asIs}
  - {name: birth_year, clean: asIs}
  - {name: postcode, clean: asIs, role: postcode}
  - {name: sex, clean: asIs, role: sex}
blocking:
  predict:
    - [surname, birth_year]
    - [postcode]
    - ["first(forename,1)", birth_day, birth_month]
comparisons:
${[
  compare('surname', exact('surname', 0.5, 0.0078125), rest(0.0625, 0.5)),
  compare(
    'forename',
    exact('forename', 0.5, 0.0078125),
    '{when: {is: initial, on: forename}, m: 0.5, u: 0.25}',
    rest(0.0625, 0.5),
  ),
  compare('birth_day', exact('birth_day', 0.5, 0.0625), rest(0.125, 0.5)),
  compare('birth_month', exact('birth_month', 0.5, 0.125), rest(0.125, 0.5)),
  compare(
    'birth_year',
    exact('birth_year', 0.5, 0.03125),
    '{when: {is: differsBy, on: birth_year, oneOf: [1, 10]}, m: 0.25, u: 0.25}',
    rest(0.0625, 0.5),
  ),
  compare('postcode', exact('postcode', 0.5, 0.015625), rest(0.25, 0.5)),
  compare('sex', exact('sex', 0.5, 0.25), rest(0.125, 0.5)),
].join('\n')}
prior: {expectedLinks: rows}
resolve: {method: margin, theta: 5, delta: 5, impossible: true}
`);
