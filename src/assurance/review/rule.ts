/** What a rule is: it sees every entry once, in order, and says in the end what it found. */

import type {Sighting} from './sighting.ts';

/** How many entries of a finding are named; the others are counted. */
const NAMED = 25;

/** The entries of one finding: the first ones by index, all of them by count. */
export class EntryRun {
  readonly named: number[] = [];
  count = 0;

  constructor(...indexes: readonly number[]) {
    for (const index of indexes) this.add(index);
  }

  add(index: number): void {
    this.count++;
    if (this.named.length < NAMED) this.named.push(index);
  }
}

export interface Finding {
  /** Where a rule looks for several things: which of them. */
  readonly kind?: string;
  readonly entries: EntryRun;
  /** Whom it is about; for a project as a whole, all who took part. */
  readonly actors: readonly string[];
  readonly project: string | null;
  /** The value that was seen, in words that fit the rule's sentence. */
  readonly seen: string;
  readonly normal: string;
}

/**
 * A finding keeps its first entry however much the log grows, so that a flag that was decided stays
 * decided.
 */
export interface Rule {
  see(sighting: Sighting): void;
  findings(): readonly Finding[];
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
