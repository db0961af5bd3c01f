/** What a probability claims, what is true, and the curve between them. */

import {describe, expect, it} from 'vitest';
import {disagreements} from '../../../../../src/methods/linkage/evaluate/agreement.ts';
import {
  calibrationTable,
  expectedAccuracy,
} from '../../../../../src/methods/linkage/evaluate/calibration.ts';
import {
  calibrate,
  calibratedProbability,
} from '../../../../../src/methods/linkage/evaluate/isotonic.ts';
import {wilson} from '../../../../../src/methods/linkage/evaluate/wilson.ts';

describe('the calibration table', () => {
  const edges = {
    length: 4,
    left: Int32Array.of(0, 1, 2, 3),
    right: Int32Array.of(4, 5, 6, 7),
    weight: Float64Array.of(0, 2, 7, Number.POSITIVE_INFINITY),
  };
  const entity = Int32Array.of(1, 2, 3, 4, 1, 9, 3, 0);

  it('has a row per band, with what is claimed beside what is true', () => {
    const rows = calibrationTable(edges, entity);
    const grey = rows.find(({from}) => from === 0);
    expect(grey).toMatchObject({to: 5, pairs: 2, isTrue: {count: 1, of: 2, share: 0.5}});
    expect(grey?.meanProbability).toBeCloseTo((0.5 + 0.8) / 2);
  });

  it('loses no pair: the outermost bands are open', () => {
    const rows = calibrationTable(edges, entity);
    expect(rows.reduce((sum, {pairs}) => sum + pairs, 0)).toBe(4);
    expect(rows.at(-1)).toMatchObject({from: 20, pairs: 1, meanProbability: 1});
  });

  it('claims no truth where there is none', () => {
    expect(calibrationTable(edges, null).every(({isTrue}) => isTrue.share === null)).toBe(true);
  });
});

describe('isotonic calibration', () => {
  it('pools neighbours that fall, and equal weights', () => {
    const curve = calibrate({
      weight: Float64Array.of(5, 1, 3, 2, 3, 4),
      isMatch: Uint8Array.of(1, 0, 1, 1, 0, 1),
    });
    expect(curve.weight).toEqual([1, 2, 4]);
    expect(curve.probability[0]).toBe(0);
    expect(curve.probability[1]).toBeCloseTo(2 / 3);
    expect(curve.probability[2]).toBe(1);
  });

  it('lets a reviewed pair stand for those of its stratum', () => {
    const curve = calibrate({
      weight: Float64Array.of(1, 1),
      isMatch: Uint8Array.of(1, 0),
      standsFor: Float64Array.of(1, 9),
    });
    expect(curve.probability).toEqual([0.1]);
  });

  it('holds its lowest step below, and refuses to know anything from nothing', () => {
    const p = calibratedProbability({weight: [0, 10], probability: [0.2, 0.9]});
    expect([p(-50), p(0), p(9.99), p(10), p(99)]).toEqual([0.2, 0.2, 0.2, 0.9, 0.9]);
    expect(() => calibratedProbability({weight: [], probability: []})).toThrow(TypeError);
  });
});

describe('accuracy from probabilities', () => {
  it('expects as many matches as the probabilities add up to', () => {
    const half = () => 0.5;
    const {precision, recall} = expectedAccuracy(
      new Float64Array(100),
      Uint8Array.from({length: 100}, (_, i) => (i < 80 ? 1 : 0)),
      half,
      10,
    );
    expect(precision).toMatchObject({count: 40, of: 80, share: 0.5});
    expect(recall).toMatchObject({count: 40, of: 60});
    expect(precision.high - precision.low).toBeCloseTo(2 * 1.96 * Math.sqrt(0.25 / 80), 3);
  });
});

describe('two ways of knowing accuracy', () => {
  const by = (how: string, right: number) => ({
    how,
    precision: wilson(right, 1000),
    recall: null,
  });

  it('agree within two points, and are named when they do not', () => {
    expect(disagreements([by('truth', 980), by('model', 999)])).toEqual([]);
    expect(disagreements([by('truth', 950), by('model', 999)])).toMatchObject([
      {measure: 'precision', between: ['truth', 'model']},
    ]);
  });
});
