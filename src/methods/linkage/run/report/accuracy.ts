/** Precision and recall in every way that a run allows: counted, calibrated, or only claimed. */

import {expectedAccuracy} from '../../evaluate/calibration.ts';
import {calibrate, calibratedProbability} from '../../evaluate/isotonic.ts';
import {clusterMetrics, type PairMetrics, pairMetrics} from '../../evaluate/pair-metrics.ts';
import {modelProbability} from '../../evaluate/probability.ts';
import {isTruePair, type Truth} from '../../evaluate/truth.ts';
import type {Linkage} from '../../report/schema.ts';
import type {Linked} from '../link-files.ts';

/** The links of a run against the truth. */
export function measureLinks(
  {pairs, resolved}: Pick<Linked, 'pairs' | 'resolved'>,
  truth: Truth,
): PairMetrics {
  const {links} = resolved;
  if (resolved.isClustered) return clusterMetrics(resolved.personOf, truth);
  return pairMetrics(
    {
      length: links.length,
      left: links.map((e) => pairs.left[e] as number),
      right: links.map((e) => pairs.right[e] as number),
    },
    truth,
  );
}

export interface AccuracyInput {
  readonly linked: Linked;
  readonly isLink: Uint8Array;
  /** Bits of each pair, rivals considered. */
  readonly weight: Float64Array;
  readonly missedByBlocking: number;
  readonly truth: Truth | null;
  /** Where the truth comes from. */
  readonly truthNote: string;
}

export function accuracyOf(input: AccuracyInput): Linkage['accuracy'] {
  const {linked, isLink, weight, missedByBlocking, truth, truthNote} = input;
  const claimed = expectedAccuracy(weight, isLink, modelProbability, missedByBlocking);
  const rows: Linkage['accuracy'][number][] = [];
  if (truth) {
    const {precision, recall} = measureLinks(linked, truth);
    rows.push({how: 'truth', note: truthNote, precision, recall});
    const calibrated = calibratedWeights(linked, weight, truth);
    if (calibrated) {
      const expected = expectedAccuracy(calibrated, isLink, modelProbability, missedByBlocking);
      rows.push({
        how: 'calibrated_model',
        note: 'calibrated on one half of the records and read on the other, both ways; missed matches by blocking as estimated',
        ...known(expected),
      });
    }
  }
  rows.push({
    how: 'uncalibrated_model',
    note: 'the sum of what the model claims; missed matches by blocking as estimated',
    ...known(claimed),
  });
  return rows as Linkage['accuracy'];
}

/** Of no link and no match nothing is expected. */
const known = ({precision, recall}: ReturnType<typeof expectedAccuracy>) => ({
  precision: precision.share === null ? null : precision,
  recall: recall.share === null || Number.isNaN(recall.low) ? null : recall,
});

/** Bits after calibration: each half of the left records by a curve from the other. Null without evidence. */
function calibratedWeights(
  {pairs, records}: Linked,
  weight: Float64Array,
  {entity}: Truth,
): Float64Array | null {
  const halfOf = (edge: number) => (records.rank[pairs.left[edge] as number] as number) & 1;
  const curves = [0, 1].map((half) => {
    const chosen: number[] = [];
    for (let edge = 0; edge < pairs.length; edge++) {
      const isKnown =
        isTruePair(entity, pairs.left[edge] as number, pairs.right[edge] as number) !== undefined;
      if (halfOf(edge) !== half && isKnown) chosen.push(edge);
    }
    if (chosen.length === 0) return null;
    return calibratedProbability(
      calibrate({
        weight: Float64Array.from(chosen, (edge) => weight[edge] as number),
        isMatch: Uint8Array.from(chosen, (edge) =>
          entity[pairs.left[edge] as number] === entity[pairs.right[edge] as number] ? 1 : 0,
        ),
      }),
    );
  });
  const [first, second] = curves;
  if (!first || !second) return null;
  return weight.map((bits, edge) => {
    const p = (halfOf(edge) === 0 ? first : second)(bits);
    return Math.log2(p / (1 - p));
  });
}
