import {describe, expect, it} from 'vitest';
import {checkDigit, isUuid, readNhsNumber, uuidFromBytes} from '../../../src/kernel/ids.ts';

// Linkage reference §6.2; none of these was ever a person's.
const VALID = [
  '9434765919',
  '9990000018',
  '9990000026',
  '9990000034',
  '9990000050',
  '9990123454',
] as const;

describe('reading an NHS number', () => {
  it('accepts numbers with the right check digit, and returns them as ten digits', () => {
    for (const value of VALID) expect(readNhsNumber(value).status).toBe('valid');
    expect(readNhsNumber(VALID[0])).toEqual({status: 'valid', value: VALID[0]});
  });

  it('removes blanks and hyphens wherever they stand', () => {
    for (const value of VALID) {
      const [a, b, c] = [value.slice(0, 3), value.slice(3, 6), value.slice(6)];
      for (const written of [
        `${a} ${b} ${c}`,
        `${a}-${b}-${c}`,
        ` ${value}\t`,
        `${a}\u00a0${b}${c}`,
      ]) {
        expect(readNhsNumber(written)).toEqual({status: 'valid', value});
      }
    }
  });

  it('refuses every other tenth digit', () => {
    for (const value of VALID) {
      const accepted = [...'0123456789'].filter(
        (digit) => readNhsNumber(value.slice(0, 9) + digit).status === 'valid',
      );
      expect(accepted).toEqual([value[9]]);
    }
  });

  it.each(['999000000', '123456789'])('finds no valid tenth digit for %s', (nineDigits) => {
    expect(checkDigit(nineDigits)).toBe(10);
    for (let digit = 0; digit <= 9; digit++) {
      expect(readNhsNumber(`${nineDigits}${digit}`)).toEqual({status: 'invalid'});
    }
  });

  it('refuses ten equal digits, though their sum is right', () => {
    for (let digit = 0; digit <= 9; digit++) {
      const nine = String(digit).repeat(9);
      expect(checkDigit(nine)).toBe(digit);
      expect(readNhsNumber(`${nine}${digit}`)).toEqual({status: 'invalid'});
    }
  });

  it('takes eleven for zero: a sum of a multiple of eleven asks for a zero', () => {
    expect(checkDigit('000000000')).toBe(0);
    expect(readNhsNumber('9990000050').status).toBe('valid');
  });

  it('tells what is missing from what is invalid', () => {
    for (const nothing of [null, undefined, '', '  ', '-', ' - ']) {
      expect(readNhsNumber(nothing)).toEqual({status: 'missing'});
    }
    for (const something of ['943476591', '94347659190', '943476591O', 'unknown', '9434765919.0']) {
      expect(readNhsNumber(something)).toEqual({status: 'invalid'});
    }
  });
});

describe('a UUID from bytes', () => {
  it('prints all 128 bits as they are, with no version or variant set', () => {
    expect(uuidFromBytes(new Uint8Array(16))).toBe('00000000-0000-0000-0000-000000000000');
    expect(uuidFromBytes(new Uint8Array(16).fill(255))).toBe(
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    );
    expect(uuidFromBytes(Uint8Array.from({length: 16}, (_, i) => i * 17))).toBe(
      '00112233-4455-6677-8899-aabbccddeeff',
    );
  });

  it('reads a part of a larger buffer from where that part begins', () => {
    const large = Uint8Array.from({length: 48}, (_, i) => i);
    expect(uuidFromBytes(large.subarray(16, 32))).toBe('10111213-1415-1617-1819-1a1b1c1d1e1f');
  });

  it('takes the first sixteen of more bytes', () => {
    const digest = Uint8Array.from({length: 32}, (_, i) => i);
    expect(uuidFromBytes(digest)).toBe(uuidFromBytes(digest.subarray(0, 16)));
  });

  it('has the shape that isUuid asks for, and nothing else has', () => {
    expect(isUuid(uuidFromBytes(new Uint8Array(16).fill(171)))).toBe(true);
    for (const other of [
      '',
      'AABBCCDD-0000-0000-0000-000000000000',
      'aabbccdd000000000000000000000000',
      'aabbccdd-0000-0000-0000-00000000000',
      'x aabbccdd-0000-0000-0000-000000000000',
      'aabbccdd-0000-0000-0000-000000000000\n',
    ]) {
      expect(isUuid(other)).toBe(false);
    }
  });
});
