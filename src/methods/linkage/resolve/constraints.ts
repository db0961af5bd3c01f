/** Constraints: what people have decided about pairs, and what can be nobody, put into scored pairs. */

import type {Edges, Forbids, Pairs, Records} from './edges.ts';
import {UnionFind} from './union-find.ts';

export interface Constraints {
  /** Pairs that are one person: decided by people, or by law. */
  readonly mustLink?: Pairs;
  /** Pairs that are not one person: likewise. */
  readonly cannotLink?: Pairs;
  /** Rules of the possible; what people decided goes before them. */
  readonly forbids?: Forbids;
  /** The person of each right record; a cannot-link then holds for all records of that person. */
  readonly personOf?: Int32Array;
}

export type Constrained =
  | {
      readonly status: 'applied';
      /** Without forbidden pairs; must-links have weight +Infinity, those never scored at the end. */
      readonly edges: Edges;
      /** Edges taken out by cannot-links, and by reason by `forbids`. */
      readonly removed: ReadonlyMap<string, number>;
      /** Must-links that were scored, and those that had to be added. */
      readonly mustLinks: {readonly raised: number; readonly added: number};
      /** Must-links that a rule would have forbidden, by reason. */
      readonly overruled: ReadonlyMap<string, number>;
    }
  | {
      readonly status: 'contradiction';
      /** Cannot-links between records that must-links make one person, by their place in `cannotLink`. */
      readonly conflicts: readonly number[];
    };

/** The reason under which edges removed by cannot-links are counted. */
export const CANNOT_LINK = 'cannot_link';

/**
 * Applies constraints once, for every resolver. A weight of +Infinity is above every threshold,
 * leads over every other, is taken first in one-to-one, and is never cut from a cluster.
 */
export function applyConstraints(
  edges: Edges,
  records: Records,
  constraints: Constraints,
): Constrained {
  const {mustLink, cannotLink, forbids, personOf} = constraints;
  const conflicts = contradictions(records, constraints);
  if (conflicts.length > 0) return {status: 'contradiction', conflicts};

  const must = pairSet(records, mustLink);
  const cannot = pairSet(records, cannotLink, personOf);
  const removed = new Map<string, number>();
  const overruled = new Map<string, number>();
  const room = edges.length + must.size;
  const [left, right] = [new Int32Array(room), new Int32Array(room)];
  const weight = new Float64Array(room);
  let length = 0;
  const keep = (l: number, r: number, bits: number) => {
    left[length] = l;
    right[length] = r;
    weight[length++] = bits;
  };
  let raised = 0;
  for (let e = 0; e < edges.length; e++) {
    const l = edges.left[e] as number;
    const r = edges.right[e] as number;
    const isMust = must.take(l, r);
    const reason = cannot.has(l, r) ? CANNOT_LINK : forbids?.(l, r);
    if (isMust) raised++;
    if (reason !== undefined) count(isMust ? overruled : removed, reason);
    if (isMust) keep(l, r, Number.POSITIVE_INFINITY);
    else if (reason === undefined) keep(l, r, edges.weight[e] as number);
  }
  const added = must.rest();
  for (const [l, r] of added) {
    const reason = forbids?.(l, r);
    if (reason !== undefined) count(overruled, reason);
    keep(l, r, Number.POSITIVE_INFINITY);
  }
  return {
    status: 'applied',
    edges: {
      length,
      left: left.subarray(0, length),
      right: right.subarray(0, length),
      weight: weight.subarray(0, length),
    },
    removed,
    mustLinks: {raised, added: added.length},
    overruled,
  };
}

const count = (counts: Map<string, number>, reason: string): void => {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
};

/** Cannot-links whose records are one person by must-links, directly or through others. */
function contradictions(records: Records, constraints: Constraints): number[] {
  const {mustLink, cannotLink, personOf} = constraints;
  if (!mustLink || !cannotLink) return [];
  const forest = new UnionFind(records.rank);
  const firstOf = new Map<number, number>();
  for (let r = records.leftCount; personOf && r < records.count; r++) {
    const person = personOf[r] as number;
    const first = firstOf.get(person);
    if (first === undefined) firstOf.set(person, r);
    else forest.unite(first, r);
  }
  for (let i = 0; i < mustLink.left.length; i++) {
    forest.unite(mustLink.left[i] as number, mustLink.right[i] as number);
  }
  return Array.from(cannotLink.left, (_, i) => i).filter((i) =>
    forest.together(cannotLink.left[i] as number, cannotLink.right[i] as number),
  );
}

/** Pairs in either order; with `personOf`, the right record stands for its person. */
function pairSet({count, leftCount}: Records, pairs: Pairs | undefined, personOf?: Int32Array) {
  const touched = new Uint8Array(count);
  const keys = new Set<number>();
  const keyOf = (l: number, r: number) =>
    l * 2 ** 31 + (personOf && r >= leftCount ? (personOf[r] as number) : r);
  for (let i = 0; i < (pairs?.left.length ?? 0); i++) {
    const [a, b] = [pairs?.left[i] as number, pairs?.right[i] as number];
    if (a === b) continue;
    const l = Math.min(a, b);
    touched[l] = 1;
    keys.add(keyOf(l, Math.max(a, b)));
  }
  const has = (l: number, r: number) => touched[l] === 1 && keys.has(keyOf(l, r));
  return {
    size: keys.size,
    has,
    /** Whether the pair is there; once taken it is not. */
    take: (l: number, r: number) => has(l, r) && keys.delete(keyOf(l, r)),
    rest: () => [...keys].map((key) => [Math.floor(key / 2 ** 31), key % 2 ** 31] as const),
  };
}
