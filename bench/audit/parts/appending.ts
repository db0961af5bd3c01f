/** Durable entries a second, and how long a caller waits, beside what the bare disk does. */

import {fdatasyncSync, openSync, writeSync} from 'node:fs';
import {verifyLog} from '../../../src/assurance/audit/verify.ts';
import {appendAll, type Bench, count} from '../bench.ts';

const ASKED_PER_SECOND = 20_000;
/**
 * The commit window: how long a call may wait to share a sync with others. The log waits for nobody
 * on purpose, so a call takes the rest of the group before it and its own group.
 */
const COMMIT_WINDOW_MS = 50;
const CALLERS = [64, 512, 2048];

export async function appending(bench: Bench): Promise<void> {
  const bare = bareSyncs(bench.path('bare'));
  console.log(`bare disk: ${count(bare)} writes of 300 bytes a second, each with its fdatasync`);
  const entries = Math.max(1000, Math.floor(bench.entries / 5));
  for (const callers of CALLERS) {
    const directory = bench.path(`log-of-${callers}`);
    const log = await bench.openLog(directory);
    const start = performance.now();
    const {latencies, acknowledged} = await appendAll(log, entries, callers);
    // Publications are in it: those on the way, and the last.
    const {size} = await log.close();
    const perSecond = entries / ((performance.now() - start) / 1000);
    const at = (share: number) => latencies[Math.floor(share * (entries - 1))] ?? 0;
    const [p50, p95, most] = [at(0.5), at(0.95), at(1)].map((ms) => ms.toFixed(1));
    const isFast = perSecond >= ASKED_PER_SECOND && at(0.95) <= COMMIT_WINDOW_MS;
    console.log(
      `${String(callers).padStart(5)} callers: ${count(perSecond).padStart(8)} durable entries/s ` +
        `(${(perSecond / bare).toFixed(1)} a bare sync), ` +
        `latency p50 ${p50} ms, p95 ${p95} ms, longest ${most} ms; ` +
        `asked ≥ ${count(ASKED_PER_SECOND)}/s, p95 ≤ ${COMMIT_WINDOW_MS} ms: ${isFast ? 'met' : 'SHORT'}`,
    );
    bench.require(size === entries + 1, `${callers} callers: ${size} entries in the log`);
    bench.require(
      acknowledged.every((times, index) => times === (index === 0 ? 0 : 1)),
      `${callers} callers: an index that was not acknowledged exactly once`,
    );
    const verified = await verifyLog(directory);
    bench.require(verified.size === size, `${callers} callers: ${verified.size} entries verify`);
  }
}

/** What the file system alone does: one small write and its sync, again and again. */
function bareSyncs(path: string): number {
  const file = openSync(path, 'w');
  const bytes = Buffer.alloc(300, 1);
  const start = performance.now();
  let syncs = 0;
  while (performance.now() - start < 2000) {
    writeSync(file, bytes);
    fdatasyncSync(file);
    syncs++;
  }
  return syncs / ((performance.now() - start) / 1000);
}
