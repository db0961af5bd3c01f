/** The pairs of a stretch of blocks, each once: by the first rule that finds it. */

import {type Blocks, leftMembers} from '../block/group.ts';

export interface RuleBlocks {
  readonly rules: readonly RuleOfPairs[];
  /** Block, or place in a sorted order, of record r by rule q at `r * rules.length + q`; 0 for none. */
  readonly placeOf: Int32Array;
  readonly leftCount: number;
  readonly crossing: boolean;
}

export interface RuleOfPairs {
  readonly blocks: Blocks;
  /** How many neighbours a record meets; null where it meets its whole block. */
  readonly window: number | null;
}

export class PairSource {
  readonly #rules: RuleBlocks;
  readonly #rule: number;
  readonly #to: number;
  /** The record whose pairs are being made, and the place of its next partner. */
  #place: number;
  #partner = 0;
  #end = 0;
  #block: number;

  constructor(rules: RuleBlocks, rule: number, from: number, to: number) {
    this.#rules = rules;
    this.#rule = rule;
    this.#to = to;
    this.#place = from - 1;
    this.#block = blockAt((rules.rules[rule] as RuleOfPairs).blocks.starts, from);
    this.#next();
  }

  /** Fills both arrays from their start; returns how many pairs, 0 at the end. */
  fill(left: Int32Array, right: Int32Array): number {
    const {rules, placeOf, leftCount, crossing} = this.#rules;
    const {members} = (rules[this.#rule] as RuleOfPairs).blocks;
    const rule = this.#rule;
    const count = rules.length;
    let filled = 0;
    while (this.#place < this.#to) {
      const one = members[this.#place] as number;
      const base = one * count;
      const isLeft = one < leftCount;
      let partner = this.#partner;
      for (; partner < this.#end && filled < left.length; partner++) {
        const other = members[partner] as number;
        if (crossing && isLeft === other < leftCount) continue;
        const otherBase = other * count;
        let isNew = true;
        for (let q = 0; q < rule; q++) {
          const place = placeOf[base + q] as number;
          if (place === 0) continue;
          const otherPlace = placeOf[otherBase + q] as number;
          if (place === otherPlace || this.#areNeighbours(q, place, otherPlace)) {
            isNew = false;
            break;
          }
        }
        if (!isNew) continue;
        left[filled] = Math.min(one, other);
        right[filled] = Math.max(one, other);
        filled++;
      }
      this.#partner = partner;
      if (partner < this.#end) return filled;
      this.#next();
    }
    return filled;
  }

  #areNeighbours(rule: number, place: number, other: number): boolean {
    const {window} = this.#rules.rules[rule] as RuleOfPairs;
    return window !== null && other !== 0 && Math.abs(place - other) <= window;
  }

  /** Goes on to the next record, whose partners stand after it in its block. */
  #next(): void {
    const {rules, leftCount, crossing} = this.#rules;
    const {blocks, window} = rules[this.#rule] as RuleOfPairs;
    this.#place++;
    if (this.#place >= this.#to) return;
    while (this.#place >= (blocks.starts[this.#block + 1] as number)) this.#block++;
    const end = blocks.starts[this.#block + 1] as number;
    this.#end = window === null ? end : Math.min(end, this.#place + 1 + window);
    this.#partner = this.#place + 1;
    if (crossing && window === null) {
      // Records of the left file stand first: their partners are all that follow them.
      const start = blocks.starts[this.#block] as number;
      const isLeft = (blocks.members[this.#place] as number) < leftCount;
      this.#partner = isLeft ? start + leftMembers(blocks, this.#block, leftCount) : this.#end;
    }
  }
}

/** The block that holds a place. */
export function blockAt(starts: Int32Array, place: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] as number) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
