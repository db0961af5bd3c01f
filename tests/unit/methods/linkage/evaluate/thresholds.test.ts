/** Every threshold from one scoring, by truth and by probability. */

import {describe, expect, it} from 'vitest';
import {modelProbability} from '../../../../../src/methods/linkage/evaluate/probability.ts';
import {
  bestRow,
  thresholdCurve,
  thresholdsFromProbability,
  thresholdsFromTruth,
  thresholdTable,
} from '../../../../../src/methods/linkage/evaluate/thresholds.ts';
import {unlinkables} from '../../../../../src/methods/linkage/evaluate/unlinkables.ts';

const edges = {
  length: 5,
  left: Int32Array.of(0, 1, 2, 0, 3),
  right: Int32Array.of(4, 5, 6, 5, 6),
  weight: Float64Array.of(12, 8, 3, -2, 20),
};
const truth = {entity: Int32Array.of(1, 2, 3, 0, 1, 2, 9), leftCount: 4, kind: 'link'} as const;

describe('thresholds from truth', () => {
  it('count what each would have linked, with what no block held as missed', () => {
    const rows = thresholdTable(thresholdsFromTruth(edges, truth), [0, 10]);
    expect(rows).toMatchObject([
      {threshold: 10, truePositive: 1, falsePositive: 0, falseNegative: 1, precision: 1},
      {threshold: 0, truePositive: 2, falsePositive: 1, falseNegative: 0, recall: 1},
    ]);
  });

  it('say nothing of precision where nothing is linked', () => {
    const [row] = thresholdTable(thresholdsFromTruth(edges, truth), [30]);
    expect(row).toMatchObject({precision: null, recall: 0, f1: 0});
  });

  it('make a curve of every weight that occurs among judged pairs, and find its best', () => {
    const curve = thresholdCurve(thresholdsFromTruth(edges, truth));
    expect(curve.map(({threshold}) => threshold)).toEqual([12, 8, 3, -2]);
    expect(bestRow(curve)).toMatchObject({threshold: 8, f1: 1});
  });

  it('make a curve of no more than so many points when weights are many', () => {
    const weight = Float64Array.from({length: 1000}, (_, i) => i / 10);
    const curve = thresholdCurve(thresholdsFromProbability(weight, modelProbability), 50);
    expect(curve.length).toBeLessThanOrEqual(50);
    expect(curve.length).toBeGreaterThan(25);
    expect(curve[0]?.threshold).toBe(99.9);
    expect(curve.at(-1)?.threshold).toBe(0);
  });
});

describe('thresholds from probability', () => {
  it('take the sum of probabilities for what is true, and count what blocking missed', () => {
    const thresholds = thresholdsFromProbability(Float64Array.of(0, 0, 40), modelProbability, 3);
    const row = thresholds.at(1);
    expect(row.truePositive).toBeCloseTo(1);
    expect(row.falseNegative).toBeCloseTo(4);
    expect(thresholds.at(0).precision).toBeCloseTo(2 / 3);
  });
});

describe('unlinkables', () => {
  it('are the records that would not be linked even to themselves', () => {
    expect(unlinkables(Float64Array.of(30, 4, 12, 5), [15, 5])).toEqual([
      {threshold: 5, records: 1, share: 0.25},
      {threshold: 15, records: 3, share: 0.75},
    ]);
  });
});
