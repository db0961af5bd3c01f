import {describe, expect, it} from 'vitest';
import {commit, opens} from '../../../../src/assurance/audit/commitment.ts';
import {quietEffects} from '../support/logs.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../support/vectors.ts';

describe('a commitment', () => {
  it('opens with its value and its salt, and with nothing else', () => {
    const {commitment, salt} = commit('why we asked', quietEffects());
    expect(opens(commitment, 'why we asked', salt)).toBe(true);
    expect(opens(commitment, 'why we asked.', salt)).toBe(false);
    expect(opens(commitment, 'why we asked', salt.replace(/^./, 'g'))).toBe(false);
    expect(opens(commitment, 'why we asked', salt.slice(2))).toBe(false);
  });

  it('to the same value is another one every time', () => {
    const effects = quietEffects();
    expect(commit('yes', effects).commitment).not.toBe(commit('yes', effects).commitment);
  });

  it('is not found by trying every value once the salt is gone', () => {
    const {commitment} = commit('4217', quietEffects());
    const salts = ['00'.repeat(32), 'ff'.repeat(32)];
    const found = Array.from({length: 10_000}, (_, i) => String(i)).filter((value) =>
      salts.some((salt) => opens(commitment, value, salt)),
    );
    expect(found).toEqual([]);
  });

  it.skipIf(!hasVectors)(`is SHA-256(salt, value) as in the vectors (${WITHOUT_VECTORS})`, () => {
    const {salt_hex, value, commitment_hex} = vectors().commitment_example;
    const randomBytes = () => Buffer.from(salt_hex, 'hex');
    expect(commit(value, {randomBytes})).toEqual({commitment: commitment_hex, salt: salt_hex});
  });
});
