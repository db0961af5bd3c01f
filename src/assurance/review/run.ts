/** Runs the review over a log: verified first, read with an entry, and every new flag in the log. */

import {type Instant, instant} from '../../kernel/dates.ts';
import type {Effects} from '../../kernel/effects.ts';
import type {AuditLog} from '../audit/log.ts';
import {verifyLog} from '../audit/verify.ts';
import type {Flag} from './flag.ts';
import {FlagRecords, flagged} from './flag-records.ts';
import {type QueuedFlag, queueOf} from './queue.ts';
import {entriesUpTo} from './read-log.ts';
import {AccessReview} from './review.ts';
import type {AccessRules} from './rules-file.ts';

export interface Reviewed {
  readonly queue: readonly QueuedFlag[];
  readonly records: FlagRecords;
  /** How many flags this run raised. */
  readonly raised: number;
  readonly size: number;
  readonly origin: string;
}

/**
 * 1. Verifies. 2. Says that it reads. 3. Sees every entry. 4. Raises what is new, once.
 * @throws Defect LOG_BROKEN: what does not verify is not reviewed
 */
export async function reviewLog(
  directory: string,
  rules: AccessRules,
  log: AuditLog,
  effects: Pick<Effects, 'now'>,
): Promise<Reviewed> {
  await verifyLog(directory);
  await log.append({action: 'LOG_READ'});
  const {size} = await log.publish();
  const review = new AccessReview(rules);
  const records = new FlagRecords();
  for await (const entry of entriesUpTo(directory, size, size)) {
    review.see(entry);
    records.see(entry);
  }
  const flags = review.flags();
  const fresh = flags.filter(({id}) => records.get(id) === undefined);
  const now = instant(effects.now());
  await raise(fresh, log, records, now);
  const published = await log.publish();
  return {
    queue: queueOf(flags, records, rules, now),
    records,
    raised: fresh.length,
    size: published.size,
    origin: published.origin,
  };
}

async function raise(
  flags: readonly Flag[],
  log: AuditLog,
  records: FlagRecords,
  now: Instant,
): Promise<void> {
  // Together, so that they share a few writes to disk.
  const indexes = await Promise.all(flags.map((flag) => log.append(flagged(flag))));
  for (const [i, {id, rule, actors, entries, project}] of flags.entries()) {
    records.raise({id, rule, index: indexes[i] ?? 0, at: now, actors, entries, project});
  }
}
