/** What makes a trained model unusable, and what a person should look at first. */

import type {EmPass} from './em.ts';
import {entryOf, type Table} from './patterns.ts';
import type {PooledComparison} from './pool.ts';

/** A pass may expect so many times the matches that the files can hold, by chance and duplicates. */
const MATCHES_TOLERANCE = 1.5;
const LEAST_LAMBDA = 1e-6;
const LARGEST_SPREAD_BITS = 2;

export type FindingCode =
  | 'collapsed'
  | 'no_matches'
  | 'not_converged'
  | 'label_switched'
  | 'passes_disagree'
  | 'level_unobserved'
  | 'comparison_untrained';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'refuse' | 'flag';
  /** Index of the training block, when one pass is at fault. */
  readonly pass?: number;
  readonly comparison?: string;
  /** Level of the comparison, from 1. */
  readonly level?: number;
  /** For a person: what is wrong and what to do. Holds counts and names of the model, no values. */
  readonly sentence: string;
}

export interface PassLimits {
  readonly pass: number;
  /** Names of the comparisons, in the model's order. */
  readonly names: readonly string[];
  /** Matches that the files can hold: declared, or the records of the smaller file. */
  readonly maximumMatches: number;
}

/** Faults of one pass. λ near 1 is none by itself: a tight block holds hardly anything but matches. */
export function checkPass(
  pass: EmPass,
  {pass: index, names, maximumMatches}: PassLimits,
): Finding[] {
  const findings: Finding[] = [];
  const refuse = (code: FindingCode, sentence: string, at: Partial<Finding> = {}) =>
    findings.push({code, severity: 'refuse', pass: index, ...at, sentence});
  const block = `training block ${index + 1}`;
  if (pass.expectedMatches > MATCHES_TOLERANCE * maximumMatches) {
    refuse(
      'collapsed',
      `${block} expects ${Math.round(pass.expectedMatches)} matches, but the files can hold ` +
        `${Math.round(maximumMatches)}: it took non-matches for matches; train on tighter blocks`,
    );
  }
  if (pass.lambda < LEAST_LAMBDA) {
    refuse(
      'no_matches',
      `${block} found hardly any match among ${Math.round(pass.pairs)} pairs; train on another block`,
    );
  }
  if (!pass.converged) {
    refuse(
      'not_converged',
      `${block} still moved after ${pass.iterations} iterations; allow more, or train on another block`,
    );
  }
  pass.m.forEach((row, c) => {
    if (!pass.leftOut[c] && (row[0] as number) < entryOf(pass.u, c, 0)) {
      const comparison = names[c] as string;
      refuse(
        'label_switched',
        `in ${block} the first level of ${comparison} is rarer among matches than among ` +
          'non-matches: the two may have changed places, so start from other values of m',
        {comparison, level: 1},
      );
    }
  });
  return findings;
}

/** Faults of what the passes give together. */
export function checkPooled(
  pooled: readonly PooledComparison[],
  u: Table,
  names: readonly string[],
): Finding[] {
  return pooled.flatMap(({m, spreadBits, unobserved, isDefault}, c) => {
    const comparison = names[c] as string;
    const findings: Finding[] = [];
    if (isDefault) {
      findings.push({
        code: 'comparison_untrained',
        severity: 'flag',
        comparison,
        sentence: `no training block could see ${comparison}; its m is a default, so add a block without its fields`,
      });
    }
    if ((m[0] as number) < entryOf(u, c, 0)) {
      findings.push({
        code: 'label_switched',
        severity: 'refuse',
        comparison,
        level: 1,
        sentence: `the first level of ${comparison} is rarer among matches than among non-matches; check the order of its levels`,
      });
    }
    spreadBits.forEach((bits, i) => {
      if (bits <= LARGEST_SPREAD_BITS) return;
      findings.push({
        code: 'passes_disagree',
        severity: 'flag',
        comparison,
        level: i + 1,
        sentence: `training blocks differ by ${bits.toFixed(1)} bits on level ${i + 1} of ${comparison}; see which one is unlike the population`,
      });
    });
    for (const level of unobserved) {
      findings.push({
        code: 'level_unobserved',
        severity: 'flag',
        comparison,
        level,
        sentence: `no training pair was at level ${level} of ${comparison}; its m is a pseudo-count`,
      });
    }
    return findings;
  });
}

/** Whether a model with these findings may be used without someone overriding them. */
export const isUsable = (findings: readonly Finding[]): boolean =>
  findings.every(({severity}) => severity !== 'refuse');
