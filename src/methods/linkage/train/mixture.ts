/** The mixture of matches and non-matches: how likely each agreement pattern is, and is a match. */

import {addAt, type LevelCounts, type Patterns, type Table} from './patterns.ts';

/** Parameters in one row, and for each pattern the places that it reads. */
export interface Cells {
  /** Patterns × comparisons; a missing or left-out comparison reads the last place, whose factor is 1. */
  readonly places: Int32Array;
  /** Where the levels of each comparison start. */
  readonly starts: Int32Array;
  /** Levels of all comparisons. */
  readonly size: number;
}

export function cellsOf(
  {comparisons, levels, counts}: Patterns,
  levelCounts: LevelCounts,
  leftOut: readonly boolean[] = [],
): Cells {
  const starts = new Int32Array(comparisons);
  let size = 0;
  levelCounts.forEach((count, c) => {
    starts[c] = size;
    size += count;
  });
  const places = new Int32Array(counts.length * comparisons).fill(size);
  places.forEach((_, at) => {
    const c = at % comparisons;
    const level = levels[at] as number;
    if (level > 0 && !leftOut[c]) places[at] = (starts[c] as number) + level - 1;
  });
  return {places, starts, size};
}

/** Natural logs of a table in one row, with 0 at the end for what is missing. */
export function logsOf(table: Table, size: number): Float64Array {
  const logs = new Float64Array(size + 1);
  let at = 0;
  for (const row of table) for (const value of row) logs[at++] = Math.log(value);
  logs[size] = 0;
  return logs;
}

/** For each pattern the sum of its logs. */
export function logLikelihoods(cells: Cells, logs: Float64Array, patterns: Patterns): Float64Array {
  const {comparisons, counts} = patterns;
  const sums = new Float64Array(counts.length);
  for (let p = 0, at = 0; p < counts.length; p++) {
    let sum = 0;
    for (let c = 0; c < comparisons; c++) sum += logs[cells.places[at++] as number] as number;
    sums[p] = sum;
  }
  return sums;
}

export interface Posterior {
  /** Chance that a pair with the pattern is a match. */
  readonly p: Float64Array;
  /** Of all pairs, under the parameters. */
  readonly logLikelihood: number;
}

/** Bayes on each pattern, in logs throughout so that many comparisons cannot underflow. */
export function posterior(
  lambda: number,
  asMatch: Float64Array,
  asNonMatch: Float64Array,
  counts: Float64Array,
): Posterior {
  const p = new Float64Array(counts.length);
  const logMatch = Math.log(lambda);
  const logNonMatch = Math.log1p(-lambda);
  let logLikelihood = 0;
  for (let i = 0; i < counts.length; i++) {
    const match = logMatch + (asMatch[i] as number);
    const lead = logNonMatch + (asNonMatch[i] as number) - match;
    const odds = Math.exp(-Math.abs(lead));
    p[i] = lead > 0 ? odds / (1 + odds) : 1 / (1 + odds);
    logLikelihood += (counts[i] as number) * (match + Math.max(lead, 0) + Math.log1p(odds));
  }
  return {p, logLikelihood};
}

/** Expected pairs at each place, each pattern counted with its weight. */
export function expectedAt(
  cells: Cells,
  {comparisons, counts}: Patterns,
  weight: (pattern: number) => number,
): Float64Array {
  const expected = new Float64Array(cells.size + 1);
  for (let p = 0, at = 0; p < counts.length; p++) {
    const pairs = weight(p);
    for (let c = 0; c < comparisons; c++) addAt(expected, cells.places[at++] as number, pairs);
  }
  return expected;
}
