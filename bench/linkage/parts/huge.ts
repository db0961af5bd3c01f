/** Ten million records against a spine of 3.2 million people, in one run, with its memory watched. */

import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import {type Bench, HERE} from '../bench.ts';
import {percent, printTable, tellAsked, whole} from '../tables.ts';

const RECORDS = 10_000_000;
const SPINE = 3_200_000;
/** One in seventeen of those who leave records behind is not on the spine. */
const PEOPLE = 3_400_000;
const MOST_GIB = 12;

export async function huge(bench: Bench): Promise<void> {
  // A smaller bench has a smaller spine, in proportion.
  const scale = Math.min(1, bench.records / 1_000_000);
  const size = {'--records': RECORDS, '--people': PEOPLE, '--spine': SPINE};
  const folder = bench.path('huge');
  await mkdir(folder);
  const options = Object.entries(size).flatMap(([name, n]) => [name, `${Math.round(n * scale)}`]);
  await bench.program('generate.ts', '--out', folder, ...options, '--seed', '2');
  const files = [join(folder, 'people.parquet'), join(folder, 'spine.parquet')];
  const out = join(folder, 'links.parquet');
  const run = await bench.dolen(
    ...['link', 'run', join(HERE, 'models', 'spine.json'), ...files],
    ...['--out', out, '--memory', '4GB'],
  );
  const {records, pairs_compared: pairs, links, seconds_of: seconds} = run.json;
  const quality = await qualityOf(folder);
  bench.require(run.peakGiB < MOST_GIB, `huge: ${run.peakGiB.toFixed(1)} GiB of memory`);
  bench.require(quality.links === links, `huge: ${quality.links} links in the file, not ${links}`);
  printTable(
    [`${whole(records.left)} records against a spine of ${whole(records.right)}`, '', 'asked'],
    [
      ['pairs compared', whole(pairs)],
      ['links', whole(links)],
      ['precision', percent(quality.precision)],
      ['recall, of records whose person is on the spine', percent(quality.recall)],
      ['whole process, seconds', run.seconds.toFixed(1)],
      ['whole process, CPU seconds', run.cpuSeconds.toFixed(1)],
      ['prepare, score, resolve, seconds', Object.values(seconds).join(', ')],
      ['million pairs a second of scoring', (pairs / seconds.score / 1e6).toFixed(1)],
      ['peak memory, GiB', run.peakGiB.toFixed(2), tellAsked(run.peakGiB, {atMost: MOST_GIB})],
    ],
  );
  await rm(folder, {recursive: true});
}

async function qualityOf(folder: string) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(`
    with truth as (
      select unique_id, person from read_parquet('${folder}/truth.parquet')
    ), linked as (
      select count(*) as links, count(*) filter (l.person = r.person) as correct
      from read_parquet('${folder}/links.parquet') k
      join truth l on l.unique_id = k.left_id
      join truth r on r.unique_id = k.right_id
    ), linkable as (
      select count(*) as records
      from read_parquet('${folder}/people.parquet') p
      join truth using (unique_id)
      where person in (
        select person from truth join read_parquet('${folder}/spine.parquet') using (unique_id)
      )
    )
    select links, correct / links, correct / records
    from linked cross join linkable`);
  connection.closeSync();
  const [links, precision, recall] = reader.getRows()[0]?.map(Number) ?? [];
  return {links: links ?? 0, precision: precision ?? 0, recall: recall ?? 0};
}
