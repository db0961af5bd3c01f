/** The one order in which edges are taken: by weight, and among equals by the ranks of their records. */

import type {Edges, Records} from './edges.ts';

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Sorts edges by falling weight, then by the smaller rank, then by the larger. Weights come from a
 * few thousand patterns, so ties are the rule: a radix sort over all keys costs the same either way.
 */
export function strongestFirst(
  {left, right, weight}: Edges,
  {rank}: Records,
  chosen: Int32Array,
): Int32Array {
  const n = chosen.length;
  const [near, far] = [new Uint32Array(n), new Uint32Array(n)];
  const [high, low] = [new Uint32Array(n), new Uint32Array(n)];
  const view = new DataView(new ArrayBuffer(8));
  for (let i = 0; i < n; i++) {
    const e = chosen[i] as number;
    const a = rank[left[e] as number] as number;
    const b = rank[right[e] as number] as number;
    near[i] = Math.min(a, b);
    far[i] = Math.max(a, b);
    // Subtracting from 0 turns the order round, and makes -0 and 0 the same weight.
    view.setFloat64(0, 0 - (weight[e] as number));
    const top = view.getInt32(0);
    // Bits of floats sort as unsigned integers once the sign is set right (Herf 2001).
    high[i] = top < 0 ? ~top : top ^ 0x80000000;
    low[i] = top < 0 ? ~view.getInt32(4) : view.getInt32(4);
  }
  let order: Int32Array = new Int32Array(n).map((_, i) => i);
  let spare: Int32Array = new Int32Array(n);
  for (const key of [far, near, low, high]) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      if (sortByDigit(key, shift, order, spare)) [order, spare] = [spare, order];
    }
  }
  return order.map((i) => chosen[i] as number);
}

/** Stable counting sort on one digit; false, and nothing moved, when all have the same. */
function sortByDigit(key: Uint32Array, shift: number, from: Int32Array, to: Int32Array): boolean {
  const starts = new Int32Array(DIGITS + 1);
  for (let i = 0; i < key.length; i++) {
    const digit = ((key[i] as number) >>> shift) & (DIGITS - 1);
    starts[digit + 1] = (starts[digit + 1] as number) + 1;
  }
  if (starts.includes(key.length, 1)) return false;
  for (let d = 0; d < DIGITS; d++)
    starts[d + 1] = (starts[d + 1] as number) + (starts[d] as number);
  for (let k = 0; k < from.length; k++) {
    const i = from[k] as number;
    const digit = ((key[i] as number) >>> shift) & (DIGITS - 1);
    const place = starts[digit] as number;
    to[place] = i;
    starts[digit] = place + 1;
  }
  return true;
}
