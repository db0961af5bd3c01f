/** Inclusion and consistency proofs of RFC 6962 §2.1, and the iterative verifiers of RFC 9162 §2.1. */

import {EMPTY_ROOT, HASH_BYTES, type Hash, nodeHash, rootOf, splitPoint} from './merkle.ts';

/** The siblings from leaf to root: what an outsider needs to see that the leaf is in the tree. */
export function inclusionProof(leaves: readonly Hash[], index: number): Hash[] {
  const n = leaves.length;
  if (!(Number.isSafeInteger(index) && index >= 0 && index < n)) {
    throw new RangeError('the index is outside the tree');
  }
  if (n === 1) return [];
  const k = splitPoint(n);
  return index < k
    ? [...inclusionProof(leaves.slice(0, k), index), rootOf(leaves.slice(k))]
    : [...inclusionProof(leaves.slice(k), index - k), rootOf(leaves.slice(0, k))];
}

/** What shows that the tree of the first `old` leaves is a beginning of the tree of all of them. */
export function consistencyProof(leaves: readonly Hash[], old: number): Hash[] {
  if (!(Number.isSafeInteger(old) && old >= 0 && old <= leaves.length)) {
    throw new RangeError('the old size is outside the tree');
  }
  return old === 0 || old === leaves.length ? [] : subproof(leaves, old, true);
}

/** `whole`: the old tree is all of these leaves' ancestors so far, so its root is known already. */
function subproof(leaves: readonly Hash[], old: number, whole: boolean): Hash[] {
  const n = leaves.length;
  if (old === n) return whole ? [] : [rootOf(leaves)];
  const k = splitPoint(n);
  return old <= k
    ? [...subproof(leaves.slice(0, k), old, whole), rootOf(leaves.slice(k))]
    : [...subproof(leaves.slice(k), old - k, false), rootOf(leaves.slice(0, k))];
}

const isHash = (bytes: Uint8Array): boolean => bytes.length === HASH_BYTES;
const half = (n: number): number => Math.floor(n / 2);

/** RFC 9162 §2.1.3.2. */
export function verifyInclusion(
  claim: {readonly leaf: Hash; readonly index: number; readonly size: number; readonly root: Hash},
  proof: readonly Hash[],
): boolean {
  const {leaf, index, size, root} = claim;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size)) return false;
  if (index < 0 || index >= size || ![leaf, root, ...proof].every(isHash)) return false;
  let at = index;
  let last = size - 1;
  let computed = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      computed = nodeHash(sibling, computed);
      while (at % 2 === 0 && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      computed = nodeHash(computed, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && computed.equals(root);
}

/** A tree head: how many leaves, and their root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/** RFC 9162 §2.1.4.2. */
export function verifyConsistency(old: TreeHead, now: TreeHead, proof: readonly Hash[]): boolean {
  if (!Number.isSafeInteger(old.size) || !Number.isSafeInteger(now.size)) return false;
  if (old.size < 0 || old.size > now.size) return false;
  if (![old.root, now.root, ...proof].every(isHash)) return false;
  if (old.size === 0) {
    const fromEmpty = proof.length === 0 && old.root.equals(EMPTY_ROOT);
    return fromEmpty && (now.size > 0 || now.root.equals(EMPTY_ROOT));
  }
  if (old.size === now.size) return proof.length === 0 && old.root.equals(now.root);
  let at = old.size - 1;
  let last = now.size - 1;
  while (at % 2 === 1) {
    at = half(at);
    last = half(last);
  }
  // A perfect old tree is a subtree of the new one: its root is the first hash and is left out.
  const path = at === 0 ? [old.root, ...proof] : proof;
  const [first, ...rest] = path;
  if (!first || (at === 0 && proof.length === 0)) return false;
  let oldRoot = first;
  let newRoot = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldRoot = nodeHash(sibling, oldRoot);
      newRoot = nodeHash(sibling, newRoot);
      while (at % 2 === 0 && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      newRoot = nodeHash(newRoot, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && oldRoot.equals(old.root) && newRoot.equals(now.root);
}
