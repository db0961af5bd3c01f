/** Dates compared as packed digits: edits, swapped day and month, parts that agree. */

import {isOneEdit} from '../strings/date-digits.ts';

/** Days in a unit, as Splink counts them. */
export const DAYS_PER = {day: 1, month: 30.4375, year: 365.25} as const;

/** The last digit of the year and the first of the month; of the month, and of the day. */
const YEAR_TO_MONTH = 0x000f_f000;
const MONTH_TO_DAY = 0x0000_0ff0;

/** One edit between ISO dates as text: digits on both sides of a hyphen are no neighbours. */
export function isOneIsoEdit(a: number, b: number): boolean {
  if (!isOneEdit(a, b)) return false;
  const differing = a ^ b;
  if (differing === 0) return true;
  const lowest = (31 - Math.clz32(differing & -differing)) & ~3;
  if (differing >>> lowest < 0x10) return true;
  return (differing & YEAR_TO_MONTH) !== differing && (differing & MONTH_TO_DAY) !== differing;
}

export const areSwapped = (a: number, b: number): boolean =>
  (((a & 0xff) << 8) | ((a >>> 8) & 0xff) | (a & 0xffff_0000)) === b;

/** How many of year, month and day are equal. */
export function agreeingParts(a: number, b: number): number {
  const differing = a ^ b;
  return (
    Number((differing & 0xff) === 0) +
    Number((differing & 0xff00) === 0) +
    Number((differing & 0xffff_0000) === 0)
  );
}
