/** Dates as eight decimal digits in one integer, four bits a digit: yyyymmdd. */

/** The digits of a date, as an Int32; 1980-05-12 is 0x19800512. */
export const packDate = (year: number, month: number, day: number): number =>
  (fourDigits(year) << 16) | (twoDigits(month) << 8) | twoDigits(day);

const twoDigits = (number: number): number => (Math.trunc(number / 10) << 4) | (number % 10);

const fourDigits = (number: number): number =>
  (twoDigits(Math.trunc(number / 100)) << 8) | twoDigits(number % 100);

/**
 * Whether the digits are equal, or differ in one place, or by a swap of two neighbours: Damerau and
 * Levenshtein's distance of at most 1, since texts of one length have no single insertion between them.
 */
export function isOneEdit(a: number, b: number): boolean {
  const differing = a ^ b;
  if (differing === 0) return true;
  const lowest = (31 - Math.clz32(differing & -differing)) & ~3;
  const span = differing >>> lowest;
  if (span < 0x10) return true;
  if (span > 0xff) return false;
  const one = (a >>> lowest) & 0xff;
  const other = (b >>> lowest) & 0xff;
  return one === ((other >>> 4) | ((other & 0xf) << 4));
}

/**
 * Days since 1970-01-01 in the proleptic Gregorian calendar. A year is taken to start in March, so that
 * the leap day is its last and the months before one have 153 days in every five.
 */
export function dayNumber(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.trunc((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * marchYear + leapDays + dayOfYear - 719_468;
}
