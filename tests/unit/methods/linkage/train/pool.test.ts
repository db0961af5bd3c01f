/** Pooling passes into one m, and the checks on passes and on what they give together. */

import {describe, expect, it} from 'vitest';
import {checkPass, checkPooled, isUsable} from '../../../../../src/methods/linkage/train/checks.ts';
import {type EmPass, trainBlock} from '../../../../../src/methods/linkage/train/em.ts';
import type {StandardErrors} from '../../../../../src/methods/linkage/train/intervals.ts';
import {type PassM, poolM} from '../../../../../src/methods/linkage/train/pool.ts';
import {KNOWN_U, knownPatterns, patternsOf, twoLevels} from './known-parameters.ts';

const passOf = (agree: number, matches: number, seen = [true, true]): PassM => ({
  m: twoLevels([agree]),
  leftOut: [false],
  matchesPresent: Float64Array.of(matches),
  observed: [seen],
});
const poolOne = (...passes: PassM[]) => poolM({passes, levelCounts: [2]})[0];

describe('pooling', () => {
  it('is the mean of weights by expected matches, brought to a sum of 1', () => {
    const pooled = poolOne(passOf(0.9, 3e6), passOf(0.6, 1e6));
    const agree = 0.9 ** 0.75 * 0.6 ** 0.25;
    const differ = 0.1 ** 0.75 * 0.4 ** 0.25;
    expect(pooled?.m[0]).toBeCloseTo(agree / (agree + differ), 5);
    expect(pooled?.spreadBits[1]).toBeCloseTo(2, 4);
    expect(pooled).toMatchObject({matches: 4e6, passes: [0, 1], unobserved: [], isDefault: false});
  });

  it('gives a level that was never seen half a match, and names it', () => {
    const pooled = poolOne(passOf(1, 99, [true, false]));
    expect(pooled?.m[1]).toBeCloseTo(0.5 / 100, 12);
    expect(pooled?.unobserved).toEqual([2]);
  });

  it('gives a comparison that no pass saw the default, and says so', () => {
    const out: PassM = {...passOf(Number.NaN, 0), leftOut: [true]};
    expect(poolOne(out)).toMatchObject({isDefault: true, passes: [], matches: 0, unobserved: []});
    expect([...(poolM({passes: [], levelCounts: [3]})[0]?.m ?? [])]).toEqual([0.9, 0.05, 0.05]);
    expect(poolOne(out, passOf(0.7, 1e9))?.m[0]).toBeCloseTo(0.7, 6);
  });

  it('keeps fixed values', () => {
    const [pooled] = poolM({
      passes: [passOf(0.9, 100)],
      levelCounts: [2],
      fixedM: [Float64Array.of(0.5, Number.NaN)],
    });
    expect([...(pooled?.m ?? [])]).toEqual([0.5, 0.5]);
    expect(pooled?.se[0]).toBe(0);
  });

  it('halves the error with four passes as good as one', () => {
    const errors = {m: [Float64Array.of(0.02, 0.02)]} as unknown as StandardErrors;
    const passes = [1, 2, 3, 4].map(() => passOf(0.8, 1e7));
    const pooled = poolM({passes, levelCounts: [2], errors: passes.map(() => errors)})[0];
    expect(pooled?.se[0]).toBeCloseTo(0.01, 6);
  });
});

describe('checks', () => {
  const names = ['forename', 'surname', 'sex'];
  const sound = trainBlock({
    patterns: knownPatterns,
    levelCounts: [2, 2, 2],
    u: twoLevels(KNOWN_U),
  });
  const limits = {pass: 0, names, maximumMatches: 2000};
  const codes = (pass: EmPass, maximumMatches = 2000) =>
    checkPass(pass, {...limits, maximumMatches}).map(({code, severity}) => `${severity} ${code}`);

  it('find nothing in a sound pass', () => {
    expect(checkPass(sound, limits)).toEqual([]);
  });

  it('refuse more than 1.5 times the matches that the files can hold', () => {
    expect(codes(sound, 1334)).toEqual([]);
    expect(codes(sound, 1333)).toEqual(['refuse collapsed']);
  });

  it('take λ near 1 for no fault', () => {
    const pass = {...sound, lambda: 0.9999, expectedMatches: 4000};
    expect(codes(pass, 4000)).toEqual([]);
  });

  it('refuse a block without matches, and one that did not converge', () => {
    expect(codes({...sound, lambda: 9e-7})).toEqual(['refuse no_matches']);
    expect(codes({...sound, converged: false})).toEqual(['refuse not_converged']);
  });

  it('refuse a collapsed block that EM really made', () => {
    // A union of blocks: every pair agrees on one of two comparisons, and hardly any on both.
    const union = patternsOf(3, [
      ['122', 50_000],
      ['212', 40_000],
      ['121', 9000],
      ['211', 8000],
      ['111', 300],
    ]);
    const pass = trainBlock({
      patterns: union,
      levelCounts: [2, 2, 2],
      u: twoLevels([0.01, 0.01, 0.15]),
    });
    expect(pass.lambda).toBeGreaterThan(0.99);
    expect(codes(pass, 500)).toContain('refuse collapsed');
  });

  it('refuse matches and non-matches that changed places, and do not flip them', () => {
    const pass = {...sound, m: twoLevels([0.05, 0.9, 0.95])};
    expect(checkPass(pass, limits)).toMatchObject([
      {code: 'label_switched', severity: 'refuse', comparison: 'forename', level: 1, pass: 0},
    ]);
    const left = {...pass, leftOut: [true, false, false]};
    expect(codes(left)).toEqual([]);
  });

  it('flag passes more than 2 bits apart, levels never seen and comparisons never trained', () => {
    const u = twoLevels([0.1]);
    const apart = poolM({passes: [passOf(0.99, 1e6), passOf(0.95, 1e6)], levelCounts: [2]});
    const findings = checkPooled(apart, u, ['sex']);
    expect(findings).toMatchObject([
      {code: 'passes_disagree', severity: 'flag', comparison: 'sex', level: 2},
    ]);
    expect(findings[0]?.sentence).toContain('2.3 bits');
    const near = poolM({passes: [passOf(0.99, 1e6), passOf(0.961, 1e6)], levelCounts: [2]});
    expect(checkPooled(near, u, ['sex'])).toEqual([]);
    const never = poolM({passes: [passOf(1, 100, [true, false])], levelCounts: [2]});
    expect(checkPooled(never, u, ['sex'])).toMatchObject([{code: 'level_unobserved', level: 2}]);
    const untrained = checkPooled(poolM({passes: [], levelCounts: [2]}), u, ['sex']);
    expect(untrained).toMatchObject([{code: 'comparison_untrained', severity: 'flag'}]);
    expect(isUsable(untrained)).toBe(true);
  });

  it('refuse a pooled first level that is rarer among matches', () => {
    const pooled = poolM({passes: [passOf(0.2, 1e6)], levelCounts: [2]});
    const findings = checkPooled(pooled, twoLevels([0.3]), ['sex']);
    expect(findings).toMatchObject([{code: 'label_switched', severity: 'refuse'}]);
    expect(isUsable(findings)).toBe(false);
  });
});
