/** Whether two values are one edit apart at most: the common case of both edit distances, in one scan. */

import type {ByteDictionary} from './byte-dictionary.ts';

/**
 * What is left between the common start and the common end is nothing, or one byte on either side or
 * both; or, with swaps, two bytes that have changed places.
 */
export function isWithinOneEdit(
  {bytes, offsets}: ByteDictionary,
  a: number,
  b: number,
  withSwaps: boolean,
): boolean {
  let i = offsets[a] as number;
  let j = offsets[b] as number;
  let endA = offsets[a + 1] as number;
  let endB = offsets[b + 1] as number;
  if (Math.abs(endA - i - (endB - j)) > 1) return false;
  while (i < endA && j < endB && bytes[i] === bytes[j]) {
    i++;
    j++;
  }
  while (i < endA && j < endB && bytes[endA - 1] === bytes[endB - 1]) {
    endA--;
    endB--;
  }
  const left = endA - i;
  const right = endB - j;
  if (left <= 1 && right <= 1) return true;
  return (
    withSwaps && left === 2 && right === 2 && bytes[i] === bytes[j + 1] && bytes[i + 1] === bytes[j]
  );
}
