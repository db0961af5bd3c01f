/**
 * Linkage beside Splink 5 on a million made-up people, part by part: the answers are compared first,
 * then times, memory and accuracy are printed beside what is asked. Ends with 1 when an answer differs.
 *
 * node bench/linkage/run.ts [--records 1000000] [--runs 3] [--only PART] [--skip-huge] [--keep]
 */

import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {cpus, loadavg, tmpdir, totalmem} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {Bench} from './bench.ts';
import {accuracy} from './parts/accuracy.ts';
import {clustering} from './parts/clustering.ts';
import {fake1000} from './parts/fake-1000.ts';
import {huge} from './parts/huge.ts';
import {kernel} from './parts/kernel.ts';
import {knownParameters} from './parts/known-parameters.ts';
import {reading} from './parts/reading.ts';
import {sideBySide} from './parts/side-by-side.ts';
import {training} from './parts/training.ts';

const PARTS = {
  'side-by-side': sideBySide,
  training,
  clustering,
  kernel,
  accuracy,
  'fake-1000': fake1000,
  'known-parameters': knownParameters,
  huge,
  reading,
} as const;

const {values} = parseArgs({
  options: {
    records: {type: 'string', default: '1000000'},
    runs: {type: 'string', default: '3'},
    only: {type: 'string'},
    'skip-huge': {type: 'boolean', default: false},
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
const folder = await mkdtemp(join(parent, 'dolen-linkage-'));
try {
  const bench = await Bench.open(folder, Number(values.records), Number(values.runs));
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  console.log(`${cpus().length} × ${cpus()[0]?.model}, ${memory} GiB; load before: ${load()}`);
  for (const [name, part] of Object.entries(PARTS)) {
    if (values.only === undefined ? name === 'huge' && values['skip-huge'] : name !== values.only) {
      continue;
    }
    console.log(`\n== ${name} (load ${load()})`);
    await part(bench);
  }
  console.log(`\nanswers that differ or fall short: ${bench.faults.length}`);
  for (const fault of bench.faults) console.log(`  ${fault}`);
  if (bench.faults.length > 0) process.exitCode = 1;
} finally {
  if (values.keep) console.log(`kept: ${folder}`);
  else await rm(folder, {recursive: true, force: true});
}
