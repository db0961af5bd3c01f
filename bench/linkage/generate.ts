/**
 * Makes up people with several records each, for the linkage benches: `people.parquet` and, apart
 * from it, `truth.parquet`, which says whose record each is. The same seed makes the same rows. With
 * `--spine N`, `spine.parquet` too: one more record of each of the first N people.
 *
 * node bench/linkage/generate.ts --out DIR [--records 1000000] [--people 620000] [--seed 1] [--spine N]
 */

import {mkdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {DOUBLE, VARCHAR} from '@duckdb/node-api';
import {Database} from '../../src/engine/database.ts';
import {parquetRows, writeParquet} from '../../src/engine/parquet.ts';
import {ident, sql} from '../../src/kernel/sql.ts';
import {type NameCounts, nameLists} from './names.ts';
import {people, peopleOfRecords, peopleOfSpine, places, records} from './people.ts';

const {values} = parseArgs({
  options: {
    out: {type: 'string'},
    records: {type: 'string', default: '1000000'},
    people: {type: 'string', default: '620000'},
    seed: {type: 'string', default: '1'},
    spine: {type: 'string', default: '0'},
  },
});
if (values.out === undefined) throw new Error('say where the files go: --out DIR');
const out = resolve(values.out);
const size = {
  records: Number(values.records),
  people: Number(values.people),
  spine: Number(values.spine),
};
const hasSpine = size.spine > 0;
if (!hasSpine && !(size.people <= size.records && size.records <= 2 * size.people)) {
  throw new Error('records must be between once and twice the people');
}

const start = performance.now();
await mkdir(out, {recursive: true});
const db = await Database.open({directories: [out], tempDirectory: join(out, 'temp')});

/** A little less skew than the files have, so that blocks come near those of linkage.md §5.10. */
const SKEW = 0.96;

/** Makes a table with one row per name, from the bottom of its share of [0, 1). */
async function makeShares(table: string, {names, ...given}: NameCounts): Promise<void> {
  const counts = given.counts.map((count) => count ** SKEW);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  const shares = counts.map((count) => {
    const from = below / total;
    below += count;
    return from;
  });
  await db.run(sql`create temp table ${ident(table)} (from_share double, name varchar)`, table);
  await db.append(table, [DOUBLE, VARCHAR], [shares, names]);
}

const {surnames, firstNames, source} = nameLists();
await makeShares('surname_shares', surnames);
await makeShares('first_name_shares', firstNames);
const steps = {
  places: places(),
  people: people(values.seed, size),
  person_of_record: (hasSpine ? peopleOfSpine : peopleOfRecords)(values.seed, size),
  records: records(values.seed, size),
};
for (const [table, statement] of Object.entries(steps)) {
  await db.run(sql`create temp table ${ident(table)} as ${statement}`, table);
}

const recordsOf = (isOnSpine: boolean) => sql`
  select unique_id, first_name, surname, dob, postcode, city, email
  from records
  where not ${hasSpine} or unique_id in (
    select unique_id from person_of_record where is_first = ${isOnSpine}
  )
  order by unique_id`;
const file = join(out, 'people.parquet');
await writeParquet(db, recordsOf(false), file);
if (hasSpine) await writeParquet(db, recordsOf(true), join(out, 'spine.parquet'));
await writeParquet(
  db,
  sql`select unique_id, person from person_of_record order by unique_id`,
  join(out, 'truth.parquet'),
);
const [shape] = await db.rows(sql`
  select count(*) as records,
    round(100 - 100 * count(first_name) / count(*), 1) as first_name_missing,
    round(100 - 100 * count(surname) / count(*), 1) as surname_missing,
    round(100 - 100 * count(dob) / count(*), 1) as dob_missing,
    round(100 - 100 * count(postcode) / count(*), 1) as postcode_missing,
    round(100 - 100 * count(city) / count(*), 1) as city_missing,
    round(100 - 100 * count(email) / count(*), 1) as email_missing
  from ${parquetRows(file)}`);
const truePairs = await db.value(sql`
  select sum(n * (n - 1) / 2)::bigint
  from (select count(*) as n from person_of_record group by person)`);
db.close();
const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
console.log(JSON.stringify({file, names: source, ...shape, true_pairs: truePairs, seconds}));
