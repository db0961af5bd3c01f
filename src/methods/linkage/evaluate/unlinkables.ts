/** Records that could not be linked even to themselves: too little is in them. */

import {countAtLeast} from './probability.ts';

export interface UnlinkableRow {
  readonly threshold: number;
  /** Records whose weight with themselves is below the threshold. */
  readonly records: number;
  /** Null when there are no records. */
  readonly share: number | null;
}

/** @param selfWeight bits of each record compared with itself */
export function unlinkables(
  selfWeight: Float64Array,
  thresholds: readonly number[],
): UnlinkableRow[] {
  const ascending = selfWeight.slice().sort();
  const all = ascending.length;
  return [...thresholds]
    .sort((a, b) => a - b)
    .map((threshold) => {
      const records = all - countAtLeast(ascending, threshold);
      return {threshold, records, share: all === 0 ? null : records / all};
    });
}
