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
}

export interface Rows {
  readonly codes: Int32Array;
  readonly stride: number;
  readonly count: number;
  readonly leftCount: number;
  /** Pairs are of one record of each file; else of any two records. */
  readonly crossing: boolean;
}

/**
 * Groups records by the keys of a rule and keeps the groups that make pairs.
 * @param blockOf filled with each record's block, counted from 1; 0 for a record in none. Entry r is at
 *   `r * blockStride + offset`.
 */
export function groupRecords(
  rows: Rows,
  keys: readonly KeyColumn[],
  blockOf: Int32Array,
  blockStride: number,
  offset: number,
): Blocks {
  const groups = keys.reduce<Groups | null>((made, key) => refine(rows, made, key), null);
  if (!groups) throw new TypeError('a rule without keys');
  return keepPairing(rows, groups, blockOf, blockStride, offset);
}

interface Groups {
  /** The group of each record; 0 for none. */
  readonly of: Int32Array;
  /** Groups are numbered from 1 to this. */
  readonly count: number;
}

/** Splits groups by one more key. A missing key takes a record out. */
function refine({codes, stride, count}: Rows, made: Groups | null, key: KeyColumn): Groups {
  const {slot, map, distinct} = key;
  const of = new Int32Array(count);
  if (made === null) {
    for (let r = 0; r < count; r++) {
      const code = codes[r * stride + slot] as number;
      of[r] = map === null ? code : (map[code] as number);
    }
    return {of, count: distinct};
  }
  const pairs = new PairNumbers(count);
  for (let r = 0; r < count; r++) {
    const group = made.of[r] as number;
    if (group === 0) continue;
    const code = codes[r * stride + slot] as number;
    const value = map === null ? code : (map[code] as number);
    if (value !== 0) of[r] = pairs.numberOf(group, value);
  }
  return {of, count: pairs.count};
}

/** Numbers pairs of whole numbers by first appearance: open addressing over flat arrays. */
class PairNumbers {
  count = 0;
  readonly #mask: number;
  readonly #table: Int32Array;
  readonly #first: Int32Array;
  readonly #second: Int32Array;

  constructor(most: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * most)));
    this.#mask = size - 1;
    this.#table = new Int32Array(size);
    this.#first = new Int32Array(most + 1);
    this.#second = new Int32Array(most + 1);
  }

  numberOf(first: number, second: number): number {
    let at = hash(first, second) & this.#mask;
    for (;;) {
      const found = this.#table[at] as number;
      if (found === 0) {
        this.count++;
        this.#table[at] = this.count;
        this.#first[this.count] = first;
        this.#second[this.count] = second;
        return this.count;
      }
      if (this.#first[found] === first && this.#second[found] === second) return found;
      at = (at + 1) & this.#mask;
    }
  }
}

function hash(a: number, b: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return mixed ^ (mixed >>> 13);
}

/** Renumbers the groups that make at least one pair, and lists their members. */
function keepPairing(
  {count, leftCount, crossing}: Rows,
  groups: Groups,
  blockOf: Int32Array,
  blockStride: number,
  offset: number,
): Blocks {
  const left = new Int32Array(groups.count + 1);
  const right = new Int32Array(groups.count + 1);
  const bound = crossing ? leftCount : count;
  tally(groups.of, 0, bound, left);
  tally(groups.of, bound, count, right);
  const renumbered = new Int32Array(groups.count + 1);
  let blocks = 0;
  let total = 0;
  for (let group = 1; group <= groups.count; group++) {
    const [ours, theirs] = [left[group] as number, right[group] as number];
    if (crossing ? ours === 0 || theirs === 0 : ours < 2) continue;
    blocks++;
    renumbered[group] = blocks;
    total += ours + theirs;
  }
  const starts = sharedInts(blocks + 1);
  for (let group = 1; group <= groups.count; group++) {
    const block = renumbered[group] as number;
    if (block > 0) starts[block] = (left[group] as number) + (right[group] as number);
  }
  for (let block = 1; block <= blocks; block++) {
    starts[block] = (starts[block] as number) + (starts[block - 1] as number);
  }
  const members = sharedInts(total);
  const next = starts.slice(0, blocks);
  for (let r = 0; r < count; r++) {
    const block = renumbered[groups.of[r] as number] as number;
    blockOf[r * blockStride + offset] = block;
    if (block === 0) continue;
    const at = next[block - 1] as number;
    members[at] = r;
    next[block - 1] = at + 1;
  }
  return {starts, members};
}

function tally(of: Int32Array, from: number, to: number, into: Int32Array): void {
  for (let r = from; r < to; r++) {
    const group = of[r] as number;
    into[group] = (into[group] as number) + 1;
  }
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
