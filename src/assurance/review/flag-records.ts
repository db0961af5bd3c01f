/** What the log says of flags: when each was raised, about whom, and what was decided by whom. */

import type {Instant} from '../../kernel/dates.ts';
import type {Entry, EntryDraft} from '../audit/entry.ts';
import {idOf, idsOf} from './acts.ts';
import type {Flag} from './flag.ts';

/** How many entries of a flag its own entry names; the flag says the others. */
const NAMED_IN_LOG = 5;

export const DECISIONS = ['accept', 'escalate'] as const;
export type FlagDecision = (typeof DECISIONS)[number];

export interface FlagRecord {
  readonly id: string;
  readonly rule: string;
  /** The entry that raised it. */
  readonly index: number;
  readonly at: Instant;
  /** Whom it is about: they never decide it. */
  readonly actors: readonly string[];
  readonly entries: readonly number[];
  readonly project: string | null;
  readonly decision: {
    readonly as: FlagDecision;
    readonly by: string;
    readonly at: Instant;
    readonly index: number;
  } | null;
}

export class FlagRecords {
  readonly #records = new Map<string, FlagRecord>();
  /** The last review entry of each reviewer. */
  readonly #lastReview = new Map<string, number>();

  see({action, seq, ts, actor, project, objects}: Entry): void {
    const id = idOf({objects}, 'flag');
    if (id === undefined) return;
    const at = ts as Instant;
    if (action === 'ACCESS_FLAGGED') {
      this.raise({
        id,
        rule: idOf({objects}, 'rule') ?? '',
        index: seq,
        at,
        actors: idsOf({objects}, 'actor'),
        entries: idsOf({objects}, 'entry').map(Number),
        project,
      });
    } else if (action === 'ACCESS_FLAG_DECIDED') {
      this.#lastReview.set(actor, seq);
      const record = this.#records.get(id);
      const as = DECISIONS.find((one) => one === idOf({objects}, 'decision'));
      if (!record || as === undefined) return;
      this.#records.set(id, {...record, decision: {as, by: actor, at, index: seq}});
    }
  }

  raise(record: Omit<FlagRecord, 'decision'>): void {
    // Two reviews at once may raise one flag twice; the first entry stands.
    if (!this.#records.has(record.id)) {
      this.#records.set(record.id, {...record, decision: null});
    }
  }

  get(id: string): FlagRecord | undefined {
    return this.#records.get(id);
  }

  all(): FlagRecord[] {
    return [...this.#records.values()];
  }

  lastReviewOf(actor: string): number | undefined {
    return this.#lastReview.get(actor);
  }
}

/** The entry that raises a flag. */
export const flagged = ({id, rule, actors, entries, project}: Flag): EntryDraft => ({
  action: 'ACCESS_FLAGGED',
  ...(project === null ? {} : {project}),
  objects: [
    {type: 'flag', id},
    {type: 'rule', id: rule},
    ...actors.map((actor) => ({type: 'actor', id: actor})),
    ...entries.slice(0, NAMED_IN_LOG).map((entry) => ({type: 'entry', id: String(entry)})),
  ],
});
