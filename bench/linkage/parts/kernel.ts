/** The kernel alone: pairs a second on one thread, with the blocks made and nothing to write. */

import type {Bench} from '../bench.ts';
import {printTable, tellAsked, whole} from '../tables.ts';

export async function kernel(bench: Bench): Promise<void> {
  const rows: string[][] = [];
  for (const name of ['loose', 'tight']) {
    const [model, people] = [await bench.model(name), await bench.people()];
    const runs = String(Math.max(3, bench.runs));
    const found = await bench.program('alone/kernel.ts', model, people, runs);
    const millions = found.pairs / found.best_seconds / 1e6;
    rows.push([
      `${name}, ${whole(found.pairs)} pairs`,
      found.best_seconds.toFixed(2),
      found.median_seconds.toFixed(2),
      found.cpu_seconds.toFixed(2),
      millions.toFixed(1),
      name === 'loose' ? tellAsked(millions, {atLeast: 10}) : '',
    ]);
  }
  printTable(
    ['one thread', 'best, s', 'median, s', 'CPU-s of the best', 'million pairs/s', 'asked'],
    rows,
  );
}
