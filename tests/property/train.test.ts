/** Laws of training: likelihood never falls, shares sum to 1, exact u is what all pairs of records say. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {trainBlock} from '../../src/methods/linkage/train/em.ts';
import {uOfComparison} from '../../src/methods/linkage/train/exact-u.ts';
import type {Patterns, Table} from '../../src/methods/linkage/train/patterns.ts';
import {poolM} from '../../src/methods/linkage/train/pool.ts';
import {sharesOf} from '../../src/methods/linkage/train/shares.ts';

const sum = (row: Float64Array) => row.reduce((total, share) => total + share, 0);

const rowOf = (levels: number) =>
  fc
    .array(fc.double({min: 0.001, max: 1, noNaN: true}), {minLength: levels, maxLength: levels})
    .map((parts) => Float64Array.from(parts, (part) => part / parts.reduce((a, b) => a + b)));

const block = fc.array(fc.integer({min: 2, max: 4}), {minLength: 1, maxLength: 4}).chain((counts) =>
  fc.record({
    levelCounts: fc.constant(counts),
    u: fc.tuple(...counts.map(rowOf)) as fc.Arbitrary<Table>,
    startM: fc.tuple(...counts.map(rowOf)) as fc.Arbitrary<Table>,
    startLambda: fc.double({min: 1e-6, max: 0.9, noNaN: true}),
    freeU: fc.boolean(),
    leftOut: fc.array(fc.boolean(), {minLength: counts.length, maxLength: counts.length}),
    patterns: fc
      .array(
        fc.tuple(
          fc.tuple(...counts.map((levels) => fc.integer({min: 0, max: levels}))),
          fc.integer({min: 0, max: 10_000}),
        ),
        {minLength: 1, maxLength: 30},
      )
      .map(
        (rows): Patterns => ({
          comparisons: counts.length,
          levels: Uint8Array.from(rows.flatMap(([levels]) => levels as number[])),
          counts: Float64Array.from(rows, ([, count]) => count),
        }),
      ),
  }),
);

describe('EM', () => {
  it('never lowers the likelihood, and gives probabilities off 0 and 1 that sum to 1', () => {
    fc.assert(
      fc.property(block, (options) => {
        const pass = trainBlock({...options, maximumIterations: 200});
        pass.trace.forEach((value, i) => {
          const before = pass.trace[i - 1] ?? value;
          expect(value).toBeGreaterThanOrEqual(before - 1e-9 * (1 + Math.abs(before)));
        });
        expect(pass.lambda).toBeGreaterThan(0);
        expect(pass.lambda).toBeLessThan(1);
        for (const table of [pass.m, pass.u]) {
          table.forEach((row, c) => {
            if (options.leftOut[c]) return;
            expect(sum(row)).toBeCloseTo(1, 9);
            expect(Math.min(...row)).toBeGreaterThanOrEqual(1e-6 - 1e-15);
          });
        }
      }),
      {numRuns: 200, seed: 1},
    );
  });

  it('does not depend on the order of patterns, nor on how often one is written', () => {
    fc.assert(
      fc.property(block, (options) => {
        const {comparisons, levels, counts} = options.patterns;
        const rows = [...counts.keys()].reverse().flatMap((p) => [p, p]);
        const patterns: Patterns = {
          comparisons,
          levels: Uint8Array.from(
            rows.flatMap((p) => [...levels.subarray(p * comparisons, (p + 1) * comparisons)]),
          ),
          counts: Float64Array.from(rows, (p) => (counts[p] as number) / 2),
        };
        const one = trainBlock({...options, maximumIterations: 20});
        const other = trainBlock({...options, patterns, maximumIterations: 20});
        expect(other.lambda).toBeCloseTo(one.lambda, 7);
      }),
      {numRuns: 100, seed: 2},
    );
  });

  it('pools into an m that sums to 1, between the passes', () => {
    fc.assert(
      fc.property(
        block,
        fc.array(fc.integer({min: 1, max: 1e6}), {minLength: 1, maxLength: 4}),
        (options, sizes) => {
          const passes = sizes.map((size, i) =>
            trainBlock({
              ...options,
              startLambda: 0.1 + 0.1 * i,
              maximumIterations: 1 + (size % 9),
            }),
          );
          for (const {m} of poolM({passes, levelCounts: options.levelCounts})) {
            expect(sum(m)).toBeCloseTo(1, 9);
            expect(Math.min(...m)).toBeGreaterThan(0);
            expect(Math.max(...m)).toBeLessThan(1);
          }
        },
      ),
      {numRuns: 100, seed: 3},
    );
  });
});

it('shares sum to what fixed values leave, and none is below the floor', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({min: 0, max: 1e9, noNaN: true}), {minLength: 2, maxLength: 9}),
      fc.option(fc.double({min: 0.01, max: 0.9, noNaN: true}), {nil: undefined}),
      (counts, fixedFirst) => {
        const fixed = Float64Array.from(counts, (_, i) =>
          i === 0 ? (fixedFirst ?? Number.NaN) : Number.NaN,
        );
        const shares = sharesOf(
          Float64Array.from(counts),
          {floor: 0.001, fixed},
          new Float64Array(counts.length),
        );
        expect(sum(shares)).toBeCloseTo(1, 9);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.001 - 1e-12);
        if (fixedFirst !== undefined) expect(shares[0]).toBe(fixedFirst);
      },
    ),
    {numRuns: 500, seed: 4},
  );
});

describe('exact u', () => {
  const file = fc.array(fc.integer({min: 0, max: 8}), {minLength: 2, maxLength: 40});
  const table = fc.array(fc.integer({min: 0, max: 4}), {minLength: 81, maxLength: 81});

  it.each(['one file', 'two files'])('is what all pairs of records of %s say', (files) => {
    fc.assert(
      fc.property(file, file, table, fc.boolean(), (left, right, levels, comparesNulls) => {
        const levelOf = (a: number, b: number) =>
          levels[Math.min(a, b) * 9 + Math.max(a, b)] as number;
        const within = files === 'one file';
        const counts = new Float64Array(5);
        left.forEach((a, i) => {
          for (const b of within ? left.slice(i + 1) : right) {
            if (!comparesNulls && (a === 0 || b === 0)) continue;
            counts[levelOf(a, b)] = (counts[levelOf(a, b)] as number) + 1;
          }
        });
        const frequencies = (records: readonly number[]) =>
          Float64Array.from({length: 9}, (_, code) => records.filter((r) => r === code).length);
        const {u, pairs} = uOfComparison(
          {left: frequencies(left), ...(within ? {} : {right: frequencies(right)})},
          {levels: 4, levelOf, comparesNulls},
        );
        const present = sum(counts.subarray(1));
        expect(pairs).toBe(present);
        u.forEach((share, i) => {
          expect(share).toBeCloseTo(present > 0 ? (counts[i + 1] as number) / present : 0, 12);
        });
        if (present > 0) expect(sum(u)).toBeCloseTo(1, 12);
      }),
      {numRuns: 300, seed: 5},
    );
  });
});
