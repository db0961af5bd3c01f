/** What bodies decided on answers that have changed since: the vote, and an approval, are void. */

import type {Change} from '../application/change.ts';
import type {Policy} from '../policy/policy.ts';

const APPROVED: readonly string[] = ['approved', 'approved_with_conditions', 'suspended'];
const DECIDING: readonly string[] = ['submitted', 'clarify', 'under_review'];

/** A body votes on answers as they were; on others it votes again, and conflicts stay declared. */
export function voidDecisions(change: Change, changes: readonly string[], policy: Policy): void {
  for (const {body, state} of change.application.bodies) {
    const asked = policy.bodies.get(body)?.questions ?? [];
    const changed = changes.filter((id) => asked.includes(id));
    if (changed.length === 0) continue;
    if (APPROVED.includes(state)) {
      change.moveBody(
        body,
        'expired',
        'system',
        `it approved other answers: ${changed.join(', ')}`,
      );
      submitAnew(change, body, `changed: ${changed.join(', ')}`);
    } else if (DECIDING.includes(state)) {
      change.setBody(body, {votes: [], conditions: []});
    }
  }
}

/** A body whose approval has run out gets its form again, for another vote. */
export function submitAnew(change: Change, body: string, because: string): void {
  change.setBody(body, {votes: [], conditions: [], clarify: []});
  change.moveBody(body, 'submitted', 'applicant', because);
}
