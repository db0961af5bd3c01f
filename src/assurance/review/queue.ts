/** The queue of flags: what waits for a decision, the longest overdue and the gravest first. */

import type {Instant} from '../../kernel/dates.ts';
import type {Flag} from './flag.ts';
import type {FlagRecord, FlagRecords} from './flag-records.ts';
import {bySeverity} from './review.ts';
import type {AccessRules} from './rules-file.ts';

const MS_PER_DAY = 86_400_000;

/** `new`: seen by the rules, and not in the log yet. */
export type FlagState = 'new' | 'open' | 'accepted' | 'escalated';

export interface QueuedFlag extends Flag {
  readonly state: FlagState;
  readonly raised: {readonly index: number; readonly at: Instant} | null;
  readonly decided: {readonly index: number; readonly at: Instant; readonly by: string} | null;
  /** Open for longer than a flag should be. */
  readonly isOverdue: boolean;
}

/** @param now when the last entry was made: a queue is a function of the log */
export function queueOf(
  flags: readonly Flag[],
  records: FlagRecords,
  rules: Pick<AccessRules, 'rules' | 'unreviewedDays'>,
  now: Instant,
): QueuedFlag[] {
  const seen = new Set(flags.map(({id}) => id));
  const gone = records.all().filter(({id}) => !seen.has(id));
  return [...flags, ...gone.map((record) => noLongerSeen(record, rules))]
    .map((flag) => queued(flag, records.get(flag.id), rules.unreviewedDays, now))
    .sort(inOrder);
}

function queued(
  flag: Flag,
  record: FlagRecord | undefined,
  unreviewedDays: number,
  now: Instant,
): QueuedFlag {
  if (!record) return {...flag, state: 'new', raised: null, decided: null, isOverdue: false};
  const {index, at, decision} = record;
  const raised = {index, at};
  if (decision) {
    const state = decision.as === 'accept' ? 'accepted' : 'escalated';
    const decided = {index: decision.index, at: decision.at, by: decision.by};
    return {...flag, state, raised, decided, isOverdue: false};
  }
  const isOverdue = Date.parse(now) - Date.parse(at) > unreviewedDays * MS_PER_DAY;
  return {...flag, state: 'open', raised, decided: null, isOverdue};
}

/** A flag stays in the queue when a rule was changed, or when what was missing came later. */
function noLongerSeen(record: FlagRecord, {rules}: Pick<AccessRules, 'rules'>): Flag {
  const line = rules.find(({id}) => id === record.rule);
  return {
    id: record.id,
    rule: line?.id ?? 'AR11',
    severity: line?.severity ?? 'low',
    title: line?.title ?? record.rule,
    entries: record.entries,
    count: record.entries.length,
    actors: record.actors,
    project: record.project,
    seen: `flagged at entry ${record.index}`,
    normal: '',
    sentences: [
      `This was flagged at entry ${record.index}, and the rules no longer see it.`,
      'A rule was changed or switched off since, or what was missing came later.',
    ],
  };
}

const ORDER = {new: 1, open: 1, escalated: 2, accepted: 3} as const satisfies Record<
  FlagState,
  number
>;

function inOrder(a: QueuedFlag, b: QueuedFlag): number {
  if (a.isOverdue !== b.isOverdue) return a.isOverdue ? -1 : 1;
  if (a.isOverdue && b.isOverdue && a.raised && b.raised && a.raised.at !== b.raised.at) {
    return a.raised.at < b.raised.at ? -1 : 1;
  }
  return ORDER[a.state] - ORDER[b.state] || bySeverity(a, b);
}
