/** Runs a bench part by part in a folder of its own: the machine first, what is wrong last, and then by exit status. */

import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {cpus, loadavg, tmpdir, totalmem} from 'node:os';
import {join} from 'node:path';

interface Judged {
  /** Every answer that is not right. */
  readonly faults: readonly string[];
}

interface PartsRun<B extends Judged> {
  /** Begins the folder's name. */
  readonly name: string;
  readonly parts: Readonly<Record<string, (bench: B) => Promise<unknown>>>;
  /** This part alone. */
  readonly only: string | undefined;
  /** Parts that are left out unless one of them is asked for alone. */
  readonly leftOut?: readonly string[];
  /** What the faults are, in the last lines. */
  readonly wrong: string;
  readonly keep: boolean;
  open(folder: string): Promise<B>;
}

const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(', ');

export async function runParts<B extends Judged>(run: PartsRun<B>): Promise<void> {
  const {parts, only, leftOut = []} = run;
  if (only !== undefined && !Object.hasOwn(parts, only)) {
    throw new Error(`--only takes one of ${Object.keys(parts).join(', ')}`);
  }
  const parent = process.env.DOLEN_BENCH_DIR ?? tmpdir();
  await mkdir(parent, {recursive: true});
  const folder = await mkdtemp(join(parent, `${run.name}-`));
  try {
    const bench = await run.open(folder);
    const memory = (totalmem() / 2 ** 30).toFixed(0);
    console.log(`${cpus().length} × ${cpus()[0]?.model}, ${memory} GiB; load before: ${load()}`);
    for (const [name, part] of Object.entries(parts)) {
      if (only === undefined ? leftOut.includes(name) : name !== only) continue;
      console.log(`\n== ${name} (load ${load()})`);
      await part(bench);
    }
    console.log(`\n${run.wrong}: ${bench.faults.length}`);
    for (const fault of bench.faults) console.log(`  ${fault}`);
    if (bench.faults.length > 0) process.exitCode = 1;
  } finally {
    if (run.keep) console.log(`kept: ${folder}`);
    else await rm(folder, {recursive: true, force: true});
  }
}
