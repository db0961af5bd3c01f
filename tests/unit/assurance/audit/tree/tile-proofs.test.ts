import {createHash} from 'node:crypto';
import {existsSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {encodeBundle} from '../../../../../src/assurance/audit/tree/bundle.ts';
import {growEdge} from '../../../../../src/assurance/audit/tree/edge.ts';
import {
  type Hash,
  leafHash,
  nodeHash,
  splitPoint,
} from '../../../../../src/assurance/audit/tree/merkle.ts';
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from '../../../../../src/assurance/audit/tree/proofs.ts';
import {storedEntry, storedTree} from '../../../../../src/assurance/audit/tree/stored-tree.ts';
import {TileTree} from '../../../../../src/assurance/audit/tree/tile-proofs.ts';
import {tilePath} from '../../../../../src/assurance/audit/tree/tiles.ts';
import {append, openLog, temporaryFolder} from '../../support/logs.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../../support/vectors.ts';

const LARGEST = 256;
const leaves = Array.from({length: 3000}, (_, i) => leafHash(Buffer.from(String(i))));

/** RFC 6962 §2.1 word for word, each range hashed once. */
const known = new Map<string, Hash>();
function root(from: number, to: number): Hash {
  const name = `${from}-${to}`;
  let hash = known.get(name);
  if (!hash) {
    const middle = from + (to - from > 1 ? splitPoint(to - from) : 0);
    hash =
      to - from === 1 ? (leaves[from] as Hash) : nodeHash(root(from, middle), root(middle, to));
    known.set(name, hash);
  }
  return hash;
}

/** A tree in memory, as wide as the stored tree of some size. */
function treeOf(stored: number, reads: string[] = []): TileTree {
  const {tiles} = growEdge(0, [], leaves.slice(0, stored));
  const byPlace = new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
  return new TileTree(async (level, index, atLeast) => {
    reads.push(`${level}/${index}`);
    const hashes = byPlace.get(`${level}/${index}`) ?? [];
    if (hashes.length < atLeast) throw new RangeError('not stored');
    return hashes;
  });
}

const spoiled = (proof: readonly Hash[], bit: number): Hash[] =>
  proof.map((hash, i) => {
    if (i !== bit % proof.length) return hash;
    const copy = Buffer.from(hash);
    copy[bit % 32] = (copy[bit % 32] ?? 0) ^ (1 << (bit % 8));
    return copy;
  });

describe('proofs from tiles', () => {
  it('verify for every leaf of every tree up to 256, and fail when a bit of them is flipped', async () => {
    const tree = treeOf(LARGEST);
    for (let size = 1; size <= LARGEST; size++) {
      expect((await tree.root(size)).equals(root(0, size))).toBe(true);
      for (let index = 0; index < size; index++) {
        const proof = await tree.inclusionProof(index, size);
        const claim = {leaf: leaves[index] as Hash, index, size, root: root(0, size)};
        const bad = spoiled(proof, size * 7 + index);
        const isSpoiled = proof.length > 0 && verifyInclusion(claim, bad);
        if (!verifyInclusion(claim, proof) || isSpoiled) expect([size, index]).toBeNull();
      }
    }
  });

  it('verify for all m up to n up to 256, and fail when a bit of them is flipped', async () => {
    const tree = treeOf(LARGEST);
    for (let size = 1; size <= LARGEST; size++) {
      for (let old = 1; old <= size; old++) {
        const proof = await tree.consistencyProof(old, size);
        const [before, now] = [
          {size: old, root: root(0, old)},
          {size, root: root(0, size)},
        ];
        const bad = spoiled(proof, size * 7 + old);
        const isSpoiled = proof.length > 0 && verifyConsistency(before, now, bad);
        if (!verifyConsistency(before, now, proof) || isSpoiled) expect([old, size]).toBeNull();
      }
    }
  });

  it('are those of the definition: all pairs up to 40, and random ones of larger trees', async () => {
    const pairs: [number, number][] = [];
    for (let n = 1; n <= 40; n++) for (let m = 0; m < n; m++) pairs.push([m, n]);
    const random = fc
      .integer({min: 41, max: leaves.length})
      .chain((n) => fc.tuple(fc.integer({min: 0, max: n - 1}), fc.constant(n)));
    pairs.push(...(fc.sample(random, {numRuns: 60, seed: 7}) as [number, number][]));
    for (const [m, n] of pairs) {
      // Stored as the newest tree, asked about an older one.
      const tree = treeOf(leaves.length);
      expect(await tree.inclusionProof(m, n)).toEqual(inclusionProof(leaves.slice(0, n), m));
      expect(await tree.consistencyProof(m, n)).toEqual(consistencyProof(leaves.slice(0, n), m));
    }
  });

  it('read a few tiles only, and are right above 2^31', async () => {
    // All leaves are alike but one: a subtree's root follows from its height, and from whether that
    // one is in it. So a tree that is too large to store can be read all the same.
    const marked = 2 ** 31 + 77;
    const known = new Map<string, Hash>();
    const rootAt = (height: number, isMarked: boolean): Hash => {
      const name = `${height} ${isMarked}`;
      const below = () => rootAt(height - 1, false);
      const isRight = Math.floor(marked / 2 ** (height - 1)) % 2 === 1;
      const hash =
        known.get(name) ??
        (height === 0
          ? leafHash(Buffer.from(isMarked ? 'marked' : ''))
          : nodeHash(
              isMarked && !isRight ? rootAt(height - 1, true) : below(),
              isMarked && isRight ? rootAt(height - 1, true) : below(),
            ));
      known.set(name, hash);
      return hash;
    };
    const reads: string[] = [];
    const tree = () =>
      new TileTree(async (level, index) => {
        reads.push(`${level}/${index}`);
        const place = Math.floor(marked / 256 ** level);
        return Array.from({length: 256}, (_, i) => rootAt(8 * level, index * 256 + i === place));
      });
    const sizes = [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 33 + 12_345, 2 ** 52 + 3, 2 ** 53 - 1];
    for (const size of sizes) {
      const head = {size, root: await tree().root(size)};
      const indexes = [0, 1, 2 ** 31 - 2, marked, Math.floor(size / 3), size - 2, size - 1];
      for (const index of indexes.filter((one) => one < size)) {
        reads.length = 0;
        const proof = await tree().inclusionProof(index, size);
        expect(reads.length).toBeLessThanOrEqual(2 * 7);
        const leaf = rootAt(0, index === marked);
        expect(verifyInclusion({leaf, index, ...head}, proof)).toBe(true);
        const old = {size: index + 1, root: await tree().root(index + 1)};
        const growth = await tree().consistencyProof(old.size, size);
        expect(verifyConsistency(old, head, growth)).toBe(true);
      }
    }
  });

  it('do not exist for what is outside the tree', async () => {
    const tree = treeOf(10);
    await expect(tree.inclusionProof(10, 10)).rejects.toThrow(RangeError);
    await expect(tree.inclusionProof(-1, 10)).rejects.toThrow(RangeError);
    await expect(tree.inclusionProof(0, 2 ** 53)).rejects.toThrow(RangeError);
    await expect(tree.consistencyProof(11, 10)).rejects.toThrow(RangeError);
    expect(await tree.consistencyProof(0, 10)).toEqual([]);
    expect(await tree.consistencyProof(10, 10)).toEqual([]);
  });

  it.skipIf(!hasVectors)(
    `have the roots, tiles and bundles of 70,000 leaves (${WITHOUT_VECTORS})`,
    async () => {
      const {roots_hex, tiles_sha256_hex, entry_bundles_sha256_hex} = vectors().tile_tree;
      const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
      const entries = Array.from({length: 70_000}, (_, i) => Buffer.from(String(i)));
      const {tiles} = growEdge(0, [], entries.map(leafHash));
      const byPath = new Map(tiles.map((tile) => [tilePath(tile), tile]));
      for (const [path, digest] of Object.entries(tiles_sha256_hex)) {
        expect(sha(Buffer.concat(byPath.get(path)?.hashes ?? []))).toBe(digest);
      }
      for (const [path, digest] of Object.entries(entry_bundles_sha256_hex)) {
        const [, index = '', , width = '256'] = /(\d{3})(\.p\/(\d+))?$/.exec(path) ?? [];
        const first = Number(index) * 256;
        expect(sha(encodeBundle(entries.slice(first, first + Number(width))))).toBe(digest);
      }
      const byPlace = new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
      const tree = new TileTree(async (level, index) => byPlace.get(`${level}/${index}`) ?? []);
      for (const [size, hex] of Object.entries(roots_hex)) {
        expect((await tree.root(Number(size))).toString('hex')).toBe(hex);
      }
    },
  );
});

describe('the stored tree', () => {
  it('proves older sizes after the log has grown past them, and reads on when a tile gives way', async () => {
    const directory = join(temporaryFolder(), 'audit');
    const log = await openLog(directory);
    await append(log, 99);
    const old = await log.publish();
    const tree = storedTree(directory);
    const before = {size: 100, root: await tree.root(100)};
    expect(before.root.toString('base64')).toBe(old.root);
    await append(log, 400);
    const now = await log.close();
    expect(existsSync(join(directory, 'tile/0/000.p/100'))).toBe(false);
    const grown = storedTree(directory);
    const head = {size: 500, root: Buffer.from(now.root, 'base64')};
    expect(verifyConsistency(before, head, await grown.consistencyProof(100, 500))).toBe(true);
    for (const index of [0, 99, 100, 255, 256, 499]) {
      const leaf = leafHash(await storedEntry(directory, index));
      const proof = await grown.inclusionProof(index, 500);
      expect(verifyInclusion({leaf, index, ...head}, proof)).toBe(true);
    }
    // The tree that was opened before the log grew asks for what is there now.
    expect((await tree.root(500)).equals(head.root)).toBe(true);
  });

  it('is broken, and says so, where a tile or an entry is missing', async () => {
    const directory = join(temporaryFolder(), 'audit');
    const log = await openLog(directory);
    await append(log, 300);
    await log.close();
    await expect(storedTree(directory).root(302)).rejects.toMatchObject({code: 'LOG_BROKEN'});
    rmSync(join(directory, 'tile/0/000'));
    await expect(storedTree(directory).inclusionProof(3, 301)).rejects.toMatchObject({
      code: 'LOG_BROKEN',
    });
    await expect(storedEntry(directory, 301)).rejects.toMatchObject({code: 'LOG_BROKEN'});
  });
});
