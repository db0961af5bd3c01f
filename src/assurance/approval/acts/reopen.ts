/** What bodies decided on answers that have changed since: the vote, and an approval, are void. */

import type {Change} from '../application/change.ts';
import type {Policy} from '../policy/policy.ts';

const APPROVED: readonly string[] = ['approved', 'approved_with_conditions', 'suspended'];
const DECIDING: readonly string[] = ['submitted', 'clarify', 'under_review'];

/** A body votes on answers as they were; on others it votes again, and conflicts stay declared. */
export function voidDecisions(change: Change, changes: readonly string[], policy: Policy): void {
  voidVotes(change, changes, policy);
  for (const {body, state} of change.application.bodies) {
    const changed = changedFor(body, changes, policy);
    if (changed.length === 0 || !APPROVED.includes(state)) continue;
    const because = `changed: ${changed.join(', ')}`;
    change.moveBody(body, 'expired', 'system', `it approved other answers; ${because}`);
    submitAnew(change, body, because);
  }
}

/** Votes of bodies that have not decided yet; what was approved stands. */
export function voidVotes(change: Change, changes: readonly string[], policy: Policy): void {
  for (const {body, state} of change.application.bodies) {
    if (DECIDING.includes(state) && changedFor(body, changes, policy).length > 0)
      change.setBody(body, {votes: [], conditions: []});
  }
}

const changedFor = (body: string, changes: readonly string[], {bodies}: Policy) =>
  changes.filter((id) => bodies.get(body)?.questions.includes(id));

/** A body whose approval has run out gets its form again, for another vote. */
export function submitAnew(change: Change, body: string, because: string): void {
  change.setBody(body, {votes: [], conditions: [], clarify: []});
  change.moveBody(body, 'submitted', 'applicant', because);
}
