/** Training the same model on the same rows: how near both come to the truth, and how long it takes. */

import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {type Bench, HERE, type Ours, type Printed} from '../bench.ts';
import {printFigures, printTable} from '../tables.ts';
import {type Parameters, trueParameters} from './true-parameters.ts';

const BLOCKS = ['first_name,surname', 'dob'];
/** Levels that many matches, or pairs of two people, are at; the weight hangs on these. */
const COMMON = {m: 0.01, u: 1e-3};
const FLOOR = 1e-6;
/** How far a common level may be off the truth, in bits. */
const TOLERANCE = 0.25;

export async function training(bench: Bench): Promise<void> {
  const [people, imported] = [await bench.people(), await bench.model('tight')];
  const splink = join(HERE, 'models', 'tight.json');
  const out = bench.path('trained.json');
  const theirs: Printed[] = [];
  const ours: Ours[] = [];
  for (let run = 0; run < bench.runs; run++) {
    theirs.push(await bench.peer('splink_train.py', splink, people));
    await rm(out, {force: true});
    const blocks = BLOCKS.flatMap((block) => ['--block', block]);
    ours.push(
      await bench.dolen('link', 'train', people, '--model', imported, ...blocks, '--out', out),
    );
  }
  for (const finding of ours[0]?.json.findings ?? []) console.log(`finding: ${finding.sentence}`);
  const truth = await trueParameters(splink, people, bench.path('truth.parquet'));
  judge(bench, truth, {
    Splink: theirs[0].trained,
    Dolen: parametersOf(await readFile(out, 'utf8')),
  });
  const parts = (run: Printed) =>
    BLOCKS.reduce((sum, block) => sum + run[`m_${block.replace(',', '_')}_seconds`], run.u_seconds);
  printFigures([
    {
      what: 'training, seconds (ours with reading and encoding)',
      theirs: theirs.map(parts),
      ours: ours.map(({json}) => json.seconds),
      asked: {atLeast: 5},
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
  ]);
}

function parametersOf(text: string): Parameters {
  const {comparisons} = JSON.parse(text);
  return Object.fromEntries(
    comparisons.map(({name, levels}: {name: string; levels: Printed[]}) => [
      name,
      levels.filter(({missing}) => !missing).map(({m, u}) => ({m, u})),
    ]),
  );
}

/** Distance from the truth in bits; no one can learn a level that is rarer than the floor. */
function judge(bench: Bench, truth: Parameters, found: Readonly<Record<string, Parameters>>): void {
  const rows = Object.entries(found).flatMap(([who, parameters]) =>
    (['m', 'u'] as const).map((which) => {
      const errors = Object.entries(truth).flatMap(([name, levels]) =>
        levels.map((level, i) => {
          const estimate = parameters[name]?.[i]?.[which] ?? FLOOR;
          const bits = Math.abs(Math.log2(estimate / level[which]));
          return {bits, share: level[which], where: `${name} level ${i + 1}`};
        }),
      );
      const learnable = errors.filter(({share}) => share >= FLOOR);
      const common = errors.filter(({share}) => share >= COMMON[which]);
      const worst = common.reduce((a, b) => (b.bits > a.bits ? b : a));
      // What Splink misses with the sample it takes is for its column; ours must not.
      bench.require(
        who === 'Splink' || worst.bits <= TOLERANCE,
        `training: ${which} of ${who} is ${worst.bits.toFixed(2)} bits off at ${worst.where}`,
      );
      const mean = (all: typeof errors) =>
        (all.reduce((sum, {bits}) => sum + bits, 0) / all.length).toFixed(4);
      const far = `${worst.bits.toFixed(3)} (${worst.where})`;
      return [`${which} of ${who}`, mean(learnable), mean(common), far];
    }),
  );
  console.log(
    `\nDistance from the truth in bits; common levels: m ≥ ${COMMON.m}, u ≥ ${COMMON.u}, at most ${TOLERANCE} off`,
  );
  printTable(['', 'mean, all levels', 'mean, common levels', 'worst common level'], rows);
}
