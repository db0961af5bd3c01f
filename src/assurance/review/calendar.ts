/** What time it is where somebody works, and whether that day is a working day. */

import {dayFromNumber, dayNumber, type IsoDay} from '../../kernel/dates.ts';

const MS_PER_MINUTE = 60_000;
export const MINUTES_PER_DAY = 1_440;
/** Clocks are put forward or back at a quarter of an hour, wherever they are. */
const QUARTER = 15;

export interface LocalTime {
  /** Whole days since 1970-01-01. */
  readonly day: number;
  /** Minutes since midnight. */
  readonly minute: number;
}

/** The clock of one time zone. Each quarter of an hour is looked up once: a log has a million entries. */
export class LocalClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  at(ms: number): LocalTime {
    const utc = Math.floor(ms / MS_PER_MINUTE);
    const local = utc + this.#offset(utc - (utc % QUARTER));
    const day = Math.floor(local / MINUTES_PER_DAY);
    return {day, minute: local - day * MINUTES_PER_DAY};
  }

  #offset(quarter: number): number {
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const parts = new Map(
      this.#format.formatToParts(quarter * MS_PER_MINUTE).map(({type, value}) => [type, value]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
    const day = dayNumber(`${part('year')}-${part('month')}-${part('day')}` as IsoDay);
    const local = day * MINUTES_PER_DAY + Number(part('hour')) * 60 + Number(part('minute'));
    this.#offsets.set(quarter, local - quarter);
    return local - quarter;
  }
}

/** Monday to Friday, without bank holidays. */
export class WorkingDays {
  readonly #holidays: ReadonlySet<number>;

  constructor(bankHolidays: readonly string[]) {
    this.#holidays = new Set(bankHolidays.map((day) => dayNumber(day as IsoDay)));
  }

  has(day: number): boolean {
    // 1970-01-01 was a Thursday, so Monday is 0 here.
    return (day + 3) % 7 < 5 && !this.#holidays.has(day);
  }
}

/** `07:30` as minutes since midnight. */
export const minuteOf = (time: string): number =>
  Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

export const timeOfMinute = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** `3 March 2026`. */
export function dayInWords(day: IsoDay): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

/** `Tuesday 3 March 2026`. */
export const weekdayInWords = (day: number): string =>
  `${WEEKDAYS[(day + 3) % 7]} ${dayInWords(dayFromNumber(day))}`;
