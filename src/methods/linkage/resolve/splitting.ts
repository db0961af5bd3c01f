/** Splits clusters that break a rule: their records stand alone, and edges join them again, strongest first. */

import type {Clashes} from './clashes.ts';
import type {Edges} from './edges.ts';
import {UnionFind} from './union-find.ts';

/**
 * Joins what does not clash. Edges of one weight are taken together: sets that clash as a group are
 * not joined at that weight, whichever edge stood first. A must-link joins all the same.
 * @param ordered all edges inside the clusters to split, strongest first
 * @returns one record of each set whose must-links clash
 */
export function splitByClash(
  forest: UnionFind,
  edges: Edges,
  ordered: Int32Array,
  clashes: Clashes,
  rank: Int32Array,
): number[] {
  const trial = new UnionFind(rank);
  const clashing: number[] = [];
  isolate(forest, edges, ordered);
  forEachWeight(edges, ordered, (group, weight) => {
    for (const parts of trialGroups(forest, trial, edges, group)) {
      const [one] = parts as [number, ...number[]];
      const among = (record: number) => trial.together(forest.find(record), one);
      const clash = clashes.among(parts, among);
      for (const part of parts) trial.isolate(part);
      if (clash && weight < Number.POSITIVE_INFINITY) continue;
      if (clash) clashing.push(one);
      parts.reduce((root, part) => {
        const together = forest.unite(root, part);
        clashes.united(together, together === root ? part : root);
        return together;
      });
    }
  });
  return clashing;
}

/** The sets that edges of one weight would make one, by their roots in the forest. */
function trialGroups(
  forest: UnionFind,
  trial: UnionFind,
  {left, right}: Edges,
  group: Int32Array,
): Iterable<number[]> {
  const touched = new Set<number>();
  for (const e of group) {
    const a = forest.find(left[e] as number);
    const b = forest.find(right[e] as number);
    if (a === b) continue;
    touched.add(a).add(b);
    trial.unite(a, b);
  }
  return Map.groupBy(touched, (root) => trial.find(root)).values();
}

/**
 * Raises the threshold inside each cluster until no part has more than `limit` records. Must-links
 * are above every threshold.
 * @returns one record of each set whose must-links alone exceed the limit
 */
export function splitBySize(
  forest: UnionFind,
  edges: Edges,
  ordered: Int32Array,
  limit: number,
  rank: Int32Array,
): number[] {
  const {left, right} = edges;
  const whole = new UnionFind(rank);
  const oversized: number[] = [];
  isolate(forest, edges, ordered);
  forEachWeight(edges, ordered, (group, weight) => {
    const isMust = weight === Number.POSITIVE_INFINITY;
    for (const e of group) whole.unite(left[e] as number, right[e] as number);
    for (const e of group) {
      const l = left[e] as number;
      const fits = whole.sizeOf(l) <= limit;
      if (fits || isMust) forest.unite(l, right[e] as number);
      if (!fits && isMust) oversized.push(l);
    }
  });
  return oversized;
}

/** Leaves every record that has one of the edges alone. */
function isolate(forest: UnionFind, {left, right}: Edges, chosen: Int32Array): void {
  for (const e of chosen) {
    forest.isolate(left[e] as number);
    forest.isolate(right[e] as number);
  }
}

function forEachWeight(
  {weight}: Edges,
  ordered: Int32Array,
  take: (group: Int32Array, weight: number) => void,
): void {
  for (let from = 0, to = 0; from < ordered.length; from = to) {
    const here = weight[ordered[from] as number] as number;
    while (to < ordered.length && weight[ordered[to] as number] === here) to++;
    take(ordered.subarray(from, to), here);
  }
}
