/** Whether a probability means what it says: by weight band, what the model claims and what is true. */

import {modelProbability, type ProbabilityOf, type ScoredPairs} from './probability.ts';
import {isTruePair} from './truth.ts';
import {normalShare, type Share, wilson} from './wilson.ts';

/** One row per band of weight, `from` included and `to` not. */
export interface CalibrationRow {
  readonly from: number;
  readonly to: number;
  readonly pairs: number;
  /** Null for an empty band. */
  readonly meanProbability: number | null;
  /** Share of the judged pairs that are matches; of nothing without truth. */
  readonly isTrue: Share;
}

/** Bands of 5 bits around the grey zone, and all beyond. */
export const BANDS: readonly number[] = [
  Number.NEGATIVE_INFINITY,
  -5,
  0,
  5,
  10,
  15,
  20,
  Number.POSITIVE_INFINITY,
];

/** Pairs by band. `entity` is the truth of each record, 0 where it is not known. */
export function calibrationTable(
  edges: ScoredPairs,
  entity: Int32Array | null,
  probabilityOf: ProbabilityOf = modelProbability,
  bounds: readonly number[] = BANDS,
): CalibrationRow[] {
  const bands = bounds.length - 1;
  const [pairs, claimed, judged, matches] = Array.from({length: 4}, () => new Float64Array(bands));
  const add = (column: Float64Array | undefined, band: number, by: number) => {
    if (column) column[band] = (column[band] as number) + by;
  };
  for (let e = 0; e < edges.length; e++) {
    const weight = edges.weight[e] as number;
    const band = bandOf(weight, bounds);
    if (band < 0) continue;
    add(pairs, band, 1);
    add(claimed, band, probabilityOf(weight));
    const isTrue = entity
      ? isTruePair(entity, edges.left[e] as number, edges.right[e] as number)
      : undefined;
    if (isTrue === undefined) continue;
    add(judged, band, 1);
    if (isTrue) add(matches, band, 1);
  }
  return Array.from({length: bands}, (_, band) => ({
    from: bounds[band] as number,
    to: bounds[band + 1] as number,
    pairs: pairs?.[band] as number,
    meanProbability: pairs?.[band] ? (claimed?.[band] as number) / pairs[band] : null,
    isTrue: wilson(matches?.[band] as number, judged?.[band] as number),
  }));
}

/** The band of a weight; a weight at the top bound belongs to the last band, one outside to -1. */
function bandOf(weight: number, bounds: readonly number[]): number {
  const top = bounds.length - 1;
  if (weight === bounds[top]) return top - 1;
  for (let band = 0; band < top; band++) {
    if (weight >= (bounds[band] as number) && weight < (bounds[band + 1] as number)) return band;
  }
  return -1;
}

/** Precision and recall that the model expects of a set of links; an estimate, and called so. */
export interface ExpectedAccuracy {
  readonly precision: Share;
  readonly recall: Share;
}

/**
 * Expects as many matches as the probabilities add up to. The error is that of independent pairs;
 * that of the model itself is not in it.
 * @param isLink one per scored pair: whether the resolver kept it
 * @param missedByBlocking estimated matches that no block holds
 */
export function expectedAccuracy(
  weight: Float64Array,
  isLink: Uint8Array,
  probabilityOf: ProbabilityOf,
  missedByBlocking = 0,
): ExpectedAccuracy {
  let [links, found, missed] = [0, 0, missedByBlocking];
  let [foundVariance, missedVariance] = [0, 0];
  for (let e = 0; e < weight.length; e++) {
    const p = probabilityOf(weight[e] as number);
    if (isLink[e]) {
      links++;
      found += p;
      foundVariance += p * (1 - p);
    } else {
      missed += p;
      missedVariance += p * (1 - p);
    }
  }
  const all = found + missed;
  const recallVariance = (missed ** 2 * foundVariance + found ** 2 * missedVariance) / all ** 4;
  return {
    precision: normalShare(found, links, Math.sqrt(foundVariance) / links),
    recall: normalShare(found, all, Math.sqrt(recallVariance)),
  };
}
