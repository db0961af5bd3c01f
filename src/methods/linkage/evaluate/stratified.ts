/** A share of a whole from samples of its strata, with Wilson's interval for as many as they are worth. */

import {type Share, wilson} from './wilson.ts';

export interface Stratum {
  /** Members of the stratum, sampled or not. */
  readonly size: number;
  readonly sampled: number;
  /** Sampled members of which it is true. */
  readonly found: number;
}

/**
 * Strata without a sample say nothing and are left out of the whole. Samples of unequal weight are
 * worth fewer than they are: (Σ W)² ÷ Σ W²/n (Kish 1965), which is never above their number here.
 */
export function stratifiedShare(strata: readonly Stratum[]): Share {
  const known = strata.filter(({size, sampled}) => size > 0 && sampled > 0);
  const total = known.reduce((sum, {size}) => sum + size, 0);
  if (total === 0) return wilson(0, 0);
  const share = known.reduce((sum, s) => sum + (s.size / total) * (s.found / s.sampled), 0);
  const spread = known.reduce((sum, s) => sum + (s.size / total) ** 2 / s.sampled, 0);
  const worth = 1 / spread;
  return wilson(share * worth, worth);
}
