/** Standard errors: on simulated pairs, 95 % intervals hold the truth as often as they say. */

import {describe, expect, it} from 'vitest';
import {trainBlock} from '../../../../../src/methods/linkage/train/em.ts';
import {
  standardErrors,
  weightInterval,
  Z95,
} from '../../../../../src/methods/linkage/train/intervals.ts';
import {entryOf} from '../../../../../src/methods/linkage/train/patterns.ts';
import {patternsOf, simulate, twoLevels} from './known-parameters.ts';

const m = [
  [0.85, 0.1, 0.05],
  [0.9, 0.1],
  [0.8, 0.12, 0.08],
  [0.95, 0.05],
].map((row) => Float64Array.from(row));
const u = [
  [0.02, 0.05, 0.93],
  [0.1, 0.9],
  [0.01, 0.04, 0.95],
  [0.4, 0.6],
].map((row) => Float64Array.from(row));
const levelCounts = m.map((row) => row.length);

/** Shares of intervals that hold the truth, over 200 simulated sets. */
function coverage(lambda: number, pairs: number, freeU: boolean) {
  const held = {m: 0, u: 0, weight: 0, naive: 0, lambda: 0};
  let levels = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const patterns = simulate({lambda, m, u, pairs, missing: 0.05, seed});
    const pass = trainBlock({patterns, levelCounts, u, freeU});
    const se = standardErrors(pass, {patterns, levelCounts, freeU});
    const holds = (estimate: number, truth: number, error: number) =>
      Number(Math.abs(estimate - truth) <= Z95 * error);
    held.lambda += holds(pass.lambda, lambda, se.lambda);
    m.forEach((row, c) => {
      row.forEach((truth, level) => {
        const estimate = entryOf(pass.m, c, level);
        const weight = Math.log2(estimate / entryOf(pass.u, c, level));
        const naive = Math.sqrt((estimate * (1 - estimate)) / (pass.matchesPresent[c] as number));
        held.m += holds(estimate, truth, entryOf(se.m, c, level));
        held.u += holds(entryOf(pass.u, c, level), entryOf(u, c, level), entryOf(se.u, c, level));
        held.weight += holds(
          weight,
          Math.log2(truth / entryOf(u, c, level)),
          entryOf(se.weight, c, level),
        );
        held.naive += holds(estimate, truth, naive);
        levels++;
      });
    });
  }
  return {
    m: held.m / levels,
    u: held.u / levels,
    weight: held.weight / levels,
    naive: held.naive / levels,
    lambda: held.lambda / 200,
  };
}

const expectFair = (share: number) => {
  expect(share).toBeGreaterThanOrEqual(0.9);
  expect(share).toBeLessThanOrEqual(0.98);
};

describe('95 % intervals', () => {
  it('hold m and weights with u given, where counting expected matches as seen does not', () => {
    const found = coverage(0.05, 4000, false);
    for (const share of [found.m, found.weight, found.lambda]) expectFair(share);
    expect(found.naive).toBeLessThan(0.9);
  });

  it('hold m, u and weights with u freed', () => {
    const found = coverage(0.3, 4000, true);
    for (const share of [found.m, found.u, found.weight, found.lambda]) expectFair(share);
  });

  it('of a weight add the errors of m and u', () => {
    const {weight, lower, upper} = weightInterval(0.8, 0.1, 0.04, 0);
    expect(weight).toBeCloseTo(3, 12);
    expect(upper - weight).toBeCloseTo((1.959964 * 0.05) / Math.LN2, 9);
    expect(weight - lower).toBeCloseTo(upper - weight, 12);
    expect(weightInterval(0.8, 0.1, 0.04, 0.01).upper).toBeGreaterThan(upper);
  });
});

describe('standard errors', () => {
  it('say when the patterns cannot tell the parameters apart', () => {
    const patterns = patternsOf(1, [
      ['1', 70],
      ['2', 30],
    ]);
    const pass = trainBlock({patterns, levelCounts: [2], u: twoLevels([0.1]), freeU: true});
    const se = standardErrors(pass, {patterns, levelCounts: [2], freeU: true});
    expect(se.identified).toBe(false);
    expect(se.m[0]?.[0]).toBe(0.5);
  });

  it('are 0 for fixed values and for comparisons left out', () => {
    const patterns = simulate({lambda: 0.3, m, u, pairs: 2000, missing: 0, seed: 1});
    const fixedM = m.map((row, c) => row.map((share) => (c === 1 ? share : Number.NaN)));
    const leftOut = [true, false, false, false];
    const pass = trainBlock({patterns, levelCounts, u, fixedM, leftOut});
    const se = standardErrors(pass, {patterns, levelCounts, fixedM});
    expect(se.identified).toBe(true);
    expect(Math.max(...(se.m[0] ?? []), ...(se.m[1] ?? []))).toBe(0);
    expect(se.m[2]?.[0]).toBeGreaterThan(0);
    expect(se.u[2]?.[0]).toBe(0);
  });
});
