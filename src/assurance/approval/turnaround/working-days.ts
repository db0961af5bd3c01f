/** Days between two days: all of them, and Mondays to Fridays. Holidays are not known here. */

import {dayNumber, type IsoDay} from '../../../kernel/dates.ts';

export interface Days {
  readonly days: number;
  readonly workingDays: number;
}

export const NO_DAYS: Days = {days: 0, workingDays: 0};

/** The first day does not count, the last does; so spans that follow one another add up. */
export const daysBetween = (from: IsoDay, to: IsoDay): Days => ({
  days: dayNumber(to) - dayNumber(from),
  workingDays: weekdaysUpTo(dayNumber(to)) - weekdaysUpTo(dayNumber(from)),
});

export const addDays = (a: Days, b: Days): Days => ({
  days: a.days + b.days,
  workingDays: a.workingDays + b.workingDays,
});

/** Weekdays from Monday, 29 December 1969, up to and with a day. */
function weekdaysUpTo(day: number): number {
  // 1970-01-01 was a Thursday, three days after that Monday.
  const sinceMonday = day + 3;
  const weeks = Math.floor(sinceMonday / 7);
  return weeks * 5 + Math.min(5, sinceMonday - weeks * 7 + 1);
}
