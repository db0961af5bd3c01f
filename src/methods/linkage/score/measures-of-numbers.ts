/** Measures between numbers and between sorted lists. */

import type {Lists} from '../values/features.ts';

/** The difference as a share of the larger; NaN when either is no number. */
export function percentApart(a: number, b: number): number {
  if (a === b) return 0;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}

/** How many members two sorted lists have in common. */
export function sharedMembers({starts, items}: Lists, a: number, b: number): number {
  let [i, j] = [starts[a] as number, starts[b] as number];
  const [endA, endB] = [starts[a + 1] as number, starts[b + 1] as number];
  let shared = 0;
  while (i < endA && j < endB) {
    const difference = (items[i] as number) - (items[j] as number);
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared;
}
