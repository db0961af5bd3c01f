/** The same model and rows for both: the same pairs with the same weights, and then the times. */

import {copyFile, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import {type Bench, HERE, type Ours, type Printed} from '../bench.ts';
import {type Figure, percent, printFigures, whole} from '../tables.ts';

/** Times are asked of the first two; the others show that their answers are the same too. */
const WORKLOADS: readonly {readonly name: string; readonly atLeast?: number}[] = [
  {name: 'tight', atLeast: 5},
  {name: 'loose', atLeast: 11},
  {name: 'tight-term-frequencies'},
  {name: 'tight-levenshtein'},
  {name: 'loose-levenshtein'},
];
const TOLERANCE = '1e-6';

export async function sideBySide(bench: Bench): Promise<void> {
  await bench.people();
  for (const {name, atLeast} of WORKLOADS) {
    const runs = atLeast === undefined ? 1 : bench.runs;
    const theirs: Printed[] = [];
    const ours: Ours[] = [];
    for (let run = 0; run < runs; run++) {
      theirs.push(await splink(bench, name));
      ours.push(await bench.linkRun(name, oursOf(bench, name)));
      if (run === 0) await compareAnswers(bench, name, theirs[0], ours[0] as Ours);
    }
    printFigures(figuresOf(theirs, ours, atLeast));
    await rm(oursOf(bench, name));
  }
  console.log(
    [
      '\nOurs of "blocking and scoring" holds reading and encoding the file, theirs does not: Splink reads',
      'it into a table before. The whole process starts a runtime, reads, links and writes.',
    ].join('\n'),
  );
}

const oursOf = (bench: Bench, name: string) => bench.path(`${name}.ours.parquet`);

async function splink(bench: Bench, name: string): Promise<Printed> {
  const model = join(HERE, 'models', `${name}.json`);
  const out = bench.path('theirs.parquet');
  return bench.peer('splink_predict.py', model, await bench.people(), '0', out);
}

async function compareAnswers(bench: Bench, name: string, theirs: Printed, ours: Ours) {
  await copyFile(oursOf(bench, name), bench.path(`${name}.links.parquet`));
  const files = [oursOf(bench, name), bench.path('theirs.parquet')];
  const limits = ['--weight', '0', '--tolerance', TOLERANCE];
  const found = await bench.compare([...files, ...limits]);
  bench.require(found.same, `${name}: links or weights differ: ${JSON.stringify(found)}`);
  const pairs = ours.json.pairs_compared;
  bench.require(pairs === theirs.pairs, `${name}: ${pairs} pairs compared, not ${theirs.pairs}`);
  console.log(
    `\n${name}: ${whole(pairs)} pairs, ${whole(ours.json.links)} links, blocking recall ${percent(await blockingRecall(bench, name))}; ` +
      `${found.same ? 'the same' : 'DIFFERENT'} pairs and weights, largest difference ${found.max_difference} bits`,
  );
}

/** Share of the true pairs that at least one rule compares, by the rules as Splink has them. */
async function blockingRecall(bench: Bench, name: string): Promise<number> {
  const settings = JSON.parse(await readFile(join(HERE, 'models', `${name}.json`), 'utf8'));
  const rules: {blocking_rule: string}[] = settings.blocking_rules_to_generate_predictions;
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const met = rules.map((rule) => `coalesce(${rule.blocking_rule}, false)`).join(' or ');
  const reader = await connection.runAndReadAll(`
    with records as (
      select p.*, t.person
      from read_parquet('${await bench.people()}') p
      join read_parquet('${bench.path('truth.parquet')}') t using (unique_id)
    )
    select avg((${met})::integer)
    from records l
    join records r on l.person = r.person and l.unique_id < r.unique_id`);
  return Number(reader.getRows()[0]?.[0]);
}

function figuresOf(theirs: Printed[], ours: Ours[], atLeast?: number): Figure[] {
  const seconds = ours.map(({json}) => json.seconds_of.prepare + json.seconds_of.score);
  return [
    {
      what: 'blocking and scoring, seconds',
      theirs: theirs.map((run) => run.predict_seconds),
      ours: seconds,
      ...(atLeast === undefined ? {} : {asked: {atLeast}}),
    },
    {
      what: 'whole process, seconds',
      theirs: theirs.map((run) => run.process_seconds),
      ours: ours.map((run) => run.seconds),
    },
    {
      what: 'whole process, CPU seconds',
      theirs: theirs.map((run) => run.process_cpu_seconds),
      ours: ours.map((run) => run.cpuSeconds),
    },
    {
      what: 'peak memory, GiB',
      theirs: theirs.map((run) => run.peak_gib),
      ours: ours.map((run) => run.peakGiB),
      asked: {atMost: 0.5},
    },
  ];
}
