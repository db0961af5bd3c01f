import {expect, it} from 'vitest';
import {
  dayNumber,
  isOneEdit,
  packDate,
} from '../../../../../src/methods/linkage/strings/date-digits.ts';

it('packs a date as its digits', () => {
  expect(packDate(1980, 5, 12)).toBe(0x19800512);
  expect(packDate(9999, 12, 31) >>> 0).toBe(0x99991231);
});

it.each([
  [0x19800512, 0x19800512, true],
  [0x19800512, 0x19800521, true],
  [0x19800512, 0x19800912, true],
  [0x91800512, 0x19800512, true],
  [0x19800512, 0x18900512, true],
  [0x19800512, 0x19801205, false],
  [0x19800512, 0x19800543, false],
  [0x19800512, 0x59800412, false],
])('decides whether two dates are one edit apart', (a, b, isOne) => {
  expect([isOneEdit(a, b), isOneEdit(b, a)]).toEqual([isOne, isOne]);
});

it('numbers days from 1970, leap years and years before it included', () => {
  expect(dayNumber(1970, 1, 1)).toBe(0);
  expect(dayNumber(1969, 12, 31)).toBe(-1);
  expect(dayNumber(2000, 2, 29)).toBe(11_016);
  expect(dayNumber(1900, 3, 1) - dayNumber(1900, 2, 28)).toBe(1);
});
