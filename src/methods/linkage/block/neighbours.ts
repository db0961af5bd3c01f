/** Sorted neighbourhood: each record with the next few in the order of keys (Hernández & Stolfo 1995). */

import {sharedInts} from '../../../engine/shared-arrays.ts';
import {type Blocks, type KeyColumn, type Rows, sortByKeys} from './group.ts';

/**
 * Sorts the records that have all keys, the first key counting most; one block holds them all.
 * Records alike in all keys go by their other fields, so that row order decides among equals only.
 * @param placeOf filled with each record's place in that order, counted from 1; 0 for none
 */
export function sortRecords(
  rows: Rows,
  keys: readonly KeyColumn[],
  placeOf: Int32Array,
  placeStride: number,
  offset: number,
  ties: readonly KeyColumn[] = [],
): Blocks {
  const {order} = sortByKeys(rows, keys, ties);
  for (let r = 0; r < rows.count; r++) placeOf[r * placeStride + offset] = 0;
  const members = sharedInts(order.length);
  members.set(order);
  order.forEach((r, place) => {
    placeOf[r * placeStride + offset] = place + 1;
  });
  const starts = sharedInts(2);
  starts[1] = order.length;
  return {starts, members, split: {blocks: 0, largestBefore: 0, largestAfter: 0}};
}
