/** Contested links: where taking the strongest first may not be best, and what is. */

import {assign} from './assignment.ts';
import type {Edges, Records} from './edges.ts';
import {UnionFind} from './union-find.ts';

/** Sums that differ by less are one sum, added in another order. */
const EQUAL_BITS = 1e-9;

/**
 * Settles every link that outweighs the best rivals of both its records together: putting it in the
 * place of those two loses nothing. Its rivals go with it, which may settle others.
 * @param order all edges, strongest first, with those taken marked in `isKept`
 * @returns the edges between records that are not settled, in the same order
 */
export function settle(
  {left, right, weight}: Edges,
  {count}: Records,
  theta: number,
  order: Int32Array,
  isKept: Uint8Array,
): Int32Array {
  const rival = new Float64Array(count);
  const isSettled = new Uint8Array(count);
  let open = order;
  for (let before = -1; before !== open.length; ) {
    before = open.length;
    for (const e of open) {
      rival[left[e] as number] = 0;
      rival[right[e] as number] = 0;
    }
    // From the weakest up, so that the last to be written is the best.
    for (let i = open.length - 1; i >= 0; i--) {
      const e = open[i] as number;
      if (isKept[e]) continue;
      rival[left[e] as number] = (weight[e] as number) - theta;
      rival[right[e] as number] = (weight[e] as number) - theta;
    }
    for (const e of open) {
      if (!isKept[e]) continue;
      const l = left[e] as number;
      const r = right[e] as number;
      if ((rival[l] as number) + (rival[r] as number) > (weight[e] as number) - theta) continue;
      isSettled[l] = 1;
      isSettled[r] = 1;
    }
    open = open.filter((e) => !isSettled[left[e] as number] && !isSettled[right[e] as number]);
  }
  return open;
}

/** Solves each group of contested edges, and marks the result in `isKept`; groups beyond the cap are held. */
export function solveContested(
  edges: Edges,
  {count, rank}: Records,
  theta: number,
  sizeCap: number,
  contested: Int32Array,
  isKept: Uint8Array,
): {held: number[]; counts: {components: number; solvedExactly: number; improved: number}} {
  const {left, right} = edges;
  const counts = {components: 0, solvedExactly: 0, improved: 0};
  const held: number[] = [];
  if (contested.length === 0) return {held, counts};
  const forest = new UnionFind(rank);
  for (const e of contested) forest.unite(left[e] as number, right[e] as number);
  const groups = groupsOf(edges, forest, contested, count);
  const place = new Int32Array(count);
  counts.components = groups.length;
  for (const group of groups) {
    if (forest.sizeOf(left[group[0] as number] as number) > sizeCap) {
      for (const e of group) isKept[e] = 0;
      held.push(...group);
      continue;
    }
    counts.solvedExactly++;
    const greedy = group.filter((e) => isKept[e]);
    const best = bestLinks(edges, theta, group, place);
    if (!gains(edges, theta, best, greedy)) continue;
    counts.improved++;
    for (const e of greedy) isKept[e] = 0;
    for (const e of best) isKept[e] = 1;
  }
  return {held, counts};
}

/** Edges by their set in the forest, each group in the order given. */
function groupsOf(
  {left}: Edges,
  forest: UnionFind,
  chosen: Int32Array,
  count: number,
): Int32Array[] {
  const number = new Int32Array(count);
  const size: number[] = [];
  const groupOf = chosen.map((e) => {
    const root = forest.find(left[e] as number);
    if (number[root] === 0) number[root] = size.push(0);
    const group = (number[root] as number) - 1;
    size[group] = (size[group] as number) + 1;
    return group;
  });
  const groups = size.map((n) => new Int32Array(n));
  const filled = new Int32Array(groups.length);
  for (let i = 0; i < chosen.length; i++) {
    const group = groupOf[i] as number;
    const at = filled[group] as number;
    (groups[group] as Int32Array)[at] = chosen[i] as number;
    filled[group] = at + 1;
  }
  return groups;
}

/** Whether links have a greater sum of (weight − θ), and no smaller sum of weights. */
function gains({weight}: Edges, theta: number, links: Int32Array, than: Int32Array): boolean {
  const sum = (some: Int32Array) => some.reduce((all, e) => all + (weight[e] as number), 0);
  const [ours, theirs] = [sum(links), sum(than)];
  const gain = ours - theta * links.length - (theirs - theta * than.length);
  return gain > EQUAL_BITS && ours >= theirs;
}

/**
 * The links of a group with the greatest sum of (weight − θ). Records are numbered as their
 * strongest edges come, which no order of rows can change.
 * @param place zeros, one for each record; zeros again afterwards
 */
function bestLinks(
  {left, right, weight}: Edges,
  theta: number,
  group: Int32Array,
  place: Int32Array,
): Int32Array {
  let [lefts, rights] = [0, 0];
  for (const e of group) {
    if (place[left[e] as number] === 0) place[left[e] as number] = ++lefts;
    if (place[right[e] as number] === 0) place[right[e] as number] = ++rights;
  }
  const [rows, columns] = [Math.min(lefts, rights), Math.max(lefts, rights)];
  const benefit = new Float64Array(rows * columns);
  const edgeAt = new Int32Array(rows * columns).fill(-1);
  for (const e of group) {
    const l = (place[left[e] as number] as number) - 1;
    const r = (place[right[e] as number] as number) - 1;
    const cell = lefts <= rights ? l * columns + r : r * columns + l;
    benefit[cell] = (weight[e] as number) - theta;
    edgeAt[cell] = e;
  }
  for (const e of group) {
    place[left[e] as number] = 0;
    place[right[e] as number] = 0;
  }
  // A row whose column has no edge to it stays unlinked: such pairs have no benefit.
  return assign(benefit, rows, columns)
    .map((column, row) => edgeAt[row * columns + column] as number)
    .filter((e) => e >= 0);
}
