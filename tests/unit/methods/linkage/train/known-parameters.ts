/** Pairs with known parameters: λ 0.5; m 0.7, 0.9, 0.95; u 0.1, 0.025, 0.2 (agree, three comparisons). */

import type {Patterns, Table} from '../../../../../src/methods/linkage/train/patterns.ts';
import {randomFrom} from '../../../../../src/methods/linkage/train/random.ts';

/** Agreement of the three comparisons, pairs, and the chance of a match. */
export const KNOWN_PATTERNS = [
  ['000', 1407, 0.0021322],
  ['001', 408, 0.1397059],
  ['010', 63, 0.4285714],
  ['011', 522, 0.9827586],
  ['100', 163, 0.0429448],
  ['101', 172, 0.7732558],
  ['110', 67, 0.9402985],
  ['111', 1198, 0.9991653],
] as const;

export const KNOWN_M = [0.7, 0.9, 0.95];
export const KNOWN_U = [0.1, 0.025, 0.2];

export const knownPatterns: Patterns = {
  comparisons: 3,
  levels: Uint8Array.from(
    KNOWN_PATTERNS.flatMap(([gammas]) => [...gammas].map((g) => 2 - Number(g))),
  ),
  counts: Float64Array.from(KNOWN_PATTERNS, ([, count]) => count),
};

/** Two levels each: agree with the given chance, or not. */
export const twoLevels = (agree: readonly number[]): Table =>
  agree.map((chance) => Float64Array.of(chance, 1 - chance));

export const patternsOf = (
  comparisons: number,
  rows: readonly (readonly [string, number])[],
): Patterns => ({
  comparisons,
  levels: Uint8Array.from(rows.flatMap(([levels]) => [...levels].map(Number))),
  counts: Float64Array.from(rows, ([, count]) => count),
});

export interface Simulated {
  readonly lambda: number;
  readonly m: Table;
  readonly u: Table;
  readonly pairs: number;
  readonly missing: number;
  readonly seed: number;
}

/** Pairs drawn from a mixture, as patterns. */
export function simulate({lambda, m, u, pairs, missing, seed}: Simulated): Patterns {
  const random = randomFrom(seed);
  const levelFrom = (row: Float64Array) => {
    let rest = random();
    const at = row.findIndex((share) => {
      rest -= share;
      return rest < 0;
    });
    return at < 0 ? row.length : at + 1;
  };
  const counts = new Map<string, number>();
  for (let n = 0; n < pairs; n++) {
    const table = random() < lambda ? m : u;
    const key = table.map((row) => (random() < missing ? 0 : levelFrom(row))).join('');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return patternsOf(m.length, [...counts]);
}
