/** Expectation–maximisation on agreement patterns: λ and m of one block, with u given or freed. */

import {
  type Cells,
  cellsOf,
  expectedAt,
  logLikelihoods,
  logsOf,
  type Posterior,
  posterior,
} from './mixture.ts';
import {
  entryOf,
  type LevelCounts,
  levelTotals,
  type Patterns,
  PROBABILITY_FLOOR,
  pairsIn,
  startingM,
  type Table,
} from './patterns.ts';
import {sharesOf} from './shares.ts';

export interface EmOptions {
  readonly patterns: Patterns;
  readonly levelCounts: LevelCounts;
  /** Chances of the levels among non-matches; only a start with `freeU`. */
  readonly u: Table;
  readonly freeU?: boolean;
  /**
   * Pairs that the given u speaks for, when it is free: what is asked of u in a block may differ from
   * all pairs (namesakes live near each other), but not for nothing. With it the trace may fall.
   */
  readonly priorU?: number;
  /** Comparisons that the block implies; they say nothing here and get no m. */
  readonly leftOut?: readonly boolean[];
  readonly startLambda?: number;
  readonly startM?: Table;
  /** Values of m that do not move; NaN where free. */
  readonly fixedM?: Table;
  readonly floor?: number;
  readonly tolerance?: number;
  readonly maximumIterations?: number;
}

/** What one block taught. Rows of comparisons that were left out hold NaN. */
export interface EmPass {
  /** Share of the block's pairs that match. */
  readonly lambda: number;
  readonly m: Table;
  readonly u: Table;
  readonly leftOut: readonly boolean[];
  readonly iterations: number;
  readonly converged: boolean;
  readonly logLikelihood: number;
  /** Before each iteration, and at the end; it never falls. */
  readonly trace: readonly number[];
  readonly pairs: number;
  readonly expectedMatches: number;
  /** Expected matches with the comparison present; 0 when left out. */
  readonly matchesPresent: Float64Array;
  /** Levels that some pair of the block had. */
  readonly observed: readonly (readonly boolean[])[];
}

interface Estimate {
  readonly lambda: number;
  readonly m: Table;
  readonly u: Table;
}

/** λ stays off 0 and 1, where the logs end. */
const LAMBDA_FLOOR = 1e-12;

/**
 * Stops when no probability moved by the tolerance and λ not by that share of itself, since a λ of
 * 1e-5 may double unseen; or at the iteration limit, and then `converged` is false.
 */
export function trainBlock(options: EmOptions): EmPass {
  const {
    patterns,
    levelCounts,
    freeU = false,
    priorU = 0,
    tolerance = 1e-6,
    maximumIterations = 1000,
  } = options;
  const leftOut = levelCounts.map((_, c) => options.leftOut?.[c] ?? false);
  const floor = options.floor ?? PROBABILITY_FLOOR;
  const cells = cellsOf(patterns, levelCounts, leftOut);
  const floored = (table: Table, fixed?: Table) =>
    table.map((row, c) => sharesOf(row, {floor, fixed: fixed?.[c]}, row));
  let estimate: Estimate = {
    lambda: options.startLambda ?? 0.1,
    m: floored(options.startM ?? levelCounts.map(startingM), options.fixedM),
    u: floored(options.u),
  };
  const given = estimate.u;
  const total = pairsIn(patterns);
  const totals = levelTotals(patterns, levelCounts);
  const givenU = freeU ? null : logLikelihoods(cells, logsOf(estimate.u, cells.size), patterns);
  const weigh = ({lambda, m, u}: Estimate): Posterior =>
    posterior(
      lambda,
      logLikelihoods(cells, logsOf(m, cells.size), patterns),
      givenU ?? logLikelihoods(cells, logsOf(u, cells.size), patterns),
      patterns.counts,
    );

  const trace: number[] = [];
  let iterations = 0;
  let converged = false;
  let weighed = weigh(estimate);
  // 1. Expect: which pairs match. 2. Maximise: λ and m (and u) as shares of the expected counts.
  while (iterations < maximumIterations && !converged && total > 0) {
    trace.push(weighed.logLikelihood);
    const {p} = weighed;
    const expected = expectedAt(
      cells,
      patterns,
      (i) => (p[i] as number) * (patterns.counts[i] as number),
    );
    const matches = rowsOf(expected, cells, levelCounts);
    const previous = estimate;
    estimate = {
      lambda: clamp(sumOf(patterns.counts, p) / total),
      m: matches.map((row, c) =>
        leftOut[c]
          ? (previous.m[c] as Float64Array)
          : sharesOf(row, {floor, fixed: options.fixedM?.[c]}, previous.m[c] as Float64Array),
      ),
      u: freeU
        ? matches.map((row, c) => {
            const others = row.map(
              (count, i) =>
                Math.max(0, entryOf(totals, c, i) - count) + priorU * entryOf(given, c, i),
            );
            return leftOut[c]
              ? (previous.u[c] as Float64Array)
              : sharesOf(others, {floor}, previous.u[c] as Float64Array);
          })
        : previous.u,
    };
    iterations++;
    converged = change(previous, estimate) < tolerance;
    weighed = weigh(estimate);
  }
  trace.push(weighed.logLikelihood);

  const expected = expectedAt(
    cells,
    patterns,
    (i) => (weighed.p[i] as number) * (patterns.counts[i] as number),
  );
  const silent = (table: Table) =>
    table.map((row, c) => (leftOut[c] ? new Float64Array(row.length).fill(Number.NaN) : row));
  return {
    lambda: estimate.lambda,
    m: silent(estimate.m),
    u: silent(estimate.u),
    leftOut,
    iterations,
    converged,
    logLikelihood: weighed.logLikelihood,
    trace,
    pairs: total,
    expectedMatches: sumOf(patterns.counts, weighed.p),
    matchesPresent: Float64Array.from(rowsOf(expected, cells, levelCounts), (row) =>
      row.reduce((sum, count) => sum + count, 0),
    ),
    observed: totals.map((row) => Array.from(row, (count) => count > 0)),
  };
}

const rowsOf = (flat: Float64Array, {starts}: Cells, levelCounts: LevelCounts): Float64Array[] =>
  levelCounts.map((levels, c) => flat.slice(starts[c] as number, (starts[c] as number) + levels));

function change(from: Estimate, to: Estimate): number {
  let most = Math.abs(to.lambda - from.lambda) / Math.max(to.lambda, LAMBDA_FLOOR);
  for (const table of ['m', 'u'] as const) {
    to[table].forEach((row, c) => {
      row.forEach((value, i) => {
        most = Math.max(most, Math.abs(value - entryOf(from[table], c, i)));
      });
    });
  }
  return most;
}

const clamp = (lambda: number) => Math.min(1 - LAMBDA_FLOOR, Math.max(LAMBDA_FLOOR, lambda));

function sumOf(counts: Float64Array, p: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += (counts[i] as number) * (p[i] as number);
  return sum;
}
