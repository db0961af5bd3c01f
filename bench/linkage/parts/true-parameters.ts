/** The true m and u of a Splink model on made-up people, by its own SQL and by who is who. */

import {readFile} from 'node:fs/promises';
import {type DuckDBConnection, DuckDBInstance} from '@duckdb/node-api';

/** One m and one u per level of each comparison, in the order of the levels, missing left out. */
export type Parameters = Readonly<Record<string, readonly {m: number; u: number}[]>>;

interface SplinkComparison {
  readonly output_column_name: string;
  readonly comparison_levels: readonly {sql_condition: string; is_null_level?: boolean}[];
}

const PAIRS_OF_TWO = 4_000_000;

/**
 * m from all true pairs. u from four million pairs of two people; that of the first level,
 * which is equality and can be rarer than a sample sees, from how often each value is there.
 */
export async function trueParameters(
  model: string,
  people: string,
  truth: string,
): Promise<Parameters> {
  const settings = JSON.parse(await readFile(model, 'utf8'));
  const comparisons: SplinkComparison[] = settings.comparisons;
  const connection = await (await DuckDBInstance.create(':memory:', {threads: '2'})).connect();
  await connection.run(`
    create table records as
    select p.*, t.person, row_number() over (order by unique_id) - 1 as place
    from read_parquet('${people}') p
    join read_parquet('${truth}') t using (unique_id)`);
  await connection.run(`
    create table matches as
    select l.place as l, r.place as r
    from records l
    join records r on l.person = r.person and l.place < r.place`);
  const counted = await connection.runAndReadAll('select count(*) from records');
  // Each shift pairs every record with another one; records are in random order.
  const shifts = Math.ceil(PAIRS_OF_TWO / Number(counted.getRows()[0]?.[0]));
  await connection.run(`
    create table others as
    with sized as (
      select place, person, count(*) over () as size from records
    ), drawn as (
      select place as l, person, (place + shift * 7919) % size as r
      from sized cross join generate_series(1, ${shifts}) as s(shift)
    )
    select d.l, d.r
    from drawn d
    join records r on r.place = d.r and r.person <> d.person`);
  const found: [string, {m: number; u: number}[]][] = [];
  for (const comparison of comparisons) {
    const m = await levelShares(connection, comparison, 'matches');
    const u = await levelShares(connection, comparison, 'others');
    u[0] = await shareOfEqual(connection, comparison);
    found.push([
      comparison.output_column_name,
      m.map((share, level) => ({m: share, u: u[level] as number})),
    ]);
  }
  connection.closeSync();
  return Object.fromEntries(found);
}

async function levelShares(
  connection: DuckDBConnection,
  {output_column_name: column, comparison_levels: levels}: SplinkComparison,
  pairs: string,
): Promise<number[]> {
  const cases = levels
    .map(({sql_condition: when}, i) => (when === 'ELSE' ? `else ${i}` : `when ${when} then ${i}`))
    .join(' ');
  const reader = await connection.runAndReadAll(`
    select case ${cases} end as level, count(*) as pairs
    from (
      select l."${column}" as "${column}_l", r."${column}" as "${column}_r"
      from ${pairs} p
      join records l on l.place = p.l
      join records r on r.place = p.r
    )
    group by level`);
  const counts = new Map(reader.getRows().map(([level, n]) => [Number(level), Number(n)]));
  const scored = levels.flatMap((level, i) => (level.is_null_level ? [] : [counts.get(i) ?? 0]));
  const total = scored.reduce((sum, n) => sum + n, 0);
  return scored.map((n) => n / total);
}

/** Of all pairs of two people with the value present, how many have the same one. */
async function shareOfEqual(
  connection: DuckDBConnection,
  {output_column_name: column, comparison_levels: levels}: SplinkComparison,
): Promise<number> {
  const missing = levels.find((level) => level.is_null_level)?.sql_condition ?? 'false';
  const reader = await connection.runAndReadAll(`
    with present as (
      select place, "${column}_l" as value
      from (select place, "${column}" as "${column}_l", "${column}" as "${column}_r" from records)
      where not (${missing})
    ), per_value as (
      select count(*) as n from present group by value
    ), own as (
      select count(*) as present, count(*) filter (l.value = r.value) as equal
      from matches p
      join present l on l.place = p.l
      join present r on r.place = p.r
    )
    select (sum(n * (n - 1) / 2) - any_value(o.equal))
      / (sum(n) * (sum(n) - 1) / 2 - any_value(o.present))
    from per_value cross join own o`);
  return Number(reader.getRows()[0]?.[0]);
}
