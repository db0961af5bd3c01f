/**
 * Clusters the records of one person where there is no spine: what edges connect, unless a guard
 * finds that two people were connected. Every record is in one cluster.
 */

import {type Clashes, identityClashes, pairClashes} from './clashes.ts';
import {type Edges, edgesAtLeast, type Forbids, type Pairs, type Records} from './edges.ts';
import {forbiddenTogether} from './forbidden-together.ts';
import {edgesInside, joinUnlessBridge, rootsAbove} from './joining.ts';
import {splitByClash, splitBySize} from './splitting.ts';
import {strongestFirst} from './strongest-first.ts';
import {UnionFind} from './union-find.ts';

/** A bridge has to be this much stronger than a link, in bits (linkage reference R41). */
export const BRIDGE_GUARD = 5;
/** More records than one person leaves behind in a file: such a cluster is a default value at work. */
export const CLUSTER_LIMIT = 100;

export interface ClusterRules {
  /** Least weight of a link, in bits. */
  readonly theta: number;
  readonly guard?: number;
  readonly sizeLimit?: number;
  /** A code for each record's valid identity number; 0 is none. */
  readonly identity?: Int32Array;
  /** Pairs that are never one person, whether scored or not. */
  readonly apart?: Pairs;
  /** Asked of every pair of each cluster, since records can meet through a third. */
  readonly forbids?: Forbids;
}

export interface Clusters {
  /** For each record the smallest-ranked record of its cluster. */
  readonly clusterOf: Int32Array;
  /** Edges of weight θ and above whose records are not together, by the guard that parted them. */
  readonly cuts: {
    readonly bridges: Int32Array;
    readonly byIdentity: Int32Array;
    readonly byConstraint: Int32Array;
    readonly bySize: Int32Array;
  };
  /**
   * Records for a person to decide, ascending: those that a cut left alone, unless a number of their
   * own says who they are; and those that must-links keep in a cluster which breaks a rule.
   */
  readonly held: Int32Array;
}

/**
 * Connects edges of weight θ and above, then guards:
 * 1. bridges below θ + guard are cut, all at once, where at least two records stand on either side.
 *    A record that hangs on a single edge is the ordinary bad duplicate of a good record; two
 *    groups that hang on one weak edge are ordinary people who have met;
 * 2. clusters with two identity numbers, or with two records that are kept apart, are joined anew,
 *    strongest first, except for what clashes;
 * 3. clusters above the size limit lose their weakest edges until every part obeys;
 * 4. clusters that hold a forbidden pair are joined anew, as in 2.
 */
export const cluster = (edges: Edges, records: Records, rules: ClusterRules): Clusters =>
  clusterAmong(edges, records, edgesAtLeast(edges, rules.theta), rules);

/**
 * Clusters at several thresholds, in the order they are given. Each cluster of a higher threshold
 * lies within one of every lower: edges that a lower one has cut are not used again.
 */
export function clustersAt(
  edges: Edges,
  records: Records,
  thetas: readonly number[],
  rules: Omit<ClusterRules, 'theta'> = {},
): Clusters[] {
  const at = new Map<number, Clusters>();
  let clusterOf = new Int32Array(records.count);
  for (const theta of [...thetas].sort((a, b) => a - b)) {
    const chosen = edgesAtLeast(edges, theta);
    let n = 0;
    for (let i = 0; i < chosen.length; i++) {
      const e = chosen[i] as number;
      const isInside = clusterOf[edges.left[e] as number] === clusterOf[edges.right[e] as number];
      if (isInside) chosen[n++] = e;
    }
    const clusters = clusterAmong(edges, records, chosen.subarray(0, n), {...rules, theta});
    clusterOf = clusters.clusterOf as Int32Array<ArrayBuffer>;
    at.set(theta, clusters);
  }
  return thetas.map((theta) => at.get(theta) as Clusters);
}

function clusterAmong(
  edges: Edges,
  records: Records,
  chosen: Int32Array,
  {theta, guard = BRIDGE_GUARD, sizeLimit = CLUSTER_LIMIT, identity, apart, forbids}: ClusterRules,
): Clusters {
  const {left, right} = edges;
  const {count, rank} = records;
  const forest = new UnionFind(rank);
  const bridges = joinUnlessBridge(forest, edges, chosen, count, theta + guard);

  const broken: number[] = [];
  const split = (
    roots: readonly number[],
    by: (ordered: Int32Array) => readonly number[],
  ): Int32Array => {
    const inside = edgesInside(forest, edges, chosen, count, roots);
    broken.push(...by(strongestFirst(edges, records, inside)));
    return inside.filter((e) => !forest.together(left[e] as number, right[e] as number));
  };
  const splitClashes = (clashes: Clashes | undefined): Int32Array =>
    clashes
      ? split([...clashes.within(forest)], (ordered) =>
          splitByClash(forest, edges, ordered, clashes, rank),
        )
      : new Int32Array();
  const byIdentity = splitClashes(identity && identityClashes(identity));
  const byApart = splitClashes(apart && pairClashes(apart, count));
  const bySize = split(rootsAbove(forest, count, sizeLimit), (ordered) =>
    splitBySize(forest, edges, ordered, sizeLimit, rank),
  );
  const forbidden = forbids && forbiddenTogether(forest, edges, chosen, rank, forbids);
  const byForbidden = splitClashes(forbidden && pairClashes(forbidden, count));

  const byConstraint = Int32Array.from([...byApart, ...byForbidden]).sort();
  const cuts = {bridges, byIdentity: byIdentity.sort(), byConstraint, bySize: bySize.sort()};
  const held = heldRecords(forest, edges, Object.values(cuts), broken, records, identity);
  return {clusterOf: forest.roots(), cuts, held};
}

function heldRecords(
  forest: UnionFind,
  {left, right}: Edges,
  cuts: readonly Int32Array[],
  broken: readonly number[],
  {count}: Records,
  identity: Int32Array | undefined,
): Int32Array {
  const held = new Set<number>();
  for (const some of cuts) {
    for (const e of some) {
      for (const record of [left[e] as number, right[e] as number]) {
        if (forest.sizeOf(record) === 1 && !identity?.[record]) held.add(record);
      }
    }
  }
  const brokenRoots = new Set(broken.map((record) => forest.find(record)));
  for (let record = 0; brokenRoots.size > 0 && record < count; record++) {
    if (brokenRoots.has(forest.find(record))) held.add(record);
  }
  return Int32Array.from(held).sort();
}
