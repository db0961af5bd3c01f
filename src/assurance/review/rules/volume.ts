/**
 * AR03: far more uses of data in a day than the person's own habit. Robust z-score: 0.6745 (x −
 * median) ÷ MAD, over the active days of the weeks before (Iglewicz and Hoaglin 1993).
 */

import {isUse} from '../acts.ts';
import {weekdayInWords} from '../calendar.ts';
import {EntryRun, type Finding, plural, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';

/** The median absolute deviation of a normal distribution is so many standard deviations. */
const MAD_PER_SD = 0.6745;

interface ActiveDay {
  readonly day: number;
  uses: number;
}

interface Habit {
  /** Active days of the baseline, oldest first; today is not among them. */
  readonly before: ActiveDay[];
  readonly today: ActiveDay;
  readonly entries: EntryRun;
  readonly project: string | null;
  /** Null while there are too few active days to know a habit. */
  readonly usual: {readonly median: number; readonly most: number} | null;
  isFound: boolean;
}

export class Volume implements Rule {
  readonly #parameters: ParametersOf<'AR03'>;
  readonly #habits = new Map<string, Habit>();
  readonly #found: {readonly actor: string; readonly habit: Habit; readonly median: number}[] = [];

  constructor(parameters: ParametersOf<'AR03'>) {
    this.#parameters = parameters;
  }

  see({entry, day, isStaff}: Sighting): void {
    if (!isStaff || !isUse(entry)) return;
    const {actor, seq} = entry;
    let habit = this.#habits.get(actor);
    if (habit?.today.day !== day) {
      habit = this.#nextDay(habit, day, entry.project);
      this.#habits.set(actor, habit);
    }
    habit.today.uses++;
    habit.entries.add(seq);
    if (habit.isFound || habit.usual === null || habit.today.uses < habit.usual.most) return;
    habit.isFound = true;
    this.#found.push({actor, habit, median: habit.usual.median});
  }

  #nextDay(habit: Habit | undefined, day: number, project: string | null): Habit {
    const {baselineDays, activeDays} = this.#parameters;
    const known = habit ? [...habit.before, habit.today] : [];
    const before = known.filter((one) => one.day >= day - baselineDays);
    const usual = before.length < activeDays ? null : this.#usual(before.map(({uses}) => uses));
    const today = {day, uses: 0};
    return {before, today, entries: new EntryRun(), project, usual, isFound: false};
  }

  /** The middle value, and the least number of uses that is too many. */
  #usual(uses: readonly number[]): {median: number; most: number} {
    const {robustZ, leastSpread} = this.#parameters;
    const median = middle(uses);
    // Counts of n a day vary by √n by chance alone; a run of equal days does not make one more odd.
    const chance = MAD_PER_SD * Math.sqrt(median);
    const spread = Math.max(middle(uses.map((n) => Math.abs(n - median))), chance, leastSpread);
    return {median, most: median + (robustZ * spread) / MAD_PER_SD};
  }

  findings(): Finding[] {
    return this.#found.map(({actor, habit, median}) => ({
      entries: habit.entries,
      actors: [actor],
      project: habit.project,
      seen: `${plural(habit.today.uses, 'use')} on ${weekdayInWords(habit.today.day)}`,
      normal: `about ${Math.round(median)} on a day on which they work`,
    }));
  }
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
