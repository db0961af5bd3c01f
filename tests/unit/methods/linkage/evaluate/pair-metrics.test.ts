/** Links and clusters against the truth, counted by hand. */

import {describe, expect, it} from 'vitest';
import {
  bCubed,
  clusterMetrics,
  pairMetrics,
} from '../../../../../src/methods/linkage/evaluate/pair-metrics.ts';
import {countTruePairs, type Truth} from '../../../../../src/methods/linkage/evaluate/truth.ts';
import {wilson} from '../../../../../src/methods/linkage/evaluate/wilson.ts';

const links = (...pairs: [number, number][]) => ({
  length: pairs.length,
  left: Int32Array.from(pairs, ([l]) => l),
  right: Int32Array.from(pairs, ([, r]) => r),
});
const across: Truth = {
  entity: Int32Array.of(1, 2, 3, 0, 1, 1, 2, 4),
  leftCount: 4,
  kind: 'link',
};
const within: Truth = {entity: Int32Array.of(1, 1, 1, 2, 2, 0), leftCount: 6, kind: 'dedupe'};

describe('true pairs', () => {
  it('are those across files when two files are linked', () => {
    expect(countTruePairs(across)).toEqual({pairs: 3, entities: 4, known: 7, unknown: 1});
  });

  it('are those within the file when it is deduplicated', () => {
    expect(countTruePairs(within)).toEqual({pairs: 4, entities: 2, known: 5, unknown: 1});
  });
});

describe('pair metrics', () => {
  it('count right, wrong and missed, and leave out what nobody can judge', () => {
    const metrics = pairMetrics(links([0, 4], [1, 6], [2, 7], [3, 7]), across);
    expect(metrics).toMatchObject({
      truePositive: 2,
      falsePositive: 1,
      falseNegative: 1,
      unjudged: 1,
    });
    expect(metrics.precision.share).toBeCloseTo(2 / 3);
    expect(metrics.recall.share).toBeCloseTo(2 / 3);
    expect(metrics.f1.share).toBeCloseTo(2 / 3);
  });

  it('say that nothing is known when nothing was linked', () => {
    const {precision, recall} = pairMetrics(links(), across);
    expect(precision).toEqual({count: 0, of: 0, share: null, low: 0, high: 1});
    expect(recall.share).toBe(0);
  });

  it('take all pairs inside a cluster as links', () => {
    const metrics = clusterMetrics(Int32Array.of(0, 0, 1, 1, 2, 2), within);
    expect(metrics).toMatchObject({
      truePositive: 1,
      falsePositive: 1,
      falseNegative: 3,
      unjudged: 1,
    });
  });

  it('take only pairs across files as links when clusters span two files', () => {
    const metrics = clusterMetrics(Int32Array.of(0, 1, 2, 3, 0, 0, 1, 2), across);
    expect(metrics).toMatchObject({truePositive: 3, falsePositive: 1, falseNegative: 0});
  });
});

describe('B-cubed', () => {
  it('is perfect for the true clusters', () => {
    expect(bCubed(Int32Array.of(4, 4, 4, 2, 2, 0), within.entity)).toEqual({
      precision: 1,
      recall: 1,
      f1: 1,
    });
  });

  it('punishes lumping by precision and splitting by recall', () => {
    const lumped = bCubed(Int32Array.of(0, 0, 0, 0, 0, 0), within.entity);
    expect(lumped.precision).toBeCloseTo((3 * 0.6 + 2 * 0.4) / 5);
    expect(lumped.recall).toBe(1);
    const split = bCubed(Int32Array.of(0, 1, 2, 3, 4, 5), within.entity);
    expect(split.precision).toBe(1);
    expect(split.recall).toBeCloseTo((3 / 3 + 2 / 2) / 5);
  });
});

describe("Wilson's interval", () => {
  it('is the published one', () => {
    const {low, high} = wilson(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  it('has a width even when all or none were found', () => {
    expect(wilson(10, 10)).toMatchObject({high: 1});
    expect(wilson(10, 10).low).toBeCloseTo(0.7225, 4);
    expect(wilson(0, 10)).toMatchObject({low: 0});
    expect(wilson(0, 10).high).toBeCloseTo(0.2775, 4);
  });
});
