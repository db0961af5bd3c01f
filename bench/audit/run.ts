/**
 * The audit log under load, part by part: what it answers is checked, and times are printed beside
 * what is asked. Ends with 1 when an answer is wrong; a time that falls short is printed and ends nothing.
 *
 * node bench/audit/run.ts [--entries 1000000] [--only PART] [--keep]
 */

import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {cpus, loadavg, tmpdir, totalmem} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {Bench} from './bench.ts';
import {appending} from './parts/appending.ts';
import {grantDecision} from './parts/grant-decision.ts';
import {reviewing} from './parts/reviewing.ts';
import {verifying} from './parts/verifying.ts';

const PARTS = {appending, verifying, reviewing, 'grant-decision': grantDecision} as const;

const {values} = parseArgs({
  options: {
    entries: {type: 'string', default: '1000000'},
    only: {type: 'string'},
    keep: {type: 'boolean', default: false},
  },
});
if (values.only !== undefined && !Object.hasOwn(PARTS, values.only)) {
  throw new Error(`--only takes one of ${Object.keys(PARTS).join(', ')}`);
}
const load = () =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(', ');

const parent = process.env.DOLEN_BENCH_DIR ?? tmpdir();
await mkdir(parent, {recursive: true});
const folder = await mkdtemp(join(parent, 'dolen-audit-bench-'));
try {
  const bench = new Bench(folder, Number(values.entries));
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  console.log(`${cpus().length} × ${cpus()[0]?.model}, ${memory} GiB; load before: ${load()}`);
  for (const [name, part] of Object.entries(PARTS)) {
    if (values.only !== undefined && name !== values.only) continue;
    console.log(`\n== ${name} (load ${load()})`);
    await part(bench);
  }
  console.log(`\nanswers that are wrong: ${bench.faults.length}`);
  for (const fault of bench.faults) console.log(`  ${fault}`);
  if (bench.faults.length > 0) process.exitCode = 1;
} finally {
  if (values.keep) console.log(`kept: ${folder}`);
  else await rm(folder, {recursive: true, force: true});
}
