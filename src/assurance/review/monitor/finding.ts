/** What the monitor finds: an entry that cannot be true if everything before it is. */

import type {Entry} from '../../audit/entry.ts';

export interface Discrepancy {
  readonly index: number;
  readonly what: string;
}

/** One thing that the monitor derives again from the entries. */
export interface Watcher {
  see(entry: Entry): readonly string[];
}
