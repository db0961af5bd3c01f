/**
 * The journey of a large dataset, step by step beside a bare DuckDB copy of the same rows, in one run.
 * Prints rows a second, ratios and peak memory; exits non-zero when a row is lost or the log is broken.
 *
 * node bench/journey/run.ts [--people 1000000] [--work DIR] [--keep]
 */

import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {DuckDBInstance} from '@duckdb/node-api';
import {type Measured, measure, ROOT} from './measure.ts';

const {values} = parseArgs({
  options: {
    people: {type: 'string', default: '1000000'},
    work: {type: 'string'},
    keep: {type: 'boolean', default: false},
  },
});
const people = Number(values.people);
const work = values.work ?? (await mkdtemp(join(tmpdir(), 'dolen-bench-')));
await mkdir(work, {recursive: true});
const home = join(work, 'home');
const made = join(work, 'made-up');
const DEMO = join(ROOT, 'pipelines', 'demo');
const BARE = join(ROOT, 'bench', 'journey', 'bare-copy.ts');

const dolen = (...args: string[]): Promise<Measured> =>
  measure([
    join(ROOT, 'bin', 'dolen.js'),
    ...args,
    ...['--home', home, '--seed', 'bench', '--quiet', '--json', '--memory', '4GB'],
  ]);
const bare = (kind: string, from: string, table: string): Promise<Measured> =>
  measure([BARE, kind, from, table, join(work, 'bare.parquet')]);

const count = (n: number): string => Math.round(n).toLocaleString('en-GB');
let worst = Number.POSITIVE_INFINITY;
let peak = 0;

function row(step: string, rows: number, ours: Measured, theirs?: Measured): void {
  peak = Math.max(peak, ours.peakGiB);
  const rate = `${count(rows / ours.seconds)} rows/s`;
  const share = theirs ? theirs.seconds / ours.seconds : null;
  if (share !== null) worst = Math.min(worst, share);
  const beside = theirs
    ? `bare copy ${theirs.seconds.toFixed(1)} s, ${theirs.cpuSeconds.toFixed(1)} CPU-s; ${share?.toFixed(2)} of its speed`
    : '';
  console.log(
    `${step.padEnd(30)}${count(rows).padStart(12)} rows ${ours.seconds.toFixed(1).padStart(7)} s ${ours.cpuSeconds.toFixed(1).padStart(7)} CPU-s ${ours.peakGiB.toFixed(2).padStart(6)} GiB ${rate.padStart(20)}  ${beside}`,
  );
}

function mustEqual(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found} rows, not ${expected}`);
}

async function toCsv(parquet: string, csv: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `copy (select * from read_parquet('${parquet}')) to '${csv}' (format csv, header)`,
  );
}

interface Counted {
  readonly rows: number;
  readonly rowsRemoved: number;
}
const answer = <T>({stdout}: Measured): T => JSON.parse(stdout) as T;

async function theJourney(): Promise<void> {
  const fixtures = await dolen('fixtures', 'people', '--people', String(people), '--out', made);
  const {datasets} = answer<{datasets: {name: string; rows: number}[]}>(fixtures);
  const total = datasets.reduce((sum, {rows}) => sum + rows, 0);
  row('fixtures people', total, fixtures);
  for (const zone of ['third-party', 'store']) await dolen(zone, 'keys');
  await splitStep('population_register', 'parquet');
  const spine = await dolen(
    ...[
      'third-party',
      'spine',
      'build',
      '--file1',
      join(work, 'transit', 'population_register', 'file1'),
    ],
    ...['--postcodes', join(made, 'postcodes.csv')],
  );
  row('spine build', answer<{people: number}>(spine).people, spine);
  for (const name of ['gp_registration', 'gp_event', 'prescription', 'death'])
    await datasetSteps(name);
  await provisionSteps();
  const cohort = await dolen(
    ...['cohort', 'build', join(DEMO, 'study.yaml'), '--project', 'PRJ-DEMO'],
    ...['--out', join(home, 'projects', 'PRJ-DEMO', 'cohort')],
  );
  row(
    'cohort build',
    answer<{attrition: {count: number}[]}>(cohort).attrition[0]?.count ?? 0,
    cohort,
  );
  const verified = await dolen('audit', 'verify');
  row('audit verify (entries)', answer<{size: number}>(verified).size, verified);
  const demo = await measure([
    ...[join(ROOT, 'bin', 'dolen.js'), 'demo', '--home', join(work, 'demo'), '--quiet', '--json'],
  ]);
  console.log(
    `${'dolen demo, default people'.padEnd(30)}${demo.seconds.toFixed(1).padStart(25)} s`,
  );
}

async function splitStep(name: string, kind: 'parquet' | 'csv'): Promise<number> {
  const parquet = join(made, `${name}.parquet`);
  const csv = join(work, `${name}.csv`);
  if (kind === 'csv') await toCsv(parquet, csv);
  const data = kind === 'csv' ? csv : parquet;
  const out = join(work, 'transit', kind === 'csv' ? `${name}-csv` : name);
  const theirs = await bare(kind, data, '');
  const ours = await dolen(
    ...['provider', 'split', '--contract', join(DEMO, 'contracts', `${name}.yaml`)],
    ...['--data', data, '--out', out],
  );
  const {rows} = answer<Counted>(ours);
  mustEqual(`split ${name}`, rows, Number(theirs.stdout));
  row(`split ${name} (${kind})`, rows, ours, theirs);
  if (kind === 'csv') await rm(out, {recursive: true});
  if (kind === 'csv') await rm(csv);
  return rows;
}

async function datasetSteps(name: string): Promise<void> {
  const rows = await splitStep(name, 'parquet');
  if (name === 'gp_event') await splitStep(name, 'csv');
  const transit = join(work, 'transit', name);
  const linked = await dolen(
    ...['third-party', 'link', '--file1', join(transit, 'file1'), '--out', join(transit, 'file3')],
    ...['--model', join(DEMO, 'linkage.yaml'), '--opt-outs', join(made, 'opt_outs.dat')],
  );
  const link = answer<Counted>(linked);
  mustEqual(`link ${name}`, link.rows + link.rowsRemoved, rows);
  row(`link ${name}`, rows, linked);
  const loaded = await dolen(
    ...['store', 'load', '--file2', join(transit, 'file2'), '--file3', join(transit, 'file3')],
  );
  const load = answer<Counted & {version: number}>(loaded);
  mustEqual(`load ${name}`, load.rows, link.rows);
  const schema = `v${String(load.version).padStart(4, '0')}`;
  const theirs = await bare('table', join(home, 'store', 'store.duckdb'), `${schema}.${name}`);
  mustEqual(`store ${name}`, Number(theirs.stdout), load.rows);
  row(`load ${name}`, load.rows, loaded, theirs);
}

async function provisionSteps(): Promise<void> {
  const extract = join(work, 'transit', 'extract');
  await dolen('project', 'keys', 'PRJ-DEMO');
  const extracted = await dolen('store', 'extract', 'PRJ-DEMO', '--out', extract);
  const provisioned = await dolen('project', 'provision', 'PRJ-DEMO', '--extract', extract);
  const {datasets} = answer<{datasets: {dataset: string; rows: number}[]}>(provisioned);
  const rows = datasets.reduce((sum, one) => sum + one.rows, 0);
  const parts: Measured[] = [];
  for (const {dataset, rows: expected} of datasets) {
    const theirs = await bare(
      'table',
      join(home, 'projects', 'PRJ-DEMO', 'project.duckdb'),
      dataset,
    );
    mustEqual(`provision ${dataset}`, Number(theirs.stdout), expected);
    parts.push(theirs);
  }
  const sum = (pick: (one: Measured) => number) => parts.reduce((all, one) => all + pick(one), 0);
  const theirs = {
    seconds: sum((one) => one.seconds),
    cpuSeconds: sum((one) => one.cpuSeconds),
    peakGiB: 0,
    stdout: '',
  };
  const both = {
    seconds: extracted.seconds + provisioned.seconds,
    cpuSeconds: extracted.cpuSeconds + provisioned.cpuSeconds,
    peakGiB: Math.max(extracted.peakGiB, provisioned.peakGiB),
    stdout: '',
  };
  row('provision: extract', rows, extracted);
  row('provision: receive', rows, provisioned);
  row('provision: both', rows, both, theirs);
}

try {
  await theJourney();
  console.log(`\nlowest share of the speed of a bare copy: ${worst.toFixed(2)} (asked: 0.25)`);
  console.log(`highest resident memory: ${peak.toFixed(2)} GiB (asked: at most 6)`);
} finally {
  if (!values.keep) await rm(work, {recursive: true, force: true});
}
