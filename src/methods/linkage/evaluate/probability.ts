/** From bits to probability, and from scored pairs to what they add up to. */

/** Scored pairs, column by column; records are numbered from 0 over all inputs, left file first. */
export interface ScoredPairs {
  readonly length: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Bits. */
  readonly weight: Float64Array;
}

/** The chance that a pair of this weight is one person. */
export type ProbabilityOf = (weight: number) => number;

/** What the model claims. It is overconfident in the grey zone: calibrate before calling it precision. */
export const modelProbability: ProbabilityOf = (weight) => 1 / (1 + 2 ** -weight);

/** How many of ascending weights are at least a threshold. */
export function countAtLeast(ascending: Float64Array, threshold: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < threshold) low = middle + 1;
    else high = middle;
  }
  return ascending.length - low;
}
