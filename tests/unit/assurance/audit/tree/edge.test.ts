import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {encodeBundle} from '../../../../../src/assurance/audit/tree/bundle.ts';
import {type Edge, edgeRoot, growEdge} from '../../../../../src/assurance/audit/tree/edge.ts';
import {leafHash, rootOf} from '../../../../../src/assurance/audit/tree/merkle.ts';
import {levelsOf, tilePath} from '../../../../../src/assurance/audit/tree/tiles.ts';
import {sha256} from '../../../../../src/kernel/digests.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../../support/vectors.ts';

const entries = Array.from({length: 70_000}, (_, i) => Buffer.from(String(i)));
const leaves = entries.map(leafHash);

describe('the edge of the tile tree', () => {
  it('has the root of the tree, however it grew', () => {
    const steps = fc.array(fc.oneof(fc.nat(3), fc.nat(300), fc.constant(256)), {maxLength: 8});
    fc.assert(
      fc.property(steps, (counts) => {
        let size = 0;
        let edge: Edge = [];
        for (const count of counts) {
          ({size, edge} = growEdge(size, edge, leaves.slice(size, size + count)));
        }
        expect(edgeRoot(edge)).toEqual(rootOf(leaves.slice(0, size)));
        expect(edge.map((hashes) => hashes.length)).toEqual(
          edge.map((_, level) => levelsOf(size)[level]?.partial ?? 0),
        );
      }),
      {numRuns: 60},
    );
  });

  it.skipIf(!hasVectors)(`writes the tiles of the vectors (${WITHOUT_VECTORS})`, () => {
    const {tile_tree} = vectors();
    const written = new Map<string, string>();
    let size = 0;
    let edge: Edge = [];
    for (const until of [1, 256, 1000, 65_536, 70_000]) {
      const growth = growEdge(size, edge, leaves.slice(size, until));
      ({size, edge} = growth);
      for (const tile of growth.tiles) {
        written.set(tilePath(tile), sha256(Buffer.concat(tile.hashes)));
      }
      expect(edgeRoot(edge).toString('hex')).toBe(tile_tree.roots_hex[String(size)]);
    }
    for (const [path, digest] of Object.entries(tile_tree.tiles_sha256_hex)) {
      expect([path, written.get(path)]).toEqual([path, digest]);
    }
    const bundles = tile_tree.entry_bundles_sha256_hex;
    expect(sha256(encodeBundle(entries.slice(0, 256)))).toBe(bundles['tile/entries/000']);
    expect(sha256(encodeBundle(entries.slice(273 * 256)))).toBe(bundles['tile/entries/273.p/112']);
  });
});
