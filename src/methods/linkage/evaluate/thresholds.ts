/** What each threshold would have linked, from one scoring: right, wrong and missed. */

import {metricsOf} from './pair-metrics.ts';
import {countAtLeast, type ProbabilityOf, type ScoredPairs} from './probability.ts';
import {countTruePairs, isTruePair, type Truth} from './truth.ts';

/** Counts are sums of probabilities, and no whole numbers, when they are estimated. */
export interface ThresholdRow {
  /** Least weight of a link, in bits. */
  readonly threshold: number;
  readonly truePositive: number;
  readonly falsePositive: number;
  /** Pairs that no block holds are missed too. */
  readonly falseNegative: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** Answers for any threshold; made by one sort. */
export interface Thresholds {
  /** Weights of the judged pairs, ascending. */
  readonly weights: Float64Array;
  at(threshold: number): ThresholdRow;
}

/** From scored pairs and the truth; pairs that nobody can judge are left out. */
export function thresholdsFromTruth(edges: ScoredPairs, truth: Truth): Thresholds {
  const judged = new Float64Array(edges.length);
  const hits = new Float64Array(edges.length);
  let [n, h] = [0, 0];
  for (let e = 0; e < edges.length; e++) {
    const isTrue = isTruePair(truth.entity, edges.left[e] as number, edges.right[e] as number);
    if (isTrue === undefined) continue;
    judged[n++] = edges.weight[e] as number;
    if (isTrue) hits[h++] = edges.weight[e] as number;
  }
  const weights = judged.subarray(0, n).sort();
  const trueWeights = hits.subarray(0, h).sort();
  const truePairs = countTruePairs(truth).pairs;
  return {
    weights,
    at(threshold) {
      const right = countAtLeast(trueWeights, threshold);
      return row(threshold, right, countAtLeast(weights, threshold), truePairs);
    },
  };
}

/**
 * From scored pairs alone: the sum of probabilities stands for what is true.
 * @param missedByBlocking estimated matches that no block holds
 */
export function thresholdsFromProbability(
  weight: Float64Array,
  probabilityOf: ProbabilityOf,
  missedByBlocking = 0,
): Thresholds {
  const weights = weight.slice().sort();
  const expected = new Float64Array(weights.length + 1);
  for (let i = 1; i <= weights.length; i++) {
    expected[i] =
      (expected[i - 1] as number) + probabilityOf(weights[weights.length - i] as number);
  }
  const truePairs = (expected.at(-1) as number) + missedByBlocking;
  return {
    weights,
    at(threshold) {
      const links = countAtLeast(weights, threshold);
      return row(threshold, expected[links] as number, links, truePairs);
    },
  };
}

/** Rows for a table: each threshold, from the highest to the lowest. */
export const thresholdTable = (
  thresholds: Thresholds,
  at: readonly number[],
): readonly ThresholdRow[] => [...at].sort((a, b) => b - a).map((t) => thresholds.at(t));

/**
 * Rows for a curve: at every weight that occurs, or, when these are many, at so many of them: half
 * evenly by rank, for where pairs are dense, and half evenly by weight, for the valley where they are few.
 */
export function thresholdCurve(thresholds: Thresholds, points = 120): readonly ThresholdRow[] {
  const finite = thresholds.weights.filter(Number.isFinite);
  const distinct = finite.filter((w, i) => i === 0 || w !== finite[i - 1]);
  if (distinct.length <= points) return thresholdTable(thresholds, [...distinct]);
  const half = Math.max(2, Math.floor(points / 2));
  const [least, most] = [distinct[0] as number, distinct.at(-1) as number];
  const chosen = Array.from({length: half}, (_, i) => {
    const part = i / (half - 1);
    const byRank = distinct[Math.round(part * (distinct.length - 1))] as number;
    return [byRank, least + part * (most - least)];
  });
  return thresholdTable(thresholds, [...new Set(chosen.flat())]);
}

/** The row of the best F1; the higher threshold when two are equal. */
export const bestRow = (rows: readonly ThresholdRow[]): ThresholdRow | undefined =>
  rows.reduce<ThresholdRow | undefined>((best, one) => {
    const isBetter =
      best === undefined ||
      (one.f1 ?? -1) > (best.f1 ?? -1) ||
      (one.f1 === best.f1 && one.threshold > best.threshold);
    return isBetter ? one : best;
  }, undefined);

function row(threshold: number, right: number, links: number, truePairs: number): ThresholdRow {
  // A sum of probabilities may pass the number of links by a rounding error; a count never does.
  const truePositive = Math.min(right, links);
  const [falsePositive, falseNegative] = [links - truePositive, Math.max(0, truePairs - right)];
  const {precision, recall, f1} = metricsOf(truePositive, falsePositive, falseNegative);
  return {
    threshold,
    truePositive,
    falsePositive,
    falseNegative,
    precision: precision.share,
    recall: recall.share,
    f1: f1.share,
  };
}
