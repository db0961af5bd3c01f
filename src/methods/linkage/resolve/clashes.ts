/** Clashes: what one person cannot be, when sets of records are about to become one. */

import type {Pairs} from './edges.ts';
import type {UnionFind} from './union-find.ts';

/** Told of every union, so that a set answers for all of its records. Sets go by their roots. */
export interface Clashes {
  /** Roots of sets that clash within themselves. */
  within(forest: UnionFind): Iterable<number>;
  /** Whether sets would clash as one; `isAmong` says whether a record is in any of them. */
  among(roots: Iterable<number>, isAmong: (record: number) => boolean): boolean;
  united(root: number, other: number): void;
}

const SEVERAL = -1;

/** Two different identity numbers clash; 0 is none. */
export function identityClashes(identity: Int32Array): Clashes {
  const code = identity.slice();
  const both = (a: number, b: number) => (a === 0 ? b : b === 0 || a === b ? a : SEVERAL);
  return {
    *within(forest) {
      const seen = new Int32Array(identity.length);
      for (let record = 0; record < identity.length; record++) {
        const own = identity[record] as number;
        if (own === 0) continue;
        const root = forest.find(record);
        if (seen[root] === SEVERAL) continue;
        seen[root] = both(seen[root] as number, own);
        if (seen[root] === SEVERAL) yield root;
      }
    },
    among(roots) {
      let all = 0;
      for (const root of roots) all = both(all, code[root] as number);
      return all === SEVERAL;
    },
    united(root, other) {
      code[root] = both(code[root] as number, code[other] as number);
    },
  };
}

/** Two records of a pair clash. Each set has a list of the records that its own must not meet. */
export function pairClashes(pairs: Pairs, count: number): Clashes {
  const n = pairs.left.length;
  const first = new Int32Array(count).fill(-1);
  const last = new Int32Array(count).fill(-1);
  const foe = new Int32Array(2 * n);
  const next = new Int32Array(2 * n).fill(-1);
  const append = (root: number, from: number, to: number) => {
    if ((first[root] as number) < 0) first[root] = from;
    else next[last[root] as number] = from;
    last[root] = to;
  };
  for (let i = 0; i < 2 * n; i++) {
    const [of, against] = i < n ? [pairs.left, pairs.right] : [pairs.right, pairs.left];
    foe[i] = against[i % n] as number;
    append(of[i % n] as number, i, i);
  }
  return {
    *within(forest) {
      for (let i = 0; i < n; i++) {
        const root = forest.find(pairs.left[i] as number);
        if (root === forest.find(pairs.right[i] as number)) yield root;
      }
    },
    among(roots, isAmong) {
      for (const root of roots) {
        for (let i = first[root] as number; i >= 0; i = next[i] as number) {
          if (isAmong(foe[i] as number)) return true;
        }
      }
      return false;
    },
    united(root, other) {
      if ((first[other] as number) >= 0) {
        append(root, first[other] as number, last[other] as number);
      }
    },
  };
}
