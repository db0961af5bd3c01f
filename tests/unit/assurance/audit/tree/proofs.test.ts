import {describe, expect, it} from 'vitest';
import {
  EMPTY_ROOT,
  type Hash,
  leafHash,
  rootOf,
} from '../../../../../src/assurance/audit/tree/merkle.ts';
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from '../../../../../src/assurance/audit/tree/proofs.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../../support/vectors.ts';
import {INPUTS} from '../rfc6962.ts';

const LARGEST = 64;
const leaves = Array.from({length: LARGEST}, (_, i) => leafHash(Buffer.from(String(i))));
const roots = Array.from({length: LARGEST + 1}, (_, n) => rootOf(leaves.slice(0, n)));
const root = (size: number): Hash => roots[size] as Hash;
const leaf = (index: number): Hash => leaves[index] as Hash;
const hex = (proof: readonly Hash[]) => proof.map((hash) => hash.toString('hex'));

/** Every proof that differs from a good one by one changed, missing or added hash. */
function spoiled(proof: readonly Hash[]): Hash[][] {
  const changed = proof.map((_, i) => proof.map((h, j) => (i === j ? flipped(h) : h)));
  const missing = proof.map((_, i) => proof.filter((_, j) => i !== j));
  return [...changed, ...missing, [...proof, leaf(0)], [leaf(0), ...proof]];
}

function flipped(hash: Hash): Hash {
  const copy = Buffer.from(hash);
  copy[7] = (copy[7] ?? 0) ^ 1;
  return copy;
}

describe('an inclusion proof', () => {
  it('verifies for every leaf of every tree up to 64, and only as it is', () => {
    for (let size = 1; size <= LARGEST; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(leaves.slice(0, size), index);
        const claim = {leaf: leaf(index), index, size, root: root(size)};
        expect(verifyInclusion(claim, proof)).toBe(true);
        const lies = [
          {...claim, leaf: flipped(claim.leaf)},
          {...claim, root: flipped(claim.root)},
          {...claim, index: index + 1},
          {...claim, index: size},
          {...claim, index: -1},
        ];
        expect(lies.some((lie) => verifyInclusion(lie, proof))).toBe(false);
        expect(spoiled(proof).some((bad) => verifyInclusion(claim, bad))).toBe(false);
      }
    }
  });

  it('does not exist for a leaf outside the tree', () => {
    expect(() => inclusionProof(leaves, LARGEST)).toThrow(RangeError);
    expect(() => inclusionProof([], 0)).toThrow(RangeError);
  });

  it.skipIf(!hasVectors)(`is that of RFC 6962 (${WITHOUT_VECTORS})`, () => {
    const classic = INPUTS.map(leafHash);
    for (const {index, size, proof_hex} of vectors().rfc6962.inclusion_proofs) {
      expect(hex(inclusionProof(classic.slice(0, size), index))).toEqual(proof_hex);
    }
  });
});

describe('a consistency proof', () => {
  it('verifies for all m up to n up to 64, and only as it is', () => {
    for (let size = 1; size <= LARGEST; size++) {
      for (let old = 1; old <= size; old++) {
        const proof = consistencyProof(leaves.slice(0, size), old);
        const [before, now] = [
          {size: old, root: root(old)},
          {size, root: root(size)},
        ];
        expect(verifyConsistency(before, now, proof)).toBe(true);
        expect(verifyConsistency({size: old, root: flipped(root(old))}, now, proof)).toBe(false);
        expect(verifyConsistency(before, {size, root: flipped(root(size))}, proof)).toBe(false);
        expect(spoiled(proof).some((bad) => verifyConsistency(before, now, bad))).toBe(false);
      }
    }
  });

  it('refuses a tree that shrank', () => {
    const proof = consistencyProof(leaves.slice(0, 8), 3);
    expect(verifyConsistency({size: 8, root: root(8)}, {size: 3, root: root(3)}, proof)).toBe(
      false,
    );
  });

  it('from the empty tree is empty', () => {
    const empty = {size: 0, root: EMPTY_ROOT};
    expect(verifyConsistency(empty, {size: 8, root: root(8)}, [])).toBe(true);
    expect(verifyConsistency(empty, {size: 8, root: root(8)}, [leaf(0)])).toBe(false);
    expect(verifyConsistency({size: 0, root: root(1)}, {size: 8, root: root(8)}, [])).toBe(false);
    expect(verifyConsistency(empty, {size: 0, root: root(1)}, [])).toBe(false);
  });

  it.skipIf(!hasVectors)(`is that of RFC 6962 (${WITHOUT_VECTORS})`, () => {
    const classic = INPUTS.map(leafHash);
    for (const {old, new: size, proof_hex} of vectors().rfc6962.consistency_proofs) {
      expect(hex(consistencyProof(classic.slice(0, size), old))).toEqual(proof_hex);
    }
  });
});
