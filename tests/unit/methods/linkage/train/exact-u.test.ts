/** u from frequencies: by hand, against all pairs, sampled, and without the matches. */

import {describe, expect, it} from 'vitest';
import {withoutMatches} from '../../../../../src/methods/linkage/train/estimated-u.ts';
import {uOfComparison} from '../../../../../src/methods/linkage/train/exact-u.ts';

/** Equal, next to each other, else. */
const levelOf = (a: number, b: number) => (a === b ? 1 : Math.abs(a - b) === 1 ? 2 : 3);

describe('exact u', () => {
  it('is counted between two files', () => {
    // Left: 9 without a value, 3 × 1, 1 × 2. Right: 2 × 2, 5 × 4.
    const left = Float64Array.of(9, 3, 1, 0, 0);
    const right = Float64Array.of(0, 0, 2, 0, 5);
    const {u, se, pairs, method} = uOfComparison({left, right}, {levels: 3, levelOf});
    expect([...u]).toEqual([2 / 28, 6 / 28, 20 / 28]);
    expect([...se]).toEqual([0, 0, 0]);
    expect(pairs).toBe(28);
    expect(method).toBe('exact');
  });

  it('leaves a record out of pairs with itself within one file', () => {
    const {u, pairs} = uOfComparison({left: Float64Array.of(7, 3, 1)}, {levels: 3, levelOf});
    expect(pairs).toBe(6);
    expect([...u]).toEqual([0.5, 0.5, 0]);
  });

  it('leaves pairs out at which the comparison is missing', () => {
    const {u, pairs} = uOfComparison(
      {left: Float64Array.of(0, 3, 1), right: Float64Array.of(0, 2, 2)},
      {levels: 3, levelOf: (a, b) => (a === 2 || b === 2 ? 0 : 1)},
    );
    expect(pairs).toBe(6);
    expect([...u]).toEqual([1, 0, 0]);
  });

  it('asks nothing about equal values when their level is known, and compares nulls when told', () => {
    const asked: string[] = [];
    const spy = (a: number, b: number) => {
      asked.push(`${a}${b}`);
      return 3;
    };
    const values = {left: Float64Array.of(1, 2), right: Float64Array.of(1, 2)};
    const {pairs} = uOfComparison(values, {
      levels: 3,
      levelOf: spy,
      selfLevel: 1,
      comparesNulls: true,
    });
    expect(pairs).toBe(9);
    expect(asked.sort()).toEqual(['01', '10']);
  });
});

describe('sampled u', () => {
  const frequencies = (file: number) =>
    Float64Array.from({length: 3001}, (_, i) => (i === 0 ? 0 : Math.ceil((2000 + file) / i)));
  const near = (a: number, b: number) =>
    a === b ? 1 : Math.abs(a - b) < 9 ? 2 : (a * 7 + b * 7) % 11 === 0 ? 0 : (a ^ b) & 1 ? 3 : 4;
  const sampling = {levels: 4, levelOf: near, exactUpTo: 1e6, sample: 40_000};

  it.each([
    ['two files', {left: frequencies(0), right: frequencies(500)}],
    ['one file', {left: frequencies(0)}],
  ])('of %s is exact for equal values and within its errors for the others', (_, values) => {
    const exact = uOfComparison(values, {levels: 4, levelOf: near});
    let squares = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const sampled = uOfComparison(values, {...sampling, seed});
      expect(sampled.method).toBe('sampled');
      // The pairs with the comparison present are estimated too, so not to the last figure.
      expect(sampled.u[0]).toBeCloseTo(exact.u[0] ?? 0, 3);
      for (const level of [1, 2, 3]) {
        const error = sampled.se[level] ?? 0;
        expect(error).toBeGreaterThan(0);
        squares += (((sampled.u[level] ?? 0) - (exact.u[level] ?? 0)) / error) ** 2;
      }
    }
    // Squared distances in standard errors: a mean of 1 when the errors are right.
    expect(squares / 120).toBeGreaterThan(0.6);
    expect(squares / 120).toBeLessThan(1.5);
  });

  it('is the same bits again with the same seed', () => {
    const values = {left: frequencies(0)};
    expect(uOfComparison(values, sampling)).toEqual(uOfComparison(values, sampling));
    expect(uOfComparison(values, {...sampling, seed: 2})).not.toEqual(
      uOfComparison(values, sampling),
    );
  });
});

describe('u over non-matches', () => {
  const estimate = {
    u: Float64Array.of(0.3, 0.7),
    se: Float64Array.of(0, 0),
    pairs: 100,
    method: 'exact',
  } as const;

  it('takes expected matches out of the first level', () => {
    const {u, pairs} = withoutMatches(estimate, 10);
    expect([...u]).toEqual([20 / 90, 70 / 90]);
    expect(pairs).toBe(90);
  });

  it('takes them out where m says that they stand, never below nothing', () => {
    const {u} = withoutMatches(estimate, 10, Float64Array.of(0.8, 0.2));
    expect(u[0]).toBeCloseTo(22 / 90, 12);
    expect([...withoutMatches(estimate, 50).u]).toEqual([0, 1]);
  });
});
