/** The clock of a rehearsal: days pass between its scenes, and never backwards. */

import {type Instant, instant} from '../../kernel/dates.ts';

const MS_PER_DAY = 86_400_000;
/** People decide in office hours. */
const MORNING_MS = 9 * 3_600_000;

export interface Clock {
  /** The instant for `--at`; undefined where the real clock is right. */
  now(): Instant | undefined;
  /** Goes on to the morning of a day, unless it is past already. */
  goTo(day: number): void;
  /** Something took so long, or ended then. */
  pass(ms: number): void;
  reach(at: Instant | undefined): void;
}

export const REAL_CLOCK: Clock = {
  now: () => undefined,
  goTo: () => undefined,
  pass: () => undefined,
  reach: () => undefined,
};

/** @param from the day on which it starts, `YYYY-MM-DD` */
export function simulatedClock(from: string): Clock {
  const start = Date.parse(`${from}T00:00:00Z`) + MORNING_MS;
  let now = start;
  const atLeast = (ms: number) => {
    now = Math.max(now, ms);
  };
  return {
    now: () => instant(now),
    goTo: (day) => atLeast(start + day * MS_PER_DAY),
    pass: (ms) => {
      now += Math.ceil(ms);
    },
    reach: (at) => atLeast(at === undefined ? now : Date.parse(at)),
  };
}
