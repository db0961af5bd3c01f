/** Laws of days that hold for every day of two centuries. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  addMonths,
  completedAge,
  dayFromNumber,
  dayNumber,
  type IsoDay,
  parseIsoDay,
  weekOfBirth,
} from '../../src/kernel/dates.ts';

const FIRST = dayNumber('1890-01-01' as IsoDay);
const LAST = dayNumber('2100-12-31' as IsoDay);
const days = fc.integer({min: FIRST, max: LAST}).map(dayFromNumber);

describe('days', () => {
  it('are read as they are written, one after the other', () => {
    for (let n = FIRST; n <= LAST; n++) {
      const day = dayFromNumber(n);
      if (parseIsoDay(day) !== day || dayNumber(day) !== n) expect.fail(`day ${n} changes`);
    }
  });

  it('that do not exist are refused: of 31 × 12 days of each year, just those of the calendar stay', () => {
    const two = (n: number) => String(n).padStart(2, '0');
    for (let year = 1896; year <= 1905; year++) {
      const read: string[] = [];
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${two(month)}-${two(day)}`;
          if (parseIsoDay(text) !== null) read.push(text);
        }
      }
      const isLeap = year % 4 === 0 && year !== 1900;
      expect(read).toHaveLength(isLeap ? 366 : 365);
    }
  });
});

describe('the week of birth', () => {
  it('is a Monday, the day itself or one of the six before it', () => {
    fc.assert(
      fc.property(days, (birth) => {
        const monday = weekOfBirth(birth);
        expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1);
        const before = dayNumber(birth) - dayNumber(monday);
        expect(before).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThanOrEqual(6);
        expect(weekOfBirth(monday)).toBe(monday);
      }),
      {numRuns: 3_000, seed: 19},
    );
  });
});

describe('completed age', () => {
  it('grows by one on each birthday and at no other time', () => {
    fc.assert(
      fc.property(days, fc.integer({min: 0, max: 40_000}), (birth, later) => {
        const on = dayFromNumber(dayNumber(birth) + later);
        const age = completedAge(birth, on);
        // The birthday: the same day of the month so many years later, or 1 March for 29 February.
        expect(addMonths(birth, age * 12) <= on).toBe(true);
        expect(addMonths(birth, (age + 1) * 12) > on).toBe(true);
      }),
      {numRuns: 3_000, seed: 23},
    );
  });
});

describe('adding months', () => {
  it('keeps the day of the month, or gives the first of the month after', () => {
    fc.assert(
      fc.property(days, fc.integer({min: -600, max: 600}), (day, months) => {
        const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
        const [y = 0, m = 0, d = 0] = addMonths(day, months).split('-').map(Number);
        const moved = y * 12 + m - (year * 12 + month);
        expect(d === date ? moved === months : d === 1 && moved === months + 1).toBe(true);
      }),
      {numRuns: 3_000, seed: 29},
    );
  });
});
