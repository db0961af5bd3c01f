/** Laws of evaluation: counts without listing, metrics that agree, and cells that stay withheld. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {calibrate} from '../../src/methods/linkage/evaluate/isotonic.ts';
import {
  bCubed,
  clusterMetrics,
  pairMetrics,
} from '../../src/methods/linkage/evaluate/pair-metrics.ts';
import {thresholdsFromTruth} from '../../src/methods/linkage/evaluate/thresholds.ts';
import {countTruePairs, type PairsKind} from '../../src/methods/linkage/evaluate/truth.ts';
import {wilson} from '../../src/methods/linkage/evaluate/wilson.ts';
import {isSmall, withholdCells} from '../../src/methods/linkage/evaluate/withhold.ts';

const codes = fc.array(fc.record({entity: fc.nat(5), cluster: fc.nat(5)}), {maxLength: 30});
const kinds = fc.constantFrom<PairsKind>('link', 'dedupe');
const RUNS = {numRuns: 1_000, seed: 17};

/** All pairs of a kind, listed: the slow twin. */
function listPairs(records: number, leftCount: number, kind: PairsKind): [number, number][] {
  const pairs: [number, number][] = [];
  for (let l = 0; l < records; l++) {
    for (let r = l + 1; r < records; r++) {
      if (kind === 'dedupe' || (l < leftCount && r >= leftCount)) pairs.push([l, r]);
    }
  }
  return pairs;
}

describe('pairs counted from the sizes of groups', () => {
  it('are those that a nested loop finds, in truth and in clusters', () => {
    fc.assert(
      fc.property(codes, kinds, fc.nat(30), (rows, kind, cut) => {
        const leftCount = kind === 'link' ? Math.min(cut, rows.length) : rows.length;
        const entity = Int32Array.from(rows, (row) => row.entity);
        const cluster = Int32Array.from(rows, (row) => row.cluster);
        const truth = {entity, leftCount, kind};
        const pairs = listPairs(rows.length, leftCount, kind);
        const together = pairs.filter(([l, r]) => cluster[l] === cluster[r]);
        const same = pairs.filter(([l, r]) => entity[l] !== 0 && entity[l] === entity[r]);
        expect(countTruePairs(truth).pairs).toBe(same.length);
        const links = {
          length: together.length,
          left: Int32Array.from(together, ([l]) => l),
          right: Int32Array.from(together, ([, r]) => r),
        };
        expect(clusterMetrics(cluster, truth)).toEqual(pairMetrics(links, truth));
      }),
      RUNS,
    );
  });

  it('give B-cubed as its definition does, record by record', () => {
    fc.assert(
      fc.property(codes, (rows) => {
        const known = rows.filter(({entity}) => entity !== 0);
        const {precision, recall} = bCubed(
          Int32Array.from(rows, ({cluster}) => cluster),
          Int32Array.from(rows, ({entity}) => entity),
        );
        const mean = (of: 'cluster' | 'entity') =>
          known.reduce((sum, one) => {
            const group = known.filter((other) => other[of] === one[of]);
            const right = group.filter(
              (other) => other.entity === one.entity && other.cluster === one.cluster,
            );
            return sum + right.length / group.length;
          }, 0) / known.length;
        if (known.length === 0) {
          expect(precision).toBeNull();
          return;
        }
        expect(precision).toBeCloseTo(mean('cluster'), 10);
        expect(recall).toBeCloseTo(mean('entity'), 10);
      }),
      RUNS,
    );
  });
});

describe('a threshold', () => {
  const scored = fc.array(
    fc.record({
      left: fc.nat(9),
      right: fc.integer({min: 10, max: 19}),
      weight: fc.integer({min: -9, max: 9}),
    }),
    {maxLength: 40},
  );
  const entities = fc.array(fc.nat(4), {minLength: 20, maxLength: 20});

  it('links exactly what a filter links, and raising it never adds a link', () => {
    fc.assert(
      fc.property(scored, entities, (rows, entity) => {
        const edgesOf = (chosen: typeof rows) => ({
          length: chosen.length,
          left: Int32Array.from(chosen, ({left}) => left),
          right: Int32Array.from(chosen, ({right}) => right),
          weight: Float64Array.from(chosen, ({weight}) => weight),
        });
        const truth = {entity: Int32Array.from(entity), leftCount: 10, kind: 'link'} as const;
        // Each pair once, as edges promise.
        const once = [...new Map(rows.map((row) => [`${row.left}-${row.right}`, row])).values()];
        const thresholds = thresholdsFromTruth(edgesOf(once), truth);
        let before = Number.POSITIVE_INFINITY;
        for (let t = -10; t <= 10; t++) {
          const kept = edgesOf(once.filter(({weight}) => weight >= t));
          const {truePositive, falsePositive, falseNegative} = pairMetrics(kept, truth);
          expect(thresholds.at(t)).toMatchObject({truePositive, falsePositive, falseNegative});
          expect(truePositive + falsePositive).toBeLessThanOrEqual(before);
          before = truePositive + falsePositive;
        }
      }),
      {...RUNS, numRuns: 200},
    );
  });
});

describe('calibration', () => {
  it('rises, keeps the number of matches, and moves nothing that rises already', () => {
    const known = fc.array(fc.record({weight: fc.integer({min: -9, max: 9}), isMatch: fc.nat(1)}), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(known, (pairs) => {
        const curve = calibrate({
          weight: Float64Array.from(pairs, ({weight}) => weight),
          isMatch: Uint8Array.from(pairs, ({isMatch}) => isMatch),
        });
        curve.probability.slice(1).forEach((p, i) => {
          expect(p).toBeGreaterThan(curve.probability[i] as number);
        });
        const expected = pairs.reduce((sum, {weight}) => {
          const step = curve.weight.findLastIndex((from) => from <= weight);
          return sum + (curve.probability[step] as number);
        }, 0);
        expect(expected).toBeCloseTo(
          pairs.reduce((sum, {isMatch}) => sum + isMatch, 0),
          9,
        );
      }),
      RUNS,
    );
  });
});

describe("Wilson's interval", () => {
  it('holds its share, stays inside 0 and 1, and mirrors', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 10_000}), fc.nat(10_000), (of, n) => {
        const count = Math.min(n, of);
        const {low, high, share} = wilson(count, of);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(share).toBeGreaterThanOrEqual(low);
        expect(share).toBeLessThanOrEqual(high);
        expect(wilson(of - count, of).low).toBeCloseTo(1 - high, 10);
      }),
      RUNS,
    );
  });
});

/** The hidden cells that follow from the sums, by elimination: unknowns are hidden cells, sums are equations. */
function solved(hidden: readonly (readonly boolean[])[]): number {
  const unknowns = hidden.flatMap((row, i) =>
    row.flatMap((is, j) => (is ? [[i, j] as const] : [])),
  );
  const width = hidden[0]?.length ?? 0;
  const equations = [
    ...hidden.map((_, r) => unknowns.map(([i]) => Number(i === r))),
    ...Array.from({length: width}, (_, c) => unknowns.map(([, j]) => Number(j === c))),
  ];
  let rank = 0;
  for (let column = 0; column < unknowns.length; column++) {
    const pivot = equations.findIndex((row, k) => k >= rank && Math.abs(row[column] ?? 0) > 1e-9);
    if (pivot < 0) continue;
    [equations[rank], equations[pivot]] = [equations[pivot] ?? [], equations[rank] ?? []];
    const by = equations[rank]?.[column] as number;
    equations[rank] = (equations[rank] ?? []).map((x) => x / by);
    equations.forEach((row, k) => {
      const factor = row[column] as number;
      if (k === rank || Math.abs(factor) < 1e-9) return;
      equations[k] = row.map((x, c) => x - factor * (equations[rank]?.[c] ?? 0));
    });
    rank++;
  }
  return equations.filter((row) => row.filter((x) => Math.abs(x) > 1e-9).length === 1).length;
}

describe('withheld cells', () => {
  const tables = fc
    .record({rows: fc.integer({min: 2, max: 6}), columns: fc.integer({min: 2, max: 5})})
    .chain(({rows, columns}) => {
      const cell = fc.oneof(fc.nat(12), fc.constant(0), fc.integer({min: 10, max: 400}));
      const line = fc.array(cell, {minLength: columns, maxLength: columns});
      return fc.array(line, {minLength: rows, maxLength: rows});
    });

  it('are all the small ones, and none of them follows from sums of rows and columns', () => {
    fc.assert(
      fc.property(tables, (cells) => {
        const hidden = withholdCells({cells});
        cells.forEach((row, i) => {
          row.forEach((n, j) => {
            if (isSmall(n, 10)) expect(hidden[i]?.[j]).toBe(true);
          });
        });
        expect(solved(hidden)).toBe(0);
      }),
      RUNS,
    );
  });

  it('are never few together in a row or column, unless nothing else is in it', () => {
    fc.assert(
      fc.property(tables, (cells) => {
        const hidden = withholdCells({cells});
        const lines = [
          ...cells.map((row, i) => row.map((n, j) => ({n, is: hidden[i]?.[j]}))),
          ...(cells[0] ?? []).map((_, j) =>
            cells.map((row, i) => ({n: row[j], is: hidden[i]?.[j]})),
          ),
        ];
        for (const line of lines) {
          const shut = line.filter(({is}) => is);
          if (shut.length === 0 || shut.length === line.length) continue;
          expect(shut.reduce((sum, {n}) => sum + (n ?? 0), 0)).toBeGreaterThanOrEqual(10);
        }
      }),
      RUNS,
    );
  });

  it('are none when none is small', () => {
    fc.assert(
      fc.property(tables, (cells) => {
        const large = cells.map((row) => row.map((n) => n + 10));
        expect(withholdCells({cells: large}).flat()).not.toContain(true);
      }),
      RUNS,
    );
  });
});
