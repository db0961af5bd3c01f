/**
 * Compares two sets of scored pairs: the same pairs, whichever record is on the left, and the same
 * weights. Prints counts as one line of JSON; ends with 1 when they differ.
 *
 * node bench/linkage/compare.ts OURS.parquet THEIRS.parquet [--weight 0] [--tolerance 1e-6]
 */

import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {Database} from '../../src/engine/database.ts';
import {parquetRows} from '../../src/engine/parquet.ts';
import {ident, type Sql, sql} from '../../src/kernel/sql.ts';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    weight: {type: 'string', default: '-inf'},
    tolerance: {type: 'string', default: '1e-6'},
  },
});
const [ours, theirs] = positionals.map((path) => resolve(path)) as [string, string];
if (positionals.length !== 2) throw new Error('say which files: OURS.parquet THEIRS.parquet');
const tolerance = Number(values.tolerance);
const weight = sql`${values.weight}::double`;

const work = await mkdtemp(join(tmpdir(), 'dolen-compare-'));
const db = await Database.open({
  directories: [dirname(ours), dirname(theirs), work],
  tempDirectory: work,
});

/** One row per scored pair of a file, the smaller id first; ids are compared as text. */
const scoredPairs = (path: string, left: string, right: string): Sql => sql`
  select least(a, b) as a, greatest(a, b) as b, match_weight
  from (
    select ${ident(left)}::varchar as a, ${ident(right)}::varchar as b, match_weight
    from ${parquetRows(path)}
  )`;

/** Theirs has Splink's names; ours may have them too, so that one run of theirs can be held to another. */
async function sides(path: string): Promise<[string, string]> {
  const columns = await db.describe(sql`select * from ${parquetRows(path)}`);
  const has = (name: string) => columns.some((column) => column.name === name);
  return has('left_id') ? ['left_id', 'right_id'] : ['unique_id_l', 'unique_id_r'];
}

for (const [name, path] of [
  ['ours', ours],
  ['theirs', theirs],
] as const) {
  const [left, right] = await sides(path);
  await db.run(sql`create temp table ${ident(name)} as ${scoredPairs(path, left, right)}`, name);
}

// A pair within the tolerance of the threshold may fall on either side of it by rounding alone.
const [found] = await db.rows(sql`
  with paired as (
    select o.match_weight as our_weight, t.match_weight as their_weight
    from ours o
    full join theirs t using (a, b)
    where coalesce(o.match_weight, t.match_weight) >= ${weight}
      or coalesce(t.match_weight, o.match_weight) >= ${weight}
  )
  select count(our_weight) as ours, count(their_weight) as theirs,
    count(*) filter (our_weight is not null and their_weight is not null) as both,
    count(*) filter (their_weight is null and our_weight > ${weight} + ${tolerance}::double) as only_ours,
    count(*) filter (our_weight is null and their_weight > ${weight} + ${tolerance}::double) as only_theirs,
    count(*) filter (our_weight is null or their_weight is null) as unpaired,
    count(*) filter (abs(our_weight - their_weight) > ${tolerance}::double) as different_weight,
    max(abs(our_weight - their_weight)) as max_difference,
    sum(our_weight) as sum_ours,
    sum(their_weight) as sum_theirs
  from paired`);
const repeated = await db.count(
  sql`(select a, b from ours group by a, b having count(*) > 1)`,
  'repeated pairs',
);
db.close();
await rm(work, {recursive: true});

// Two empty files agree on nothing.
const same =
  found !== undefined &&
  Number(found.both) > 0 &&
  repeated === 0 &&
  [found.only_ours, found.only_theirs, found.different_weight].every(
    (count) => Number(count) === 0,
  );
console.log(JSON.stringify({same, ...found, repeated}));
process.exitCode = same ? 0 : 1;
