/** What an extract says of each person that others may know as well, one table a kind of knowledge. */

import type {Database} from '../../../engine/database.ts';
import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import {AREA_GRAINS, BIRTH_GRAINS, type Further, type Held} from './sets.ts';

export interface ExtractTable {
  readonly dataset: string;
  /** What stands after `from`. */
  readonly rows: Sql;
  /** The column that says whose a row is, under whatever pseudonym. */
  readonly person: string;
  readonly columns: readonly {readonly name: string; readonly role?: string | undefined}[];
}

/**
 * Columns by name, and how each becomes a day: months and years are their first. A dataset may hold
 * something else under that name, which is then nothing that is known.
 */
const BIRTH_COLUMNS = {
  week: ['week_of_birth', (name: Sql) => sql`${name}::date`],
  month: ['month_of_birth', (name: Sql) => sql`try_cast(${name}::varchar as date)`],
  year: [
    'year_of_birth',
    (name: Sql) => sql`try_cast(lpad(${name}::varchar, 4, '0') || '-01-01' as date)`,
  ],
} as const;
const AREA_COLUMNS = {lsoa: 'lsoa_code', msoa: 'msoa_code'} as const;

/** The tables of knowledge: one row per person and distinct value of theirs. */
export const KNOWN = {
  birth: 'intruder_birth',
  area: 'intruder_area',
  sex: 'intruder_sex',
  'first-event': 'intruder_first_event',
  practice: 'intruder_practice',
  'household-size': 'intruder_household_size',
} as const;
/** One row per person and day of an event. */
export const EVENTS = 'intruder_event';
/** One row per person: the pseudonym, and the number that stands for it in every other table. */
export const PEOPLE = 'intruder_person';

/** One column of one table, as values. */
interface Source {
  readonly table: ExtractTable;
  readonly value: Sql;
}

const named = (
  tables: readonly ExtractTable[],
  name: string,
  value = sql`${ident(name)}::varchar`,
): Source[] =>
  tables
    .filter(({columns}) => columns.some((column) => column.name === name))
    .map((table) => ({table, value}));

const withRole = (tables: readonly ExtractTable[], role: string): Source[] =>
  tables.flatMap((table) =>
    table.columns
      .filter((column) => column.role === role)
      .map(({name}) => ({table, value: ident(name)})),
  );

/**
 * Makes the tables of what the given tables say together, since whoever holds them can join them.
 * A person with two addresses has two rows: an intruder may know either. What is not known of a
 * person is no row. Where birth stands at two grains, the finer one counts.
 */
export async function makeKnownValues(
  db: Database,
  tables: readonly ExtractTable[],
  hasLargerAreas: boolean,
): Promise<Held> {
  await numberPeople(db, tables);
  const birth = BIRTH_GRAINS.find((one) => named(tables, BIRTH_COLUMNS[one][0]).length > 0) ?? null;
  const area = AREA_GRAINS.find((one) => named(tables, AREA_COLUMNS[one]).length > 0) ?? null;
  if (birth) {
    const [name, value] = BIRTH_COLUMNS[birth];
    await collect(db, KNOWN.birth, named(tables, name, value(ident(name))));
  }
  if (area) await collect(db, KNOWN.area, named(tables, AREA_COLUMNS[area]));
  const sex = named(tables, 'sex');
  if (sex.length > 0) await collect(db, KNOWN.sex, sex);
  const further: Further[] = [];
  const days = withRole(tables, 'date:event').map(({table, value}) => ({
    table,
    value: sql`${value}::date`,
  }));
  if (days.length > 0) {
    await collect(db, EVENTS, days);
    await db.run(
      sql`create or replace temp table ${ident(KNOWN['first-event'])} as
        select person, min(value) as value from ${ident(EVENTS)} group by person`,
      'first event of each person',
    );
    further.push('first-event');
  }
  const practices = withRole(tables, 'pseudonym:practice');
  if (practices.length > 0) {
    await collect(db, KNOWN.practice, practices);
    further.push('practice');
  }
  const residences = withRole(tables, 'pseudonym:residence');
  if (residences.length > 0) {
    await collect(db, 'intruder_residence', residences);
    await db.run(householdSizes, 'household sizes');
    further.push('household-size');
  }
  return {birth, area, sex: sex.length > 0, further, hasLargerAreas};
}

/** One row per person and size of a household of theirs, as far as the extract shows it. */
const householdSizes = sql`
  create or replace temp table ${ident(KNOWN['household-size'])} as
  select distinct person, size as value
  from intruder_residence
  join (select value, count(*) as size from intruder_residence group by value) using (value)
`;

/** Numbers instead of pseudonyms: they join faster, and draws that depend on them can be repeated. */
async function numberPeople(db: Database, tables: readonly ExtractTable[]): Promise<void> {
  const parts = tables.map(
    ({rows, person}) => sql`select distinct ${ident(person)} as id from ${rows}`,
  );
  await db.run(
    sql`create or replace temp table ${ident(PEOPLE)} as
      select id, row_number() over (order by id)::integer as person
      from (${join(parts, sql` union `)}) where id is not null`,
    'number the people',
  );
}

/** Distinct within each table before people are looked up, since events outnumber people. */
async function collect(db: Database, name: string, sources: readonly Source[]): Promise<void> {
  const parts = sources.map(
    ({table, value}) =>
      sql`select distinct ${ident(table.person)} as id, ${value} as value from ${table.rows}`,
  );
  await db.run(
    sql`create or replace temp table ${ident(name)} as
      select n.person, v.value
      from (${join(parts, sql` union `)}) v
      join ${ident(PEOPLE)} n using (id)
      where v.value is not null`,
    name,
  );
}

export const peopleIn = (db: Database): Promise<number> => db.count(ident(PEOPLE));
