/** Entries are numbered without a gap, and no clock goes back. */

import type {Entry} from '../../audit/entry.ts';
import type {Watcher} from './finding.ts';

export class Order implements Watcher {
  #next = 0;
  #lastAt = '';

  see({seq, ts}: Entry): string[] {
    const wrong: string[] = [];
    if (seq !== this.#next) wrong.push(`says that it is entry ${seq}, and is entry ${this.#next}`);
    if (ts < this.#lastAt) wrong.push('is earlier than the entry before it');
    this.#next++;
    this.#lastAt = ts;
    return wrong;
  }
}
