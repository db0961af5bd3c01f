/** How many matches no blocking rule found, from how often the rules found the same ones. */

import {Z95} from './intervals.ts';
import {fitLogLinear, type Interactions} from './log-linear.ts';

export interface Captures {
  readonly rules: number;
  /**
   * Matches, each counted with its probability, by which rules found them: bit r of the index is set
   * when rule r did. Index 0, found by none, is not read. The rules should use disjoint fields.
   */
  readonly histories: Float64Array;
}

export interface CaptureEstimate {
  readonly method: 'chapman' | 'log-linear';
  /** Matches that some rule found. */
  readonly seen: number;
  readonly total: number;
  /** 95 % limits of the total. */
  readonly lower: number;
  readonly upper: number;
  /** Share of all matches that some rule found, with its limits. */
  readonly recall: number;
  readonly recallLower: number;
  readonly recallUpper: number;
  /** Pairs of rules whose dependence the model allows for. */
  readonly interactions: Interactions;
}

/** More rules than this make more histories than there is evidence for. */
const MOST_RULES = 8;

/** Null when the rules have no match in common, or are too few or too many: nothing can be said. */
export function estimateCaptures({rules, histories}: Captures): CaptureEstimate | null {
  if (rules < 2 || rules > MOST_RULES) return null;
  const seen = histories.subarray(1).reduce((sum, count) => sum + count, 0);
  if (rules === 2) return twoRules(histories, seen);
  const fit = fitLogLinear(rules, histories);
  if (!fit) return null;
  const unseen = Math.exp(fit.logUnseen);
  return conclude('log-linear', seen, unseen, unseen + (unseen * fit.error) ** 2, fit.interactions);
}

/** Chapman (1951), which unlike Lincoln–Petersen's ratio is not biased upwards in small files. */
function twoRules(histories: Float64Array, seen: number): CaptureEstimate | null {
  const both = histories[3] as number;
  if (!(both > 0)) return null;
  const one = (histories[1] as number) + both;
  const other = (histories[2] as number) + both;
  const total = ((one + 1) * (other + 1)) / (both + 1) - 1;
  const variance =
    ((one + 1) * (other + 1) * (one - both) * (other - both)) / ((both + 1) ** 2 * (both + 2));
  return conclude('chapman', seen, Math.max(0, total - seen), variance, []);
}

/** Limits by the log of the unseen (Chao 1987), so that the total is never below what was seen. */
function conclude(
  method: CaptureEstimate['method'],
  seen: number,
  unseen: number,
  variance: number,
  interactions: Interactions,
): CaptureEstimate {
  const spread = unseen > 0 ? Math.exp(Z95 * Math.sqrt(Math.log1p(variance / unseen ** 2))) : 1;
  const total = seen + unseen;
  const lower = seen + unseen / spread;
  const upper = seen + unseen * spread;
  return {
    method,
    seen,
    total,
    lower,
    upper,
    recall: seen / total,
    recallLower: seen / upper,
    recallUpper: seen / lower,
    interactions,
  };
}
