/** Joining records by edges, and finding the edges again of what they became. */

import {bridgesBetween} from './bridges.ts';
import type {Edges} from './edges.ts';
import type {UnionFind} from './union-find.ts';

/**
 * Joins the records of edges, except by weak bridges that part two groups. What strong edges join is
 * one point to a bridge among weak ones, so that only weak edges between such points are walked.
 */
export function joinUnlessBridge(
  forest: UnionFind,
  edges: Edges,
  chosen: Int32Array,
  count: number,
  strong: number,
): Int32Array {
  const {left, right, weight} = edges;
  const weak = new Int32Array(chosen.length);
  let n = 0;
  for (let i = 0; i < chosen.length; i++) {
    const e = chosen[i] as number;
    if ((weight[e] as number) < strong) weak[n++] = e;
    else forest.unite(left[e] as number, right[e] as number);
  }
  let joins = 0;
  for (let i = 0; i < n; i++) {
    const e = weak[i] as number;
    if (!forest.together(left[e] as number, right[e] as number)) weak[joins++] = e;
  }
  const joining = weak.subarray(0, joins);
  const smallerSide = bridgesBetween(forest, edges, joining, count);
  for (let i = 0; i < joins; i++) {
    const e = joining[i] as number;
    if ((smallerSide[i] as number) < 2) forest.unite(left[e] as number, right[e] as number);
  }
  return joining.filter((_, i) => (smallerSide[i] as number) > 1);
}

/** Edges whose records are together in one of some clusters. */
export function edgesInside(
  forest: UnionFind,
  {left, right}: Edges,
  chosen: Int32Array,
  count: number,
  roots: readonly number[],
): Int32Array {
  if (roots.length === 0) return new Int32Array();
  const isRoot = new Uint8Array(count);
  for (const root of roots) isRoot[root] = 1;
  // A byte per record stays in the cache, where its root would not.
  const isInside = new Uint8Array(count);
  for (let record = 0; record < count; record++) {
    isInside[record] = isRoot[forest.find(record)] as number;
  }
  return chosen.filter(
    (e) =>
      isInside[left[e] as number] === 1 && forest.together(left[e] as number, right[e] as number),
  );
}

/** Roots of the clusters of more than `limit` records. */
export function rootsAbove(forest: UnionFind, count: number, limit: number): number[] {
  const roots: number[] = [];
  for (let record = 0; record < count; record++) {
    if (forest.isRoot(record) && forest.sizeOf(record) > limit) roots.push(record);
  }
  return roots;
}
