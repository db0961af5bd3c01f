/** Pairs of one cluster that a rule forbids, whether or not they were ever scored. */

import type {Edges, Forbids, Pairs} from './edges.ts';
import {UnionFind} from './union-find.ts';

/** Asks of every pair of records that stand together. What must-links join was decided by people, and is not asked. */
export function forbiddenTogether(
  forest: UnionFind,
  {left, right, weight}: Edges,
  chosen: Int32Array,
  rank: Int32Array,
  forbids: Forbids,
): Pairs {
  const decided = new UnionFind(rank);
  for (const e of chosen) {
    if (weight[e] === Number.POSITIVE_INFINITY)
      decided.unite(left[e] as number, right[e] as number);
  }
  const pairs = {left: [] as number[], right: [] as number[]};
  const count = rank.length;
  // One list per cluster: the record met before this one, or -1.
  const latest = new Int32Array(count).fill(-1);
  const before = new Int32Array(count).fill(-1);
  for (let record = 0; record < count; record++) {
    const root = forest.find(record);
    before[record] = latest[root] as number;
    latest[root] = record;
    for (let other = before[record] as number; other >= 0; other = before[other] as number) {
      if (decided.together(other, record) || forbids(other, record) === undefined) continue;
      pairs.left.push(other);
      pairs.right.push(record);
    }
  }
  return pairs;
}
