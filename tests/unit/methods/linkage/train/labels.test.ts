/** m and u from labelled pairs, and the prior from what is known. */

import {describe, expect, it} from 'vitest';
import {fromLabels, smoothLabels} from '../../../../../src/methods/linkage/train/labels.ts';
import {
  allPairs,
  priorBits,
  priorFromExpectedLinks,
  priorFromPasses,
  priorFromRows,
  priorFromRules,
} from '../../../../../src/methods/linkage/train/prior.ts';
import {patternsOf} from './known-parameters.ts';

describe('labels', () => {
  const matches = patternsOf(2, [
    ['11', 70],
    ['21', 20],
    ['02', 10],
  ]);

  it('give m exactly, over the pairs that have the comparison', () => {
    const {m, u} = fromLabels({matches}, [3, 2]);
    expect([...(m.shares[0] ?? [])]).toEqual([70 / 90, 20 / 90, 0]);
    expect([...(m.shares[1] ?? [])]).toEqual([0.9, 0.1]);
    expect(m.se[1]?.[0]).toBeCloseTo(0.03, 12);
    expect(m.unobserved).toEqual([[3], []]);
    expect(u).toBeNull();
  });

  it('give u from non-matches', () => {
    const {u} = fromLabels(
      {
        matches,
        nonMatches: patternsOf(2, [
          ['32', 3],
          ['12', 1],
        ]),
      },
      [3, 2],
    );
    expect([...(u?.shares[0] ?? [])]).toEqual([0.25, 0, 0.75]);
  });

  it('leave no probability at 0 once smoothed', () => {
    const {m} = fromLabels({matches: patternsOf(2, [['10', 9]])}, [2, 2]);
    expect(m.shares[1]?.[0]).toBeNaN();
    expect(smoothLabels(m).map((row) => [...row])).toEqual([
      [0.95, 0.05],
      [0.5, 0.5],
    ]);
  });
});

describe('the prior', () => {
  it('of links to a spine expects one for each record of the smaller file', () => {
    const prior = priorFromRows(1000, 24_613);
    expect(prior.expectedLinks).toBe(1000);
    expect(prior.probability).toBeCloseTo(1 / 24_613, 12);
    expect(priorBits(prior)).toBeCloseTo(-Math.log2(24_612), 9);
  });

  it('of declared links divides by all pairs, as files and kind have them', () => {
    expect(allPairs({kind: 'dedupe', records: 5000})).toBe(12_497_500);
    expect(allPairs({kind: 'link', left: 10, right: 20})).toBe(200);
    expect(allPairs({kind: 'link_and_dedupe', left: 10, right: 20})).toBe(435);
    const prior = priorFromExpectedLinks(6500, {kind: 'dedupe', records: 5000});
    expect(prior.probability).toBeCloseTo(6500 / 12_497_500, 12);
  });

  it('of deterministic rules divides by their recall', () => {
    const prior = priorFromRules(
      {links: 800, precision: 0.95, recall: 0.8},
      {kind: 'link', left: 1000, right: 1000},
    );
    expect(prior).toMatchObject({expectedLinks: 950, source: 'rules'});
    expect(prior.probability).toBeCloseTo(0.00095, 12);
  });

  it('of training passes divides by the share of matches that blocking finds', () => {
    const prior = priorFromPasses(
      {expectedMatches: 90, recall: 0.9},
      {kind: 'dedupe', records: 200},
    );
    expect(prior.probability).toBeCloseTo(100 / 19_900, 12);
  });

  it('stays off 0 and 1', () => {
    const file = {kind: 'dedupe', records: 2} as const;
    expect(priorBits(priorFromExpectedLinks(0, file))).toBeCloseTo(-40, 6);
    expect(priorBits(priorFromExpectedLinks(9, file))).toBeCloseTo(40, 6);
    expect(priorFromExpectedLinks(1, {kind: 'dedupe', records: 1}).probability).toBeLessThan(1e-11);
  });
});
