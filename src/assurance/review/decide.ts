/** Deciding a flag: accept or escalate, with a reason that is committed to and kept apart. */

import {DataFault, refuse} from '../../kernel/errors.ts';
import type {AuditLog} from '../audit/log.ts';
import type {FlagDecision, FlagRecords} from './flag-records.ts';

export interface FlagChoice {
  readonly flag: string;
  readonly as: FlagDecision;
  readonly reviewer: string;
}

/**
 * Logs a decision. Nobody decides a flag about themselves; one who tries is in the log.
 * @param commitReason commits to the reason and keeps it, before the entry that names the commitment
 * @returns the entry's index
 */
export async function decideFlag(
  {flag: id, as, reviewer}: FlagChoice,
  records: FlagRecords,
  log: Pick<AuditLog, 'append'>,
  commitReason: () => Promise<{readonly [name: string]: string}>,
): Promise<number> {
  const record = records.get(id);
  if (!record) throw new DataFault('FLAG_UNKNOWN', [{where: 'flag', what: 'not in the log'}]);
  const objects = [
    {type: 'flag', id},
    {type: 'rule', id: record.rule},
  ];
  if (record.actors.includes(reviewer)) {
    await log.append({
      action: 'ACTOR_REFUSED',
      objects,
      decision: 'refuse',
      reasonCodes: ['OWN_FLAG'],
    });
    throw refuse('OWN_FLAG', `${id} is about the reviewer`);
  }
  // What was escalated may still be accepted, when it has been looked into.
  if (record.decision?.as === 'accept') {
    await log.append({
      action: 'ACTOR_REFUSED',
      objects,
      decision: 'refuse',
      reasonCodes: ['FLAG_DECIDED'],
    });
    throw refuse('FLAG_DECIDED', `${id} was accepted at entry ${record.decision.index}`);
  }
  const prevReview = records.lastReviewOf(reviewer);
  return log.append({
    action: 'ACCESS_FLAG_DECIDED',
    ...(record.project === null ? {} : {project: record.project}),
    objects: [...objects, {type: 'decision', id: as}],
    supersedes: record.index,
    ...(prevReview === undefined ? {} : {prevReview}),
    commits: await commitReason(),
  });
}
