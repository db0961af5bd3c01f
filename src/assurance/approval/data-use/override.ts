/** Who may lift a data-use conflict: two approvers of the controller itself, each with a reason (governance G4). */

import {type Decision, decide, type Reason} from '../../../kernel/decisions.ts';

export interface ConflictOverride {
  /** The controller's body, for which the approver speaks. */
  readonly body: string;
  readonly by: string;
  readonly because: string;
}

export interface OverrideContext {
  readonly applicant: string;
  /** Actor ids of a body's members. */
  readonly membersOf: (body: string) => readonly string[];
}

const APPROVERS_NEEDED = 2;

/** Whether a controller's conflict is lifted. Every reason against each attempt is given. */
export function overrideHolds(
  overrides: readonly ConflictOverride[],
  {controller, applicant, membersOf}: OverrideContext & {readonly controller: string},
): Decision {
  const against: Reason[] = [];
  const say = (because: string) => against.push({code: 'OVERRIDE_NOT_VALID', because});
  const members = membersOf(controller);
  const approvers = new Set<string>();
  for (const {body, by, because} of overrides) {
    const before = against.length;
    if (body !== controller) say(`${by} speaks for ${body}; only ${controller} can override`);
    if (!members.includes(by)) say(`${by} is not a member of ${controller}`);
    if (by === applicant) say(`${by} is the applicant; nobody overrides for themselves`);
    if (because.trim() === '') say(`${by} gives no reason`);
    if (approvers.has(by)) say(`${by} overrides twice; a second approver must be somebody else`);
    if (against.length === before) approvers.add(by);
  }
  if (approvers.size >= APPROVERS_NEEDED) return decide([]);
  say(`${approvers.size} of ${APPROVERS_NEEDED} approvers of ${controller} have overridden`);
  return decide(against);
}
