import {describe, expect, it} from 'vitest';
import {digestOf, isDigest, sha256} from '../../../src/kernel/digests.ts';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('SHA-256', () => {
  it('agrees with FIPS 180-4, of text and of bytes', () => {
    expect(sha256('')).toBe(EMPTY);
    expect(sha256('abc')).toBe(ABC);
    expect(sha256(new Uint8Array([97, 98, 99]))).toBe(ABC);
  });

  it('takes text as UTF-8', () => {
    expect(sha256('ŵ')).toBe(sha256(new Uint8Array([0xc5, 0xb5])));
  });
});

describe('the digest of a definition', () => {
  it('does not change with the order of keys', () => {
    expect(digestOf({a: 1, b: [1, 2]})).toBe(digestOf({b: [1, 2], a: 1}));
    expect(digestOf({})).toBe(sha256('{}'));
  });

  it('changes with any value, and with the order of a list', () => {
    const digests = [{a: 1}, {a: '1'}, {a: null}, {a: [1, 2]}, {a: [2, 1]}, {b: 1}].map(digestOf);
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('a digest', () => {
  it('is 64 lower-case hexadecimal digits and nothing else', () => {
    expect(isDigest(EMPTY)).toBe(true);
    for (const other of [
      '',
      EMPTY.slice(1),
      EMPTY.toUpperCase(),
      `${EMPTY}\n`,
      `g${EMPTY.slice(1)}`,
    ]) {
      expect(isDigest(other)).toBe(false);
    }
  });
});
