/** One entry as the rules see it: with its time where its actor works, and the job it belongs to. */

import type {Entry} from '../audit/entry.ts';
import {LocalClock} from './calendar.ts';
import {type OpenJob, OpenJobs} from './open-jobs.ts';
import type {AccessRules} from './rules-file.ts';

export interface Sighting {
  readonly entry: Entry;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Days since 1970, where the actor works. */
  readonly day: number;
  /** Minutes since midnight, where the actor works. */
  readonly minute: number;
  /** The job of the entry, when one is open. */
  readonly job: OpenJob | null;
  /** Made by a person; what the program does by itself is nobody's habit. */
  readonly isStaff: boolean;
}

/** Turns entries into sightings, in their order. */
export class Watch {
  readonly jobs = new OpenJobs();
  readonly #usual: LocalClock;
  readonly #clocks: ReadonlyMap<string, LocalClock>;

  constructor({timeZone, actorTimeZones}: Pick<AccessRules, 'timeZone' | 'actorTimeZones'>) {
    this.#usual = new LocalClock(timeZone);
    this.#clocks = new Map(
      actorTimeZones.map(({actor, timeZone: own}) => [actor, new LocalClock(own)]),
    );
  }

  see(entry: Entry): Sighting {
    const at = Date.parse(entry.ts);
    const {day, minute} = (this.#clocks.get(entry.actor) ?? this.#usual).at(at);
    const job = this.jobs.see(entry, at);
    return {entry, at, day, minute, job, isStaff: !entry.actor.startsWith('system:')};
  }
}
