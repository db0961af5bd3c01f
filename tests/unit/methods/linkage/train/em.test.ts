/** Learning m from agreement patterns: known parameters come back, and what was not learned is said. */

import {describe, expect, it} from 'vitest';
import {trainBlock} from '../../../../../src/methods/linkage/train/em.ts';
import {
  cellsOf,
  logLikelihoods,
  logsOf,
  posterior,
} from '../../../../../src/methods/linkage/train/mixture.ts';
import {
  KNOWN_M,
  KNOWN_PATTERNS,
  KNOWN_U,
  knownPatterns,
  patternsOf,
  twoLevels,
} from './known-parameters.ts';

const fromAfar = {
  patterns: knownPatterns,
  levelCounts: [2, 2, 2],
  u: twoLevels([0.1, 0.1, 0.1]),
  freeU: true,
  startM: twoLevels([0.9, 0.9, 0.9]),
  startLambda: 1e-4,
};

describe('the known parameters', () => {
  it('come back within 0.001 with everything free', () => {
    const pass = trainBlock(fromAfar);
    expect(pass.converged).toBe(true);
    expect(Math.abs(pass.lambda - 0.5)).toBeLessThan(0.001);
    KNOWN_M.forEach((m, c) => {
      expect(Math.abs((pass.m[c]?.[0] ?? 0) - m)).toBeLessThan(0.001);
    });
    KNOWN_U.forEach((u, c) => {
      expect(Math.abs((pass.u[c]?.[0] ?? 0) - u)).toBeLessThan(0.001);
    });
    expect(pass.expectedMatches).toBeCloseTo(2000, 1);
  });

  it('are not there at iteration 25, and the result says so', () => {
    const pass = trainBlock({...fromAfar, maximumIterations: 25});
    expect(pass.converged).toBe(false);
    expect(pass.iterations).toBe(25);
    expect(pass.lambda).toBeCloseTo(0.419, 3);
    expect(pass.m.map((row) => Number(row[0]?.toFixed(3)))).toEqual([0.712, 0.999, 0.998]);
  });

  it('give each pattern its chance of a match within 1 %', () => {
    const {lambda, m, u} = trainBlock(fromAfar);
    const cells = cellsOf(knownPatterns, [2, 2, 2]);
    const like = (table: typeof m) =>
      logLikelihoods(cells, logsOf(table, cells.size), knownPatterns);
    const {p} = posterior(lambda, like(m), like(u), knownPatterns.counts);
    KNOWN_PATTERNS.forEach(([, , known], i) => {
      expect(Math.abs((p[i] ?? 0) / known - 1)).toBeLessThan(0.01);
    });
  });

  it('come back with u given, as in use', () => {
    const pass = trainBlock({
      patterns: knownPatterns,
      levelCounts: [2, 2, 2],
      u: twoLevels(KNOWN_U),
    });
    expect(pass.converged).toBe(true);
    expect(Math.abs(pass.lambda - 0.5)).toBeLessThan(0.001);
    expect(pass.u[0]?.[0]).toBe(0.1);
  });
});

describe('what a block cannot teach', () => {
  const u = twoLevels([0.1, 0.1, 0.1]);

  it('gets no m: a comparison that the block implies', () => {
    const pass = trainBlock({
      patterns: knownPatterns,
      levelCounts: [2, 2, 2],
      u,
      leftOut: [true, false, false],
    });
    expect(pass.m[0]).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    expect(pass.matchesPresent[0]).toBe(0);
    expect(pass.m[1]?.[0]).toBeGreaterThan(0.5);
    const without = trainBlock({
      patterns: patternsOf(
        2,
        KNOWN_PATTERNS.map(([g, n]) => [[...g.slice(1)].map((x) => 2 - Number(x)).join(''), n]),
      ),
      levelCounts: [2, 2],
      u: u.slice(1),
    });
    expect(pass.lambda).toBeCloseTo(without.lambda, 9);
    expect(pass.m[2]?.[0]).toBeCloseTo(without.m[1]?.[0] ?? 0, 9);
  });

  it('leaves missing values out of m', () => {
    const pass = trainBlock({
      patterns: patternsOf(2, [
        ['11', 900],
        ['12', 90],
        ['10', 5000],
        ['22', 3000],
      ]),
      levelCounts: [2, 2],
      u: twoLevels([0.001, 0.001]),
    });
    expect(pass.m[1]?.[0]).toBeCloseTo(900 / 990, 2);
    expect(pass.matchesPresent[1]).toBeLessThan(1000);
    expect(pass.matchesPresent[0]).toBeGreaterThan(5900);
  });

  it('keeps a level that no pair has above 0, and names it', () => {
    const pass = trainBlock({
      patterns: patternsOf(2, [
        ['11', 500],
        ['12', 50],
        ['32', 800],
      ]),
      levelCounts: [3, 2],
      u: [Float64Array.of(0.01, 0.04, 0.95), Float64Array.of(0.05, 0.95)],
    });
    expect(pass.observed[0]).toEqual([true, false, true]);
    expect(pass.m[0]?.[1]).toBe(1e-6);
    expect(pass.m[0]?.reduce((sum, m) => sum + m, 0)).toBeCloseTo(1, 12);
  });

  it('keeps fixed values where they are, and the others share the rest', () => {
    const pass = trainBlock({
      patterns: knownPatterns,
      levelCounts: [2, 2, 2],
      u: twoLevels(KNOWN_U),
      fixedM: [
        Float64Array.of(Number.NaN, Number.NaN),
        Float64Array.of(0.8, Number.NaN),
        Float64Array.of(Number.NaN, Number.NaN),
      ],
    });
    expect(pass.m[1]?.[0]).toBe(0.8);
    expect(pass.m[1]?.[1]).toBeCloseTo(0.2, 12);
  });

  it('stands still on a block without pairs, unconverged', () => {
    const pass = trainBlock({patterns: patternsOf(1, []), levelCounts: [2], u: twoLevels([0.1])});
    expect(pass).toMatchObject({converged: false, iterations: 0, pairs: 0, expectedMatches: 0});
  });
});
