/** The Merkle tree of RFC 6962 §2.1: hashes, roots and the compact range that grows them. */

import {hash} from 'node:crypto';

export type Hash = Buffer;

export const HASH_BYTES = 32;

export const hashBytes = (bytes: Uint8Array | string): Hash => hash('sha256', bytes, 'buffer');

/** SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Hash {
  const prefixed = Buffer.allocUnsafe(entry.length + 1);
  prefixed[0] = 0;
  prefixed.set(entry, 1);
  return hashBytes(prefixed);
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  const both = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  both[0] = 1;
  both.set(left, 1);
  both.set(right, 1 + HASH_BYTES);
  return hashBytes(both);
}

/** The root of no leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Hash = hashBytes('');

/** The largest power of two below n, for n > 1. */
export function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/**
 * A tree that only grows: the roots of its perfect subtrees, largest first. Bit i of the size is
 * set exactly when there is a subtree of 2^i leaves, so an append merges once per trailing 1-bit.
 */
export class CompactRange {
  #size = 0;
  readonly #peaks: Hash[] = [];

  get size(): number {
    return this.#size;
  }

  append(leaf: Hash): void {
    let peak = leaf;
    // Division, not shifts: they stop at 2^31.
    for (let n = this.#size; n % 2 === 1; n = (n - 1) / 2) {
      peak = nodeHash(this.#peaks.pop() as Hash, peak);
    }
    this.#peaks.push(peak);
    this.#size++;
  }

  root(): Hash {
    return foldPeaks(this.#peaks);
  }

  /** The peaks, largest subtree first. */
  peaks(): readonly Hash[] {
    return this.#peaks;
  }
}

/** The root over perfect subtrees, largest first: the smallest are joined first. */
export function foldPeaks(peaks: readonly Hash[]): Hash {
  let root: Hash | undefined;
  for (let i = peaks.length - 1; i >= 0; i--) {
    const peak = peaks[i] as Hash;
    root = root ? nodeHash(peak, root) : peak;
  }
  return root ?? EMPTY_ROOT;
}

/** The root over leaf hashes. */
export function rootOf(leaves: Iterable<Hash>): Hash {
  const range = new CompactRange();
  for (const leaf of leaves) range.append(leaf);
  return range.root();
}
