/** Numbers as people read them; never rounded to more than they are. */

import type {Share} from '../evaluate/wilson.ts';

const WHOLE = new Intl.NumberFormat('en-GB', {maximumFractionDigits: 0});

/** What stands where there is no number. */
export const NONE = '–';

export const count = (n: number): string => WHOLE.format(n);

/** One decimal, and more close to 0 and 100, so that nearly all is never written as all. */
export function percent(share: number | null): string {
  if (share === null) return NONE;
  const points = 100 * share;
  if (points === 0 || points === 100) return `${points} %`;
  for (const digits of [1, 2, 3]) {
    const text = points.toFixed(digits);
    if (Number(text) !== 0 && Number(text) !== 100) return `${text} %`;
  }
  return points < 50 ? '< 0.001 %' : '> 99.999 %';
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A share between 0 and 1 as analysts read it: four decimals, or a power of ten. */
export function fraction(share: number | null): string {
  if (share === null) return NONE;
  if (share > 0 && share < 0.001) {
    const [digits, power] = share.toExponential(1).split('e-');
    return `${digits} × 10⁻${[...(power ?? '')].map((d) => RAISED[Number(d)]).join('')}`;
  }
  const text = share.toFixed(4);
  return text === '1.0000' && share < 1 ? '> 0.9999' : text;
}

/** Bits with their sign, a true minus. */
export function bits(weight: number, digits = 1): string {
  const text = Math.abs(weight).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${weight < 0 ? '−' : '+'}${text}`;
}

/** A threshold or a bound in bits, without a plus. */
export const plainBits = (weight: number): string =>
  `${weight < 0 ? '−' : ''}${Number(Math.abs(weight).toFixed(2))}`;

export function interval({low, high}: Pick<Share, 'low' | 'high'>): string {
  const [from, to] = [percent(low), percent(high)];
  return `${from.replace(' %', '')} to ${to}`;
}

/** A share with its interval, for running text. */
export const withInterval = (share: Share): string =>
  share.share === null ? NONE : `${percent(share.share)} (${interval(share)})`;

export const seconds = (s: number): string =>
  s >= 120 ? `${count(s / 60)} min` : `${s >= 10 ? s.toFixed(0) : s.toFixed(2)} s`;

export const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** An ISO date, in words. */
export function inWords(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${date} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}
