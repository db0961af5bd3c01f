/** One m per comparison from the passes that could see it, and how far those passes are apart. */

import type {EmPass} from './em.ts';
import type {StandardErrors} from './intervals.ts';
import {type LevelCounts, PROBABILITY_FLOOR, startingM, type Table} from './patterns.ts';
import {sharesOf} from './shares.ts';

/** Added to the expected matches of each level, so that what was never seen is rare, not impossible. */
export const PSEUDO_COUNT = 0.5;

export type PassM = Pick<EmPass, 'm' | 'leftOut' | 'matchesPresent' | 'observed'>;

export interface PooledComparison {
  readonly m: Float64Array;
  /** Standard errors, when those of the passes are given; 0 for fixed values and defaults. */
  readonly se: Float64Array;
  /** Passes that saw the comparison, by index. */
  readonly passes: readonly number[];
  /** Expected matches behind m, of all passes. */
  readonly matches: number;
  /** For each level the distance between the highest and the lowest pass, in bits. */
  readonly spreadBits: Float64Array;
  /** Levels, from 1, that no pair of any pass had: their m is the pseudo-count's. */
  readonly unobserved: readonly number[];
  /** No pass saw it: m is 0.9 for the first level and the rest shared. */
  readonly isDefault: boolean;
}

export interface PoolOptions {
  readonly passes: readonly PassM[];
  readonly levelCounts: LevelCounts;
  readonly errors?: readonly StandardErrors[];
  readonly fixedM?: Table;
}

/** The pass's m with the pseudo-count of every level added to its expected matches. */
export function smoothedM({m, matchesPresent}: PassM, comparison: number): Float64Array {
  const row = m[comparison] as Float64Array;
  const matches = matchesPresent[comparison] as number;
  return row.map(
    (share) => (share * matches + PSEUDO_COUNT) / (matches + PSEUDO_COUNT * row.length),
  );
}

/**
 * The mean of log m, each pass weighing as many as its expected matches with the comparison present,
 * brought to a sum of 1. On the log scale, because a weight is a log of m: the pooled weight is the
 * mean of the passes' weights, and a pass in which a rare level is ten times too common pulls as much
 * as one in which it is ten times too rare. On the plain scale the first would win.
 */
export function poolM({passes, levelCounts, errors, fixedM}: PoolOptions): PooledComparison[] {
  return levelCounts.map((levels, c) => {
    const seen = passes.flatMap((pass, index): Seen[] => {
      const matches = pass.leftOut[c] ? 0 : (pass.matchesPresent[c] ?? 0);
      const se = errors?.[index]?.m[c];
      return matches > 0 ? [{index, matches, m: smoothedM(pass, c), se, pass}] : [];
    });
    const matches = seen.reduce((sum, pass) => sum + pass.matches, 0);
    const fixed = fixedM?.[c];
    const isFixed = (level: number) => !Number.isNaN(fixed?.[level] ?? Number.NaN);
    const start = startingM(levels);
    const mean = start.map((_, level) =>
      Math.exp(seen.reduce((sum, {m, matches: own}) => sum + (own / matches) * logAt(m, level), 0)),
    );
    const m = sharesOf(seen.length > 0 ? mean : start, {floor: PROBABILITY_FLOOR, fixed}, start);
    const everyLevel = [...m.keys()];
    return {
      m,
      // As if passes shared no matches. They share some, so the error is a little small.
      se: m.map((share, level) =>
        isFixed(level)
          ? 0
          : share *
            Math.hypot(
              ...seen.map(
                ({matches: own, m: row, se}) =>
                  (own / matches) * ((se?.[level] ?? 0) / (row[level] as number)),
              ),
            ),
      ),
      passes: seen.map(({index}) => index),
      matches,
      spreadBits: m.map((_, level) => spreadOf(seen.map((pass) => logAt(pass.m, level)))),
      unobserved: everyLevel
        .filter((level) => seen.length > 0 && seen.every(({pass}) => !pass.observed[c]?.[level]))
        .map((level) => level + 1),
      isDefault: seen.length === 0,
    };
  });
}

/** A pass that saw the comparison. */
interface Seen {
  readonly index: number;
  readonly pass: PassM;
  readonly matches: number;
  readonly m: Float64Array;
  readonly se: Float64Array | undefined;
}

const logAt = (m: Float64Array, level: number) => Math.log(m[level] as number);

const spreadOf = (logs: readonly number[]) =>
  logs.length < 2 ? 0 : (Math.max(...logs) - Math.min(...logs)) / Math.LN2;
