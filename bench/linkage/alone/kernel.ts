/**
 * Scores the pairs of a model's blocks on one thread, several times; reading, encoding and blocking
 * come before and are not timed. Prints one line of JSON.
 *
 * node bench/linkage/alone/kernel.ts MODEL.json PEOPLE.parquet RUNS
 */

import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {readLinkageModel} from '../../../src/methods/linkage/model/read-model.ts';
import {withInputs} from '../../../src/methods/linkage/run/link-files.ts';
import {PAIRS_PER_CHUNK} from '../../../src/methods/linkage/run/scoring.ts';
import {Session} from '../../../src/methods/linkage/run/session.ts';
import {priorBits} from '../../../src/methods/linkage/score/weights.ts';
import {median} from '../tables.ts';

const [modelPath = '', people = '', runs = '3'] = process.argv.slice(2);
const model = readLinkageModel(await readFile(modelPath, 'utf8'));
const scratch = await mkdtemp(join(tmpdir(), 'dolen-kernel-'));
const found = await withInputs({paths: [resolve(people)], scratch}, async (db, inputs) => {
  const {comparisons, blocking, resolve: resolver} = model;
  await using session = await Session.open(db, inputs, model, blocking.predict, {threads: 1});
  const {count, leftCount} = session.rows;
  const scoring = await session.plan({
    rules: blocking.predict,
    comparisons,
    prior: priorBits(model, count, leftCount),
    floor: resolver.theta,
    keepPairs: true,
  });
  const chunks = scoring.chunks(PAIRS_PER_CHUNK);
  const timed: {seconds: number; cpuSeconds: number}[] = [];
  let pairs = 0;
  let kept = 0;
  for (let run = 0; run < Number(runs); run++) {
    pairs = 0;
    kept = 0;
    const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
    await scoring.score(chunks, (scored) => {
      pairs += scored.compared;
      kept += scored.kept.left.length;
    });
    const {user, system} = process.cpuUsage(cpuFrom);
    timed.push({seconds: (performance.now() - from) / 1000, cpuSeconds: (user + system) / 1e6});
  }
  const fastest = timed.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  return {
    pairs,
    kept,
    best_seconds: fastest.seconds,
    cpu_seconds: fastest.cpuSeconds,
    median_seconds: median(timed.map(({seconds}) => seconds)),
  };
});
await rm(scratch, {recursive: true, force: true});
console.log(JSON.stringify(found));
