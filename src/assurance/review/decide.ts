/** Deciding a flag: accept or escalate, with a reason that is committed to and kept apart. */

import type {Reason} from '../../kernel/decisions.ts';
import {DataFault, Refusal} from '../../kernel/errors.ts';
import type {AuditLog} from '../audit/log.ts';
import type {FlagDecision, FlagRecords} from './flag-records.ts';

export interface FlagChoice {
  readonly flag: string;
  readonly as: FlagDecision;
  readonly reviewer: string;
  /** Whether the reviewer holds the role of one. */
  readonly isReviewer: boolean;
}

/**
 * Logs a decision. Nobody decides a flag about themselves; one who tries is in the log.
 * @param commitReason commits to the reason and keeps it, before the entry that names the commitment
 * @returns the entry's index
 */
export async function decideFlag(
  {flag: id, as, reviewer, isReviewer}: FlagChoice,
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
  const against: Reason[] = [];
  if (record.actors.includes(reviewer))
    against.push({code: 'OWN_FLAG', because: `${id} is about the reviewer`});
  if (!isReviewer)
    against.push({code: 'ROLE_NOT_HELD', because: `${reviewer} is not an access reviewer`});
  // What was escalated may still be accepted, when it has been looked into.
  if (record.decision?.as === 'accept') {
    const because = `${id} was accepted at entry ${record.decision.index}`;
    against.push({code: 'FLAG_DECIDED', because});
  }
  const [first, ...rest] = against;
  if (first) {
    const reasonCodes = against.map(({code}) => code);
    await log.append({action: 'ACTOR_REFUSED', objects, decision: 'refuse', reasonCodes});
    throw new Refusal([first, ...rest]);
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
