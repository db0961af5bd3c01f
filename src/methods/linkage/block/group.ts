/** Blocks: the records that share all keys of a rule, as lists in one array. */

import {sharedInts} from '../../../engine/shared-arrays.ts';

/** One key of a rule: codes of a field, and the way from them to codes of the key. */
export interface KeyColumn {
  readonly slot: number;
  readonly map: Int32Array | null;
  /** Codes of the key run from 1 to this. */
  readonly distinct: number;
}

/** Records of block b stand at `members[starts[b]]` up to `members[starts[b + 1]]`, ascending. */
export interface Blocks {
  readonly starts: Int32Array;
  readonly members: Int32Array;
  /** Blocks that were too large and were split by further keys. */
  readonly split: SplitBlocks;
}

export interface SplitBlocks {
  readonly blocks: number;
  /** Records of the largest block before, and of the largest part after. */
  readonly largestBefore: number;
  readonly largestAfter: number;
}

/** When a block is too large, and what to split it by, the sharpest first. */
export interface Splitting {
  /** Most records of a block; 0 never splits. */
  readonly limit: number;
  readonly keys: readonly KeyColumn[];
}

export const NO_SPLITTING: Splitting = {limit: 0, keys: []};

export interface Rows {
  readonly codes: Int32Array;
  readonly stride: number;
  readonly count: number;
  readonly leftCount: number;
  /** Pairs are of one record of each file; else of any two records. */
  readonly crossing: boolean;
}

/**
 * Groups records by the keys of a rule and keeps the groups that make pairs: sorts by the keys, the
 * last first, each sort keeping the order before it, and cuts where a key changes. Within a block
 * records ascend.
 * @param blockOf filled with each record's block, counted from 1; 0 for a record in none. Entry r is at
 *   `r * blockStride + offset`.
 */
export function groupRecords(
  rows: Rows,
  keys: readonly KeyColumn[],
  blockOf: Int32Array,
  blockStride: number,
  offset: number,
  splitting: Splitting = NO_SPLITTING,
): Blocks {
  if (keys.length === 0) throw new TypeError('a rule without keys');
  const {order, columns} = sortByKeys(rows, keys);
  for (let r = 0; r < rows.count; r++) blockOf[r * blockStride + offset] = 0;
  const ends = new Int32Array(order.length + 1);
  let blocks = 0;
  let kept = 0;
  const split = {blocks: 0, largestBefore: 0, largestAfter: 0};
  const keep = (from: number, to: number) => {
    if (!makesPairs(rows, order, from, to)) return;
    order.copyWithin(kept, from, to);
    kept += to - from;
    blocks++;
    ends[blocks] = kept;
  };
  for (let from = 0; from < order.length; ) {
    const to = endOfGroup(order, columns, from);
    if (splitting.limit > 0 && to - from > splitting.limit) {
      split.blocks++;
      split.largestBefore = Math.max(split.largestBefore, to - from);
      splitGroup(rows, order, [from, to], splitting, 0, (start, end) => {
        split.largestAfter = Math.max(split.largestAfter, end - start);
        keep(start, end);
      });
    } else keep(from, to);
    from = to;
  }
  const starts = sharedInts(blocks + 1);
  starts.set(ends.subarray(0, blocks + 1));
  const members = sharedInts(kept);
  members.set(order.subarray(0, kept));
  for (let block = 0; block < blocks; block++) {
    const end = starts[block + 1] as number;
    for (let at = starts[block] as number; at < end; at++) {
      blockOf[(members[at] as number) * blockStride + offset] = block + 1;
    }
  }
  return {starts, members, split};
}

function endOfGroup(order: Int32Array, columns: readonly Int32Array[], from: number): number {
  const first = order[from] as number;
  let to = from + 1;
  while (to < order.length) {
    const record = order[to] as number;
    for (let k = 0; k < columns.length; k++) {
      const column = columns[k] as Int32Array;
      if (column[record] !== column[first]) return to;
    }
    to++;
  }
  return to;
}

/**
 * Splits a block by one more key, and its parts by the next, until they are small enough. Records that
 * miss the key stay together: they are a part like the others.
 */
function splitGroup(
  rows: Rows,
  order: Int32Array,
  [from, to]: readonly [number, number],
  splitting: Splitting,
  depth: number,
  keep: (from: number, to: number) => void,
): void {
  const key = splitting.keys[depth];
  if (to - from <= splitting.limit || key === undefined) {
    keep(from, to);
    return;
  }
  const codeOf = (record: number): number => {
    const code = rows.codes[record * rows.stride + key.slot] as number;
    return key.map === null ? code : (key.map[code] as number);
  };
  order.subarray(from, to).sort((a, b) => codeOf(a) - codeOf(b) || a - b);
  for (let start = from; start < to; ) {
    const code = codeOf(order[start] as number);
    let end = start + 1;
    while (end < to && codeOf(order[end] as number) === code) end++;
    splitGroup(rows, order, [start, end], splitting, depth + 1, keep);
    start = end;
  }
}

/** Records of one file, or of both, as the run needs them: the left ones stand first. */
function makesPairs({leftCount, crossing}: Rows, order: Int32Array, from: number, to: number) {
  if (!crossing) return to - from > 1;
  return (order[from] as number) < leftCount && (order[to - 1] as number) >= leftCount;
}

/**
 * Records that have all keys, sorted by them, the first key counting most; and each key's codes.
 * @param ties what orders records whose keys are equal; a record may miss it
 */
export function sortByKeys(
  {codes, stride, count}: Pick<Rows, 'codes' | 'stride' | 'count'>,
  keys: readonly KeyColumn[],
  ties: readonly KeyColumn[] = [],
): {order: Int32Array; columns: Int32Array[]} {
  const columnOf = ({slot, map}: KeyColumn) => {
    const column = new Int32Array(count);
    for (let r = 0; r < count; r++) {
      const code = codes[r * stride + slot] as number;
      column[r] = map === null ? code : (map[code] as number);
    }
    return column;
  };
  const columns = keys.map(columnOf);
  let order: Int32Array = new Int32Array(count);
  let usable = 0;
  for (let r = 0; r < count; r++) {
    let isWhole = true;
    for (let k = 0; k < columns.length; k++) {
      if ((columns[k] as Int32Array)[r] === 0) isWhole = false;
    }
    if (isWhole) order[usable++] = r;
  }
  order = order.subarray(0, usable);
  for (const tie of [...ties].reverse()) order = countingSort(order, columnOf(tie), tie.distinct);
  for (let k = keys.length - 1; k >= 0; k--) {
    order = countingSort(order, columns[k] as Int32Array, (keys[k] as KeyColumn).distinct);
  }
  return {order, columns};
}

function countingSort(order: Int32Array, column: Int32Array, distinct: number): Int32Array {
  const next = new Int32Array(distinct + 2);
  for (let i = 0; i < order.length; i++) {
    const code = (column[order[i] as number] as number) + 1;
    next[code] = (next[code] as number) + 1;
  }
  for (let code = 1; code < next.length; code++) {
    next[code] = (next[code] as number) + (next[code - 1] as number);
  }
  const sorted = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const record = order[i] as number;
    const code = column[record] as number;
    const at = next[code] as number;
    sorted[at] = record;
    next[code] = at + 1;
  }
  return sorted;
}

/** How many members of a block are records of the left file: they stand first. */
export function leftMembers({starts, members}: Blocks, block: number, leftCount: number): number {
  let [low, high] = [starts[block] as number, starts[block + 1] as number];
  const from = low;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((members[middle] as number) < leftCount) low = middle + 1;
    else high = middle;
  }
  return low - from;
}

/** Pairs of a rule, from the sizes of its blocks alone, and its largest blocks. */
export function countPairs(
  blocks: Blocks,
  {leftCount, crossing}: Pick<Rows, 'leftCount' | 'crossing'>,
): {pairs: number; blocks: number; largest: number[]} {
  let pairs = 0;
  const largest: number[] = [];
  const {starts} = blocks;
  for (let block = 0; block + 1 < starts.length; block++) {
    const size = (starts[block + 1] as number) - (starts[block] as number);
    const ours = crossing ? leftMembers(blocks, block, leftCount) : size;
    pairs += crossing ? ours * (size - ours) : (size * (size - 1)) / 2;
    if (largest.length < 5 || size > (largest.at(-1) as number)) {
      largest.push(size);
      largest.sort((a, b) => b - a);
      largest.length = Math.min(5, largest.length);
    }
  }
  return {pairs, blocks: starts.length - 1, largest};
}
