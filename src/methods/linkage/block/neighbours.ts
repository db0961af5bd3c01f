/** Sorted neighbourhood: each record with the next few in the order of keys (Hernández & Stolfo 1995). */

import {sharedInts} from '../../../engine/shared-arrays.ts';
import type {Blocks, KeyColumn, Rows} from './group.ts';

/**
 * Sorts the records that have all keys, the first key counting most; one block holds them all.
 * @param placeOf filled with each record's place in that order, counted from 1; 0 for none
 */
export function sortRecords(
  {codes, stride, count}: Rows,
  keys: readonly KeyColumn[],
  placeOf: Int32Array,
  placeStride: number,
  offset: number,
): Blocks {
  const codeOf = ({slot, map}: KeyColumn, record: number): number => {
    const code = codes[record * stride + slot] as number;
    return map === null ? code : (map[code] as number);
  };
  const usable: number[] = [];
  for (let r = 0; r < count; r++) {
    placeOf[r * placeStride + offset] = 0;
    if (keys.every((key) => codeOf(key, r) !== 0)) usable.push(r);
  }
  let order = Int32Array.from(usable);
  for (const key of [...keys].reverse()) {
    const next = new Int32Array(key.distinct + 2);
    for (const r of order) next[codeOf(key, r) + 1] = (next[codeOf(key, r) + 1] as number) + 1;
    for (let code = 1; code < next.length; code++) {
      next[code] = (next[code] as number) + (next[code - 1] as number);
    }
    const sorted = new Int32Array(order.length);
    for (const r of order) {
      const code = codeOf(key, r);
      sorted[next[code] as number] = r;
      next[code] = (next[code] as number) + 1;
    }
    order = sorted;
  }
  const members = sharedInts(order.length);
  members.set(order);
  order.forEach((r, place) => {
    placeOf[r * placeStride + offset] = place + 1;
  });
  const starts = sharedInts(2);
  starts[1] = order.length;
  return {starts, members};
}
