import {describe, expect, it} from 'vitest';
import {
  CompactRange,
  EMPTY_ROOT,
  leafHash,
  rootOf,
} from '../../../../../src/assurance/audit/tree/merkle.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../../support/vectors.ts';
import {INPUTS, ROOTS} from '../rfc6962.ts';

describe('the Merkle tree', () => {
  it('has the roots of RFC 6962 over the eight classic inputs', () => {
    const leaves = INPUTS.map(leafHash);
    for (const [size, root] of ROOTS.entries()) {
      expect(rootOf(leaves.slice(0, size)).toString('hex')).toBe(root);
    }
  });

  it('has the SHA-256 of nothing as its root when it is empty', () => {
    expect(new CompactRange().root()).toEqual(EMPTY_ROOT);
  });

  it('does not give the root that merkletreejs gives', () => {
    expect(rootOf(INPUTS.slice(0, 5).map(leafHash)).toString('hex')).not.toMatch(/^1745315d/);
  });

  it.skipIf(!hasVectors)(`agrees with every leaf hash and root (${WITHOUT_VECTORS})`, () => {
    const {rfc6962, tile_tree} = vectors();
    const leaves = rfc6962.inputs_hex.map((hex) => leafHash(Buffer.from(hex, 'hex')));
    expect(leaves.map((leaf) => leaf.toString('hex'))).toEqual(rfc6962.leaf_hashes_hex);
    const range = new CompactRange();
    for (let i = 0; i < 70_000; i++) {
      range.append(leafHash(Buffer.from(String(i))));
      const expected = tile_tree.roots_hex[String(range.size)];
      if (expected) expect(range.root().toString('hex')).toBe(expected);
    }
  });
});
