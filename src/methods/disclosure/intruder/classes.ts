/** Who looks alike: how many people of the extract, and of the population, share what is known of one. */

import type {Database} from '../../../engine/database.ts';
import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import {KNOWN, PEOPLE} from './known-values.ts';
import type {BirthGrain, Held, QuasiSet} from './sets.ts';

/** Counts of a population, and which larger area each small one lies in. */
export interface Surroundings {
  /** One row per week of birth, sex and LSOA: `week_of_birth`, `sex`, `lsoa_code`, `people`. */
  readonly population: Sql | null;
  /** One row per LSOA: `lsoa_code`, `msoa_code`. */
  readonly areas: Sql | null;
}

/** One row per person and combination of theirs. */
export const COMBINATIONS = 'intruder_combination';
/** One row per combination: `people` of the extract, `peers` of the population. */
export const CLASSES = 'intruder_class';
/** One row per person: their smallest `k` in the extract and `peers` in the population. */
export const PERSONS = 'intruder_person_k';

const toGrain = (day: Sql, grain: BirthGrain): Sql =>
  grain === 'week' ? sql`${day}::date` : sql`date_trunc(${grain}, ${day})::date`;

/** One row per person and combination of birth, area and sex as finely as the extract holds them. */
const FINEST = 'intruder_finest';

/**
 * Makes the table that every set is coarsened from; what is not known of a person is null in it. Most
 * people have one row, and `is_single` says so: they need not be looked for twice.
 */
export async function makeFinest(db: Database, held: Held, {areas}: Surroundings): Promise<void> {
  const parts = (['birth', 'area', 'sex'] as const).filter((name) => held[name]);
  const columns = parts.map((name) => sql`${ident(name, 'value')} as ${ident(name)}`);
  const joins = parts.map(
    (name) =>
      sql`left join ${ident(KNOWN[name])} ${ident(name)} on ${ident(name)}.person = everybody.person`,
  );
  const isLarger = held.area === 'lsoa' && areas !== null;
  if (isLarger) {
    columns.push(sql`larger.msoa_code as larger_area`);
    joins.push(sql`left join ${areas} larger on larger.lsoa_code = area.value`);
  }
  await db.run(
    sql`create or replace temp table ${ident(FINEST)} as
      select ${join([sql`everybody.person`, ...columns])},
        count(*) over (partition by everybody.person) = 1 as is_single
      from ${ident(PEOPLE)} everybody ${join(joins, sql` `)}`,
    'what is known of each person',
  );
}

/** The columns of a set, from the table of the finest and, for what is known beside, another. */
function valuesOf({birth, area, sex, also}: QuasiSet, held: Held): Sql[] {
  const isLarger = area === 'msoa' && held.area === 'lsoa';
  return [
    ...(birth ? [sql`${toGrain(sql`f.birth`, birth)} as birth`] : []),
    ...(area ? [isLarger ? sql`f.larger_area as area` : sql`f.area as area`] : []),
    ...(sex ? [sql`f.sex as sex`] : []),
    ...(also ? [sql`also.value as also`] : []),
  ];
}

/** The names of what a set says: the columns of its combinations. */
export const namesOf = (set: QuasiSet): string[] => [
  ...(set.birth ? ['birth'] : []),
  ...(set.area ? ['area'] : []),
  ...(set.sex ? ['sex'] : []),
  ...(set.also ? ['also'] : []),
];

/** Whether the population is counted by what a set says. */
export const isCounted = (set: QuasiSet, {population, areas}: Surroundings): boolean =>
  population !== null && set.also === null && (set.area !== 'msoa' || areas !== null);

/**
 * Makes the tables of a set. A person of whom a part of it is not known is in none of its
 * combinations. People of the extract are of the population too, whatever its counts say.
 */
export async function makeClasses(
  db: Database,
  set: QuasiSet,
  held: Held,
  around: Surroundings,
): Promise<void> {
  const names = namesOf(set).map((name) => ident(name));
  const keys = join(names);
  await db.run(
    sql`create or replace temp table ${ident(COMBINATIONS)} as ${combinationsOf(set, held)}`,
    'combinations',
  );
  const isKnown = isCounted(set, around);
  const counted = isKnown ? sql`coalesce(p.people, 0)` : sql`null::bigint`;
  await db.run(
    sql`create or replace temp table ${ident(CLASSES)} as
      select ${keys}, c.people, greatest(c.people, ${counted}) as peers
      from (select ${keys}, count(*) as people from ${ident(COMBINATIONS)} group by ${keys}) c
      ${isKnown ? sql`left join (${populationOf(set, around)}) p using (${keys})` : sql``}`,
    'classes',
  );
  await db.run(
    sql`create or replace temp table ${ident(PERSONS)} as
      with alike as (
        select person, is_single, people as k, ${isKnown ? sql`peers` : sql`null::bigint as peers`}
        from ${ident(COMBINATIONS)} join ${ident(CLASSES)} using (${keys})
      )
      select person, k, peers from alike where is_single
      union all
      select person, min(k), min(peers) from alike where not is_single group by person`,
    'smallest class of each person',
  );
}

/** One row per person and combination of theirs at the grain of the set. */
function combinationsOf(set: QuasiSet, held: Held): Sql {
  const names = namesOf(set).map((name) => ident(name));
  const isKnown = join(
    names.map((name) => sql`${name} is not null`),
    sql` and `,
  );
  // Whoever has several practices has several rows after the join, whatever they had before.
  const beside = set.also ? sql`join ${ident(KNOWN[set.also])} also using (person)` : sql``;
  const rows = sql`
    select f.person, ${join(valuesOf(set, held))},
      ${set.also ? sql`false` : sql`f.is_single`} as is_single
    from ${ident(FINEST)} f ${beside}
  `;
  return sql`
    with known as (from (${rows}) where ${isKnown})
    from known where is_single
    union all
    select distinct * from known where not is_single
  `;
}

/** One row per combination of the population, at the grain of the set. */
function populationOf(set: QuasiSet, {population, areas}: Surroundings): Sql {
  const byMsoa = set.area === 'msoa' && areas;
  const values = [
    ...(set.birth ? [sql`${toGrain(sql`c.week_of_birth`, set.birth)} as birth`] : []),
    ...(set.area ? [byMsoa ? sql`larger.msoa_code as area` : sql`c.lsoa_code as area`] : []),
    ...(set.sex ? [sql`c.sex as sex`] : []),
  ];
  return sql`
    select ${join(values)}, sum(c.people)::bigint as people
    from ${population ?? sql``} c
    ${byMsoa ? sql`join ${byMsoa} larger using (lsoa_code)` : sql``}
    group by ${join(namesOf(set).map((name) => ident(name)))}
  `;
}

/** What a set says of the people of an extract; shares are of those of whom all of it is known. */
export interface SetFigures {
  readonly people: number;
  readonly combinations: number;
  readonly extract: KFigures;
  /** Null where the population is not counted by what the set says. */
  readonly population: KFigures | null;
}

/** People by how many look like them. */
export interface KFigures {
  readonly unique: number;
  readonly below5: number;
  readonly below10: number;
  readonly belowGate: number;
  readonly smallest: number;
  readonly median: number;
}

/** Reads the figures of the set whose classes were made last. */
export async function figuresOf(
  db: Database,
  set: QuasiSet,
  around: Surroundings,
  smallestK: number,
): Promise<SetFigures> {
  const combinations = await db.count(ident(CLASSES));
  const [row] = await db.rows(
    sql`select count(*) as people, ${join(
      (['k', 'peers'] as const).flatMap((column) => [
        ...[1.5, 5, 10, smallestK].map(
          (limit, i) =>
            sql`count(*) filter (where ${ident(column)} < ${limit}) as ${ident(`${column}_${i}`)}`,
        ),
        sql`min(${ident(column)}) as ${ident(`${column}_min`)}`,
        sql`median(${ident(column)}) as ${ident(`${column}_median`)}`,
      ]),
    )} from ${ident(PERSONS)}`,
    'measure classes',
  );
  const figures = (column: 'k' | 'peers'): KFigures => {
    const n = (name: string) => Number(row?.[`${column}_${name}`] ?? 0);
    return {
      unique: n('0'),
      below5: n('1'),
      below10: n('2'),
      belowGate: n('3'),
      smallest: n('min'),
      median: n('median'),
    };
  };
  return {
    people: Number(row?.people ?? 0),
    combinations,
    extract: figures('k'),
    population: isCounted(set, around) ? figures('peers') : null,
  };
}
