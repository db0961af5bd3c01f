/** Agreement patterns and the tables of m and u that go with them: the terms in which training works. */

/**
 * Agreement patterns of the pairs of one block: the level of each comparison (0 = missing, 1 to L in
 * the model's order, L = else), row by row, and how many pairs had it.
 */
export interface Patterns {
  readonly comparisons: number;
  readonly levels: Uint8Array;
  readonly counts: Float64Array;
}

/** How many levels each comparison has, without missing. */
export type LevelCounts = readonly number[];

/** Probabilities per comparison and level; the index of a level is the level less 1. */
export type Table = readonly Float64Array[];

/** No m and no u is nearer to 0 than this, so that every weight is finite. */
export const PROBABILITY_FLOOR = 1e-6;

/** The probability of a level, by the indices of comparison and level. */
export const entryOf = (table: Table, comparison: number, level: number): number =>
  table[comparison]?.[level] ?? Number.NaN;

/** Adds to one of the sums. */
export function addAt(sums: Float64Array, at: number, amount: number): void {
  sums[at] = (sums[at] as number) + amount;
}

/** How many pairs the patterns stand for. */
export function pairsIn(patterns: Patterns): number {
  let pairs = 0;
  for (const count of patterns.counts) pairs += count;
  return pairs;
}

/** Pairs at each level of each comparison; pairs with the comparison missing count nowhere. */
export function levelTotals(patterns: Patterns, levelCounts: LevelCounts): Table {
  const totals = levelCounts.map((levels) => new Float64Array(levels));
  const {comparisons, levels, counts} = patterns;
  for (let p = 0; p < counts.length; p++) {
    for (let c = 0; c < comparisons; c++) {
      const level = levels[p * comparisons + c] as number;
      if (level > 0) addAt(totals[c] as Float64Array, level - 1, counts[p] as number);
    }
  }
  return totals;
}

/** Where nothing is known: 0.9 on the first level and the rest shared. */
export function startingM(levels: number): Float64Array {
  return new Float64Array(levels).fill(0.1 / (levels - 1)).fill(0.9, 0, 1);
}
