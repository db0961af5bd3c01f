/** Bridges: edges on no cycle, without which a cluster falls in two (Tarjan 1974, doi:10.1016/0020-0190(74)90003-9). */

import type {Edges} from './edges.ts';
import type {UnionFind} from './union-find.ts';

/**
 * Finds the bridges among edges between sets of records, without recursion. Sets are taken as points:
 * what joins their own records is no matter here. An edge inside a set is no bridge.
 * 1. sets are numbered afresh, and each is given its edges;
 * 2. a depth-first walk notes when each set was met, by which edge, and how far back its other
 *    edges reach;
 * 3. in the opposite order, reach and number of records are handed up. An edge below which nothing
 *    reaches further back than its own lower end is a bridge.
 * @returns for each edge the records on the smaller side of it; 0 when it is no bridge
 */
export function bridgesBetween(
  forest: UnionFind,
  edges: Edges,
  chosen: Int32Array,
  count: number,
): Int32Array {
  const graph = graphOf(forest, edges, chosen, count);
  const {order, cameBy, met, reach, start} = walk(graph);
  const below = graph.size;
  const smallerSide = new Int32Array(chosen.length);
  for (let k = order.length - 1; k >= 0; k--) {
    const lower = order[k] as number;
    const by = cameBy[lower] as number;
    if (by < 0) continue;
    const upper = (graph.ends[by] as number) - lower;
    below[upper] = (below[upper] as number) + (below[lower] as number);
    reach[upper] = Math.min(reach[upper] as number, reach[lower] as number);
  }
  for (const lower of order) {
    if ((cameBy[lower] as number) < 0 || reach[lower] !== met[lower]) continue;
    const side = below[lower] as number;
    const other = (below[start[lower] as number] as number) - side;
    smallerSide[cameBy[lower] as number] = Math.min(side, other);
  }
  return smallerSide;
}

interface Graph {
  /** Records of each set. */
  readonly size: Int32Array;
  /** Sum of the two ends of each edge: taking one away leaves the other. */
  readonly ends: Int32Array;
  /** The edges of set `v` are `edgesOf[first[v]]` up to `edgesOf[first[v + 1]]`. */
  readonly first: Int32Array;
  readonly edgesOf: Int32Array;
}

function graphOf(
  forest: UnionFind,
  {left, right}: Edges,
  chosen: Int32Array,
  count: number,
): Graph {
  const n = chosen.length;
  // Numbered from 1 in the order of their edges: 0 has no number yet.
  const numbers = new Int32Array(n > 0 ? count : 0);
  const size: number[] = [];
  const numberOf = (record: number): number => {
    const root = forest.find(record);
    if (numbers[root] === 0) numbers[root] = size.push(forest.sizeOf(root));
    return (numbers[root] as number) - 1;
  };
  const [one, other] = [new Int32Array(n), new Int32Array(n)];
  for (let i = 0; i < n; i++) {
    one[i] = numberOf(left[chosen[i] as number] as number);
    other[i] = numberOf(right[chosen[i] as number] as number);
  }
  const ends = one.map((v, i) => v + (other[i] as number));
  const first = new Int32Array(size.length + 2);
  for (const side of [one, other]) {
    for (let i = 0; i < n; i++) {
      const v = side[i] as number;
      first[v + 2] = (first[v + 2] as number) + 1;
    }
  }
  for (let v = 2; v < first.length; v++) first[v] = (first[v] as number) + (first[v - 1] as number);
  const edgesOf = new Int32Array(2 * n);
  for (const side of [one, other]) {
    for (let i = 0; i < n; i++) {
      const v = side[i] as number;
      const place = first[v + 1] as number;
      edgesOf[place] = i;
      first[v + 1] = place + 1;
    }
  }
  return {size: Int32Array.from(size), ends, first: first.subarray(0, size.length + 1), edgesOf};
}

function walk({ends, first, edgesOf}: Graph) {
  const n = first.length - 1;
  const next = first.slice();
  const cameBy = new Int32Array(n);
  const [met, reach] = [new Int32Array(n).fill(-1), new Int32Array(n)];
  const [order, start, path] = [new Int32Array(n), new Int32Array(n), new Int32Array(n)];
  let time = 0;
  const meet = (v: number, by: number, from: number) => {
    cameBy[v] = by;
    met[v] = time;
    reach[v] = time;
    start[v] = from;
    order[time++] = v;
  };
  for (let from = 0; from < n; from++) {
    if ((met[from] as number) >= 0) continue;
    meet(from, -1, from);
    let depth = 0;
    path[0] = from;
    while (depth >= 0) {
      const v = path[depth] as number;
      const arc = next[v] as number;
      if (arc === first[v + 1]) {
        depth--;
        continue;
      }
      next[v] = arc + 1;
      const by = edgesOf[arc] as number;
      if (by === cameBy[v]) continue;
      const w = (ends[by] as number) - v;
      if ((met[w] as number) >= 0) {
        if ((met[w] as number) < (reach[v] as number)) reach[v] = met[w] as number;
      } else {
        meet(w, by, from);
        path[++depth] = w;
      }
    }
  }
  return {order, cameBy, met, reach, start};
}
