/** Damerau and Levenshtein's distance, unrestricted, the number that DuckDB's `damerau_levenshtein` says. */

import type {ByteDictionary} from './byte-dictionary.ts';

/** The row of the matrix where each byte last stood in the first text; all zero between calls. */
const lastRow = new Int32Array(256);
/** Where in `cells` the row before that one is kept. */
const rowBefore = new Int32Array(256);
/** Rows of the matrix: the last two, and one for each distinct byte of the first text. */
let cells = new Int32Array(0);

/**
 * Insertions, deletions, replacements of one byte, and swaps of two neighbours with others put between
 * them later: CA and ABC are 2 apart. https://doi.org/10.1145/321879.321880 (Lowrance and Wagner 1975)
 */
export function damerauLevenshtein({bytes, offsets}: ByteDictionary, a: number, b: number): number {
  let aFrom = offsets[a] as number;
  let bFrom = offsets[b] as number;
  let aTo = offsets[a + 1] as number;
  let bTo = offsets[b + 1] as number;
  while (aFrom < aTo && bFrom < bTo && bytes[aFrom] === bytes[bFrom]) {
    aFrom++;
    bFrom++;
  }
  while (aFrom < aTo && bFrom < bTo && bytes[aTo - 1] === bytes[bTo - 1]) {
    aTo--;
    bTo--;
  }
  if (aFrom === aTo) return bTo - bFrom;
  if (bFrom === bTo) return aTo - aFrom;
  return distanceOf(bytes, aFrom, aTo - aFrom, bFrom, bTo - bFrom);
}

function distanceOf(
  bytes: Uint8Array,
  aFrom: number,
  aLength: number,
  bFrom: number,
  bLength: number,
): number {
  const width = bLength + 1;
  const room = (Math.min(aLength, 256) + 2) * width;
  if (cells.length < room) cells = new Int32Array(2 * room);
  for (let j = 0; j <= bLength; j++) cells[j] = j;
  let above = 0;
  let here = width;
  let unused = 2 * width;
  for (let i = 1; i <= aLength; i++) {
    const byte = bytes[aFrom + i - 1] as number;
    fillRow(bytes, bFrom, bLength, byte, i, above, here);
    // The row above is kept until this byte comes again, and the one that was kept is written over.
    const next = lastRow[byte] === 0 ? unused : (rowBefore[byte] as number);
    if (lastRow[byte] === 0) unused += width;
    lastRow[byte] = i;
    rowBefore[byte] = above;
    above = here;
    here = next;
  }
  for (let i = 0; i < aLength; i++) lastRow[bytes[aFrom + i] as number] = 0;
  return cells[above + bLength] as number;
}

/** Row `i`, at `here`, whose byte of the first text is `byte`; the row before it is at `above`. */
function fillRow(
  bytes: Uint8Array,
  bFrom: number,
  bLength: number,
  byte: number,
  i: number,
  above: number,
  here: number,
): void {
  cells[here] = i;
  let left = i;
  let lastEqual = 0;
  for (let j = 1; j <= bLength; j++) {
    const other = bytes[bFrom + j - 1] as number;
    const diagonal = cells[above + j - 1] as number;
    if (other === byte) {
      left = diagonal;
      lastEqual = j;
    } else {
      left = Math.min(diagonal, left, cells[above + j] as number) + 1;
      const k = lastRow[other] as number;
      if (k !== 0 && lastEqual !== 0) {
        const before = cells[(rowBefore[other] as number) + lastEqual - 1] as number;
        left = Math.min(left, before + (i - k) + (j - lastEqual) - 1);
      }
    }
    cells[here + j] = left;
  }
}
