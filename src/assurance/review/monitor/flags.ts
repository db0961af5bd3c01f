/** A flag is decided after it was raised, by somebody whom it is not about. */

import type {Entry} from '../../audit/entry.ts';
import {idOf} from '../acts.ts';
import {FlagRecords} from '../flag-records.ts';
import type {Watcher} from './finding.ts';

export class Flags implements Watcher {
  readonly #records = new FlagRecords();

  see(entry: Entry): string[] {
    const wrong = entry.action === 'ACCESS_FLAG_DECIDED' ? this.#decided(entry) : [];
    this.#records.see(entry);
    return wrong;
  }

  /** Every flag is decided or open; how many are which. */
  count(): {readonly decided: number; readonly open: number} {
    const all = this.#records.all();
    const decided = all.filter(({decision}) => decision !== null).length;
    return {decided, open: all.length - decided};
  }

  #decided(entry: Entry): string[] {
    const id = idOf(entry, 'flag') ?? 'a flag without a name';
    const record = this.#records.get(id);
    if (!record) return [`decides ${id}, which no entry raised`];
    const last = this.#records.lastReviewOf(entry.actor) ?? null;
    return [
      ...(entry.supersedes === record.index ? [] : [`decides ${id}, and names another entry`]),
      ...(record.actors.includes(entry.actor) ? [`decides ${id}, which is about its decider`] : []),
      ...(entry.prevReview === last ? [] : ['does not name the reviewer’s review before it']),
    ];
  }
}
