/** Training on a session: u from values, m from blocks, and what the model's author should know. */

import {valuesOf} from '../model/conditions.ts';
import type {Comparison} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import type {Session} from '../run/session.ts';
import {checkPass, checkPooled, type Finding} from './checks.ts';
import {type EmPass, trainBlock} from './em.ts';
import type {EstimatedU} from './estimated-u.ts';
import {withoutMatches} from './estimated-u.ts';
import {type StandardErrors, standardErrors} from './intervals.ts';
import {type LevelCounts, PROBABILITY_FLOOR, pairsIn, type Table} from './patterns.ts';
import {type PooledComparison, poolM} from './pool.ts';

export type TrainingBlock = string[];

export interface TrainedTables {
  readonly u: Table;
  readonly seU: Table;
  readonly pooled: readonly PooledComparison[];
  readonly passes: readonly EmPass[];
  readonly findings: readonly Finding[];
}

/** Comparisons that a block decides: those that read a field of its keys. */
export function impliedBy(block: readonly string[], comparisons: readonly Comparison[]): boolean[] {
  const fields = new Set(block.map((key) => readValue(key).field));
  return comparisons.map(({levels}) =>
    levels.flatMap(({when}) => valuesOf(when)).some((value) => fields.has(readValue(value).field)),
  );
}

export interface TrainingHints {
  /** Comparisons that speak under a condition only. */
  isGated?(comparison: number): boolean;
  /** Matches that another model expects in a block: where training starts, and what it is held against. */
  expectedIn?(block: number): number;
}

/** A block that finds so many times the matches that were expected has taken namesakes for matches. */
const COLLAPSE_FACTOR = 2;
const COLLAPSE_ALLOWANCE = 50;

/** Pairs of a block that are looked at: the shares of levels among more are known no better. */
const PAIRS_OF_A_BLOCK = 4_000_000;

/** Pairs that u of all pairs stands for in a block, beside as many as the block has. */
const PRIOR_U = 5000;

/** Why a pass is not worth pooling with others, or null. */
function faultOf({expectedMatches, converged}: EmPass, expected: number): string | null {
  if (!converged) return 'never settled';
  if (expectedMatches <= COLLAPSE_FACTOR * expected + COLLAPSE_ALLOWANCE) return null;
  return (
    `took ${Math.round(expectedMatches)} pairs for matches where about ` +
    `${Math.round(expected)} were expected`
  );
}

/** Trains m in each block, with u given, and pools it. */
export async function trainBlocks(
  session: Session,
  comparisons: readonly Comparison[],
  blocks: readonly TrainingBlock[],
  estimates: readonly EstimatedU[],
  maximumMatches: number,
  {isGated = () => false, expectedIn}: TrainingHints = {},
): Promise<TrainedTables> {
  const u = estimates.map((one) => floored(one.u));
  const levelCounts: LevelCounts = u.map((row) => row.length);
  const fixedM = fixedTable(comparisons, levelCounts);
  const names = comparisons.map(({name}) => name);
  const passes: EmPass[] = [];
  const errors: StandardErrors[] = [];
  const findings: Finding[] = [];
  for (const [index, block] of blocks.entries()) {
    const {patterns, share} = await session.patternsOf([[...block]], comparisons, PAIRS_OF_A_BLOCK);
    const leftOut = impliedBy(block, comparisons);
    const counted = {comparisons: comparisons.length, ...patterns};
    const expectedInAll = expectedIn?.(index);
    const expected = expectedInAll === undefined ? undefined : expectedInAll * share;
    const startLambda =
      expected === undefined
        ? 0.1
        : Math.min(0.95, Math.max(0.001, expected / Math.max(1, pairsIn(counted))));
    const pass = trainBlock({
      patterns: counted,
      levelCounts,
      u,
      leftOut,
      fixedM,
      startLambda,
      ...(expected === undefined ? {} : {freeU: true, priorU: PRIOR_U + pairsIn(counted)}),
    });
    const fault = expected === undefined ? null : faultOf(pass, expected);
    if (fault !== null) {
      const sentence = `the block of ${block.join(', ')} ${fault}, and was left out`;
      findings.push({code: 'collapsed', severity: 'flag', pass: index, sentence});
      continue;
    }
    passes.push(pass);
    errors.push(standardErrors(pass, {patterns: counted, levelCounts, fixedM}));
    findings.push(...checkPass(pass, {pass: index, names, maximumMatches: maximumMatches * share}));
  }
  if (passes.length === 0) {
    findings.push({
      code: 'collapsed',
      severity: 'refuse',
      sentence:
        'every training block took non-matches for matches; train on tighter blocks or labels',
    });
  }
  const pooled = poolM({passes, levelCounts, errors, fixedM});
  findings.push(...checkPooled(pooled, u, names));
  const sound = weighSwitches(
    findings,
    names.filter((_, c) => !isGated(c)),
  );
  return {u, seU: estimates.map(({se}) => se), pooled, passes, findings: sound};
}

/** u without the matches that are among all pairs: in small files they show. */
export const uWithoutMatches = (
  estimates: readonly EstimatedU[],
  matches: number,
  pooled: readonly PooledComparison[],
): EstimatedU[] => estimates.map((one, c) => withoutMatches(one, matches, pooled[c]?.m));

/** Pairs that u of all pairs stands for, where u of pairs that agree on something else is learned. */
const SHRINKAGE = 50;

/**
 * u of a comparison among non-matches that agree on the keys of a block: all pairs of the block, less
 * the matches among them, drawn towards u of all pairs where few are left.
 * @param matches expected matches in the block
 */
export function uWithinBlock(
  counts: Float64Array,
  plain: Float64Array,
  matches: number,
  m: Float64Array,
): Float64Array {
  const rest = counts.map((count, i) => Math.max(0, count - matches * (m[i] as number)));
  const total = rest.reduce((sum, count) => sum + count, 0) + SHRINKAGE;
  return rest.map((count, i) => (count + SHRINKAGE * (plain[i] as number)) / total);
}

/**
 * One comparison whose first level is rarer among matches is a fact about the data: who has moved has
 * no postcode in common, relatives spell their surname alike. Half of them together are matches and
 * non-matches that have changed places.
 */
function weighSwitches(findings: readonly Finding[], names: readonly string[]): Finding[] {
  const switched = new Set(
    findings.flatMap(({code, comparison}) =>
      code === 'label_switched' && names.includes(comparison ?? '') ? [comparison] : [],
    ),
  );
  if (2 * switched.size >= names.length) return [...findings];
  return findings.map((finding) =>
    finding.code === 'label_switched' ? {...finding, severity: 'flag'} : finding,
  );
}

/** Comparisons with what was learned. */
export function withTables(
  comparisons: readonly Comparison[],
  {u, seU, pooled}: Pick<TrainedTables, 'u' | 'seU' | 'pooled'>,
): Comparison[] {
  return comparisons.map((comparison, c) => {
    let level = -1;
    const row = pooled[c] as PooledComparison;
    const levels = comparison.levels.map((one) => {
      if (one.missing) return one;
      level++;
      const {m: _, u: __, seM: ___, seU: ____, unobserved: _____, ...kept} = one;
      const m = one.fixM ? (one.m as number) : (row.m[level] as number);
      return {
        ...kept,
        m: clamp(m),
        u: one.fixU ? (one.u as number) : clamp(u[c]?.[level] ?? 0),
        seM: finite(row.se[level]),
        seU: finite(seU[c]?.[level]),
        ...(row.unobserved.includes(level + 1) ? {unobserved: true as const} : {}),
      };
    });
    return {...comparison, levels};
  });
}

const finite = (value: number | undefined): number =>
  value === undefined || !Number.isFinite(value) ? 1 : value;

const clamp = (share: number): number =>
  Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, share));

const floored = (row: Float64Array): Float64Array => row.map(clamp);

/** Values of m that the model's author has fixed; NaN elsewhere. */
function fixedTable(comparisons: readonly Comparison[], levelCounts: LevelCounts): Table {
  return comparisons.map(({levels}, c) => {
    const row = new Float64Array(levelCounts[c] as number).fill(Number.NaN);
    levels
      .filter(({missing}) => !missing)
      .forEach(({fixM, m}, i) => {
        if (fixM && m !== undefined) row[i] = m;
      });
    return row;
  });
}
