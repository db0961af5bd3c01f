/** One-to-one links between two files, as a whole: no link is decided without those it excludes. */

import {settle, solveContested} from './contested.ts';
import {type Edges, edgesAtLeast, type Records} from './edges.ts';
import {strongestFirst} from './strongest-first.ts';

/** Records that compete in one group: up to here the best set of links is computed, beyond it they are held. */
export const CONTESTED_LIMIT = 200;

export interface OneToOneRules {
  /** Least weight of a link, in bits. */
  readonly theta: number;
  /**
   * Which file holds each person once; both, if not told. Where the left file has no duplicates, a
   * right record links to at most one left record; where the right file has none, a left record
   * links to at most one right record. Where neither is, every edge of weight θ and above is a link.
   */
  readonly duplicateFree?: {readonly left: boolean; readonly right: boolean};
  readonly sizeCap?: number;
}

export interface OneToOne {
  /** Edges that are links, ascending. */
  readonly kept: Int32Array;
  /** Edges that compete in groups too large to solve, and must-links that exclude one another, ascending. */
  readonly held: Int32Array;
  readonly counts: {
    /** Groups of records whose links compete so that taking the strongest first proves nothing. */
    readonly components: number;
    readonly solvedExactly: number;
    /** Those in which the exact solution has more weight. */
    readonly improved: number;
  };
}

/**
 * Finds the links with the greatest sum of (weight − θ), between a left and a right file:
 * 1. edges are taken strongest first, whenever their records are free;
 * 2. a link that outweighs the best rivals of both its records together is in some best solution,
 *    and is settled; so are those that this leaves without rivals, and so on;
 * 3. what is still contested falls into groups, each solved exactly as an assignment. The solution
 *    is used when it gains, and never if its sum of weights is below that of the first step.
 * Where only one file is free of duplicates, the first step is already the best solution.
 */
export function linkOneToOne(edges: Edges, records: Records, rules: OneToOneRules): OneToOne {
  const {theta, duplicateFree = {left: true, right: true}, sizeCap = CONTESTED_LIMIT} = rules;
  const {open, exclusive} = withoutContradictions(edges, records, theta, duplicateFree);
  const order = strongestFirst(edges, records, open);
  const isKept = takeGreedily(edges, records, order, duplicateFree);
  const both = duplicateFree.left && duplicateFree.right;
  const contested = both ? settle(edges, records, theta, order, isKept) : new Int32Array();
  const {held, counts} = solveContested(edges, records, theta, sizeCap, contested, isKept);
  return {
    kept: open.filter((e) => isKept[e] === 1),
    held: Int32Array.from([...exclusive, ...held]).sort(),
    counts,
  };
}

function takeGreedily(
  {length, left, right}: Edges,
  {count}: Records,
  order: Int32Array,
  duplicateFree: {readonly left: boolean; readonly right: boolean},
): Uint8Array {
  const isKept = new Uint8Array(length);
  const isTaken = new Uint8Array(count);
  for (const e of order) {
    const l = left[e] as number;
    const r = right[e] as number;
    if (duplicateFree.right && isTaken[l]) continue;
    if (duplicateFree.left && isTaken[r]) continue;
    isKept[e] = 1;
    isTaken[l] = 1;
    isTaken[r] = 1;
  }
  return isKept;
}

/** Leaves out edges inside one file, and must-links that exclude one another with all edges of their records. */
function withoutContradictions(
  edges: Edges,
  {count, leftCount}: Records,
  theta: number,
  duplicateFree: {readonly left: boolean; readonly right: boolean},
): {open: Int32Array; exclusive: Int32Array} {
  const {left, right, weight} = edges;
  const chosen = edgesAtLeast(edges, theta).filter(
    (e) => (left[e] as number) < leftCount && (right[e] as number) >= leftCount,
  );
  const musts = chosen.filter((e) => weight[e] === Number.POSITIVE_INFINITY);
  if (musts.length === 0) return {open: chosen, exclusive: musts};
  const times = new Int32Array(count);
  for (const e of musts) {
    for (const record of [left[e] as number, right[e] as number]) {
      times[record] = (times[record] as number) + 1;
    }
  }
  const exclusive = musts.filter(
    (e) =>
      (duplicateFree.right && (times[left[e] as number] as number) > 1) ||
      (duplicateFree.left && (times[right[e] as number] as number) > 1),
  );
  const isBlocked = new Uint8Array(count);
  for (const e of exclusive) {
    isBlocked[left[e] as number] = 1;
    isBlocked[right[e] as number] = 1;
  }
  const open = chosen.filter(
    (e) => !isBlocked[left[e] as number] && !isBlocked[right[e] as number],
  );
  return {open, exclusive};
}
