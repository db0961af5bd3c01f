/** Roots and proofs from tiles: a few tiles are read, however large the log is. */

import {foldPeaks, type Hash, rootOf, splitPoint} from './merkle.ts';
import {TILE_WIDTH} from './tiles.ts';

/** Of a tile's height: 2^8 hashes make one hash of the level above. */
const TILE_HEIGHT = 8;

/** Reads at least so many hashes from the start of a tile. */
type ReadHashes = (level: number, index: number, atLeast: number) => Promise<readonly Hash[]>;

/**
 * A tree whose hashes are read as they are needed. Sizes and indexes are divided, never shifted, so
 * that they may pass 2^31. Nothing here is verified: whoever uses a root or proof checks it against
 * a signed root.
 */
export class TileTree {
  readonly #read: ReadHashes;
  /** Roots of perfect subtrees, which are the same in every tree that holds them. */
  readonly #roots = new Map<string, Promise<Hash>>();
  /** The widest reading of each tile. */
  readonly #tiles = new Map<string, Promise<readonly Hash[]>>();

  constructor(read: ReadHashes) {
    this.#read = read;
  }

  root(size: number): Promise<Hash> {
    return this.#range(0, size);
  }

  /** The siblings of a leaf from the bottom up, in the tree of the first `size` leaves. */
  async inclusionProof(index: number, size: number): Promise<Hash[]> {
    if (!isBelow(index, size)) throw new RangeError('the index is outside the tree');
    let [start, end] = [0, size];
    const siblings: Promise<Hash>[] = [];
    while (end - start > 1) {
      const middle = start + splitPoint(end - start);
      siblings.unshift(index < middle ? this.#range(middle, end) : this.#range(start, middle));
      if (index < middle) end = middle;
      else start = middle;
    }
    return Promise.all(siblings);
  }

  /** What shows that the tree of the first `old` leaves is a beginning of that of the first `size`. */
  async consistencyProof(old: number, size: number): Promise<Hash[]> {
    if (old !== size && !isBelow(old, size))
      throw new RangeError('the old size is outside the tree');
    if (old === 0 || old === size) return [];
    let [start, end] = [0, size];
    const hashes: Promise<Hash>[] = [];
    // Down to the subtree that ends where the old tree ended.
    while (old < end) {
      const middle = start + splitPoint(end - start);
      hashes.unshift(old <= middle ? this.#range(middle, end) : this.#range(start, middle));
      if (old <= middle) end = middle;
      else start = middle;
    }
    // If that is the whole old tree, its root is known already.
    return Promise.all(start === 0 ? hashes : [this.#range(start, end), ...hashes]);
  }

  /** The root over leaves from `start` up to `end`; `start` is where a subtree of that size begins. */
  async #range(start: number, end: number): Promise<Hash> {
    const peaks: Promise<Hash>[] = [];
    for (let at = start; at < end; ) {
      const height = Math.floor(Math.log2(end - at));
      // The logarithm of a large number may round up to the next power.
      const exact = 2 ** height <= end - at ? height : height - 1;
      peaks.push(this.#perfect(exact, at / 2 ** exact));
      at += 2 ** exact;
    }
    return foldPeaks(await Promise.all(peaks));
  }

  /** The root of the perfect subtree of 2^height leaves that is the index-th of its height. */
  #perfect(height: number, index: number): Promise<Hash> {
    const name = `${height}/${index}`;
    const root = this.#roots.get(name) ?? this.#rootOf(height, index);
    this.#roots.set(name, root);
    return root;
  }

  async #rootOf(height: number, index: number): Promise<Hash> {
    const level = Math.floor(height / TILE_HEIGHT);
    const width = 2 ** (height % TILE_HEIGHT);
    const first = index * width;
    const tile = Math.floor(first / TILE_WIDTH);
    const from = first - tile * TILE_WIDTH;
    const hashes = await this.#tile(level, tile, from + width);
    return rootOf(hashes.slice(from, from + width));
  }

  async #tile(level: number, index: number, atLeast: number): Promise<readonly Hash[]> {
    const name = `${level}/${index}`;
    // Looked up before anything is awaited: who comes meanwhile waits for the same reading.
    const earlier = this.#tiles.get(name);
    const known = earlier && (await earlier);
    if (known && known.length >= atLeast) return known;
    const read = this.#read(level, index, atLeast);
    this.#tiles.set(name, read);
    return read;
  }
}

const isBelow = (index: number, size: number): boolean =>
  Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
