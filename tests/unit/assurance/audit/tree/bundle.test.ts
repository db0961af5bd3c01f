import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {decodeBundle, encodeBundle} from '../../../../../src/assurance/audit/tree/bundle.ts';
import {INPUTS} from '../rfc6962.ts';

// The bundle of the eight classic inputs.
const BUNDLE =
  '00000001000001100002202100023031000440414243000850515253545556570010606162636465666768696a6b6c6d6e6f';

describe('an entry bundle', () => {
  it('is each entry behind its length', () => {
    expect(encodeBundle(INPUTS).toString('hex')).toBe(BUNDLE);
  });

  it('gives back what went in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({maxLength: 400}), {maxLength: 256}), (entries) => {
        const decoded = decodeBundle(encodeBundle(entries));
        expect(decoded.left).toBe(0);
        expect(decoded.entries.map((entry) => [...entry])).toEqual(entries.map((e) => [...e]));
      }),
    );
  });

  it('says how many bytes at its end are not a whole entry', () => {
    const cut = Buffer.from(BUNDLE, 'hex').subarray(0, -1);
    expect(decodeBundle(cut)).toMatchObject({left: 17});
    expect(decodeBundle(cut).entries).toHaveLength(7);
  });
});
