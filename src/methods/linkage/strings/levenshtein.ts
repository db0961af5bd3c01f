/** Levenshtein's distance between the bytes of two values, the number that DuckDB's `levenshtein` says. */

import type {ByteDictionary} from './byte-dictionary.ts';

const LONGEST_IN_MASK = 32;
const NO_LIMIT = 0x3fffffff;

/** Where in the shorter text each byte stands, one bit a place; all zero between calls. */
const places = new Int32Array(256);
/** One row of the matrix of distances of two long texts. */
let row = new Int32Array(0);

/** Insertions, deletions and replacements of one byte; `atMost + 1` when there are more than `atMost`. */
export function levenshtein(
  {bytes, offsets}: ByteDictionary,
  a: number,
  b: number,
  atMost: number = NO_LIMIT,
): number {
  const aFrom = offsets[a] as number;
  const bFrom = offsets[b] as number;
  const aLength = (offsets[a + 1] as number) - aFrom;
  const bLength = (offsets[b + 1] as number) - bFrom;
  return aLength <= bLength
    ? distanceOf(bytes, aFrom, aLength, bFrom, bLength, atMost)
    : distanceOf(bytes, bFrom, bLength, aFrom, aLength, atMost);
}

function distanceOf(
  bytes: Uint8Array,
  shortFrom: number,
  shortLength: number,
  longFrom: number,
  longLength: number,
  atMost: number,
): number {
  if (longLength - shortLength > atMost) return atMost + 1;
  if (shortLength === 0) return longLength;
  return shortLength <= LONGEST_IN_MASK
    ? distanceByMask(bytes, shortFrom, shortLength, longFrom, longLength, atMost)
    : distanceByRow(bytes, shortFrom, shortLength, longFrom, longLength, atMost);
}

/**
 * A column of the matrix at a time, as the bits where it rises and where it falls.
 * https://doi.org/10.1145/316542.316550 (Myers 1999), with Hyyrö's horizontal steps.
 */
function distanceByMask(
  bytes: Uint8Array,
  shortFrom: number,
  shortLength: number,
  longFrom: number,
  longLength: number,
  atMost: number,
): number {
  for (let i = 0; i < shortLength; i++) {
    const byte = bytes[shortFrom + i] as number;
    places[byte] = (places[byte] as number) | (1 << i);
  }
  const bottom = shortLength - 1;
  let rises = -1;
  let falls = 0;
  let distance = shortLength;
  for (let j = 0; j < longLength; j++) {
    const equal = places[bytes[longFrom + j] as number] as number;
    const kept = (((equal & rises) + rises) ^ rises) | equal;
    const up = falls | ~(kept | rises);
    const down = rises & kept;
    distance += ((up >>> bottom) & 1) - ((down >>> bottom) & 1);
    // The top row rises by one with each column.
    const shifted = (up << 1) | 1;
    rises = (down << 1) | ~(equal | falls | shifted);
    falls = shifted & (equal | falls);
  }
  for (let i = 0; i < shortLength; i++) places[bytes[shortFrom + i] as number] = 0;
  return distance <= atMost ? distance : atMost + 1;
}

/** A row of the matrix at a time, and of it only what is within `atMost` of the diagonal. */
function distanceByRow(
  bytes: Uint8Array,
  shortFrom: number,
  shortLength: number,
  longFrom: number,
  longLength: number,
  atMost: number,
): number {
  if (row.length <= shortLength) row = new Int32Array(2 * shortLength);
  const beyond = atMost + 1;
  for (let j = 0; j <= shortLength; j++) row[j] = j;
  for (let i = 1; i <= longLength; i++) {
    const byte = bytes[longFrom + i - 1];
    const first = Math.max(1, i - atMost);
    const last = Math.min(shortLength, i + atMost);
    let diagonal = row[first - 1] as number;
    let left = first === 1 ? i : beyond;
    row[first - 1] = left;
    let least = left;
    for (let j = first; j <= last; j++) {
      // The cell at the right edge of the band has nothing above it.
      const above = j === i + atMost ? beyond : (row[j] as number);
      const replaced = bytes[shortFrom + j - 1] === byte ? diagonal : diagonal + 1;
      left = Math.min(above + 1, left + 1, replaced);
      diagonal = above;
      row[j] = left;
      if (left < least) least = left;
    }
    if (least > atMost) return beyond;
  }
  return Math.min(row[shortLength] as number, beyond);
}
