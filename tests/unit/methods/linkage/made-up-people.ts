/** A spine and incoming profiles of people who exist nowhere, in the tables that linking reads. */

import type {Database} from '../../../../src/engine/database.ts';
import {checkDigit} from '../../../../src/kernel/ids.ts';
import {sql} from '../../../../src/kernel/sql.ts';
import type {LinkageModel} from '../../../../src/methods/linkage/model.ts';
import {readModel} from '../../../../src/methods/linkage/read-model.ts';
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

/** A small model whose weights are whole bits: agreement on everything but sex gives +26. */
export const SMALL_MODEL: LinkageModel = readModel(`
version: 1
name: small
kind: spine
blocking:
  predict:
    - [surname, birth_year]
    - [postcode]
    - ["first(forename,1)", birth_day, birth_month]
comparisons:
  - column: surname
    levels:
      - {level: exact, m: 0.5, u: 0.0078125}
      - {level: else, m: 0.0625, u: 0.5}
  - column: forename
    levels:
      - {level: exact, m: 0.5, u: 0.0078125}
      - {level: initial, m: 0.5, u: 0.25}
      - {level: else, m: 0.0625, u: 0.5}
  - column: birth_day
    levels:
      - {level: exact, m: 0.5, u: 0.0625}
      - {level: else, m: 0.125, u: 0.5}
  - column: birth_month
    levels:
      - {level: exact, m: 0.5, u: 0.125}
      - {level: else, m: 0.125, u: 0.5}
  - column: birth_year
    levels:
      - {level: exact, m: 0.5, u: 0.03125}
      - {level: differsBy, oneOf: [1, 10], m: 0.25, u: 0.25}
      - {level: else, m: 0.0625, u: 0.5}
  - column: postcode
    levels:
      - {level: exact, m: 0.5, u: 0.015625}
      - {level: else, m: 0.25, u: 0.5}
  - column: sex
    levels:
      - {level: exact, m: 0.5, u: 0.25}
      - {level: else, m: 0.125, u: 0.5}
prior: {expectedLinks: rows}
resolve: {method: margin, theta: 5, delta: 5}
`);
