/** Calendar days as ISO text, and the few rules about them that the whole project shares. */

import type {Brand} from './brand.ts';

/** A calendar day, `YYYY-MM-DD`, that exists. */
export type IsoDay = Brand<string, 'IsoDay'>;
/** A moment in UTC, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export type Instant = Brand<string, 'Instant'>;

const MS_PER_DAY = 86_400_000;

/** Parses a day strictly: `2023-02-30` is not rolled over but refused with `null`. */
export function parseIsoDay(text: string): IsoDay | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms)) return null;
  return new Date(ms).toISOString().startsWith(text) ? (text as IsoDay) : null;
}

/** Milliseconds since 1970 as an instant; the clock itself lives at the edge. */
export const instant = (ms: number): Instant => new Date(ms).toISOString() as Instant;

/** The UTC day of an instant. */
export const dayOf = (at: Instant): IsoDay => at.slice(0, 10) as IsoDay;

/** Whole days since 1970-01-01. */
export const dayNumber = (day: IsoDay): number => Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;

export const dayFromNumber = (days: number): IsoDay =>
  new Date(days * MS_PER_DAY).toISOString().slice(0, 10) as IsoDay;

/** The Monday of the ISO week that holds the day: all that leaves the third party of a birth date. */
export function weekOfBirth(birth: IsoDay): IsoDay {
  const days = dayNumber(birth);
  // 1970-01-01 was a Thursday, so day -3 was a Monday.
  return dayFromNumber(days - ((((days + 3) % 7) + 7) % 7));
}

/**
 * Completed years on a day. Someone born on 29 February has their birthday on 1 March in common
 * years; DuckDB's `datesub` puts it on 28 February.
 */
export function completedAge(birth: IsoDay, on: IsoDay): number {
  const years = Number(on.slice(0, 4)) - Number(birth.slice(0, 4));
  return on.slice(5) < birth.slice(5) ? years - 1 : years;
}

/**
 * The same day of the month, so many months later; a day that does not exist there rolls to the
 * first of the next month (29 February 2004 plus a year is 1 March 2005).
 */
export function addMonths(day: IsoDay, months: number): IsoDay {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const index = year * 12 + (month - 1) + months;
  const [y, m] = [Math.floor(index / 12), index - Math.floor(index / 12) * 12];
  const lastDay = new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
  const ms = date <= lastDay ? Date.UTC(y, m, date) : Date.UTC(y, m + 1, 1);
  return new Date(ms).toISOString().slice(0, 10) as IsoDay;
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Whether a year, month and day are a day of the proleptic Gregorian calendar. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
  return Number.isInteger(day) && day >= 1 && day <= days;
}
