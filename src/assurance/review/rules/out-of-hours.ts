/** AR01: work that somebody starts outside office hours; one finding for each person and night. */

import {minuteOf, timeOfMinute, type WorkingDays, weekdayInWords} from '../calendar.ts';
import {EntryRun, type Finding, plural, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';

interface Night {
  readonly day: number;
  readonly firstDay: number;
  readonly firstMinute: number;
  readonly project: string | null;
  readonly entries: EntryRun;
}

export class OutOfHours implements Rule {
  readonly #from: number;
  readonly #to: number;
  readonly #normal: string;
  readonly #workingDays: WorkingDays;
  readonly #current = new Map<string, Night>();
  readonly #nights: {readonly actor: string; readonly night: Night}[] = [];

  constructor({from, to}: ParametersOf<'AR01'>, workingDays: WorkingDays) {
    this.#from = minuteOf(from);
    this.#to = minuteOf(to);
    this.#normal = `from Monday to Friday between ${from} and ${to}, not on a bank holiday`;
    this.#workingDays = workingDays;
  }

  see({entry, day, minute, job, isStaff}: Sighting): void {
    // A job that was started in office hours may well run into the night.
    const isPartOfJob = job !== null && job.first !== entry.seq;
    if (!isStaff || isPartOfJob) return;
    if (minute >= this.#from && minute < this.#to && this.#workingDays.has(day)) return;
    // What happens before the morning belongs to the evening before.
    const night = minute < this.#from ? day - 1 : day;
    const known = this.#current.get(entry.actor);
    if (known?.day === night) {
      known.entries.add(entry.seq);
      return;
    }
    const started = {
      day: night,
      firstDay: day,
      firstMinute: minute,
      project: entry.project,
      entries: new EntryRun(entry.seq),
    };
    this.#current.set(entry.actor, started);
    this.#nights.push({actor: entry.actor, night: started});
  }

  findings(): Finding[] {
    return this.#nights.map(({actor, night}) => ({
      entries: night.entries,
      actors: [actor],
      project: night.project,
      seen: `${weekdayInWords(night.firstDay)} from ${timeOfMinute(night.firstMinute)}, ${plural(night.entries.count, 'act')}`,
      normal: this.#normal,
    }));
  }
}
