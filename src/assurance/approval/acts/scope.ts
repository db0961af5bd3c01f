/** Scoping: which bodies decide and why, which lane it takes, and how long that means to last. */

import type {Digest} from '../../../kernel/digests.ts';
import {refuse} from '../../../kernel/errors.ts';
import type {Application, BodyReview} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import {conflictOf, dataUseOf} from '../application/data-use-facts.ts';
import {chooseLane} from '../application/lane.ts';
import {type RequiredBody, requiredBodies} from '../application/required.ts';
import type {Body} from '../policy/body.ts';
import {requireRole} from '../policy/people.ts';
import type {Policy} from '../policy/policy.ts';
import {requireReason} from './reasons.ts';
import {membersOf} from './submittable.ts';
import {isOwn} from './tally.ts';

/** @param earlier the other applications of this home, which may be precedents */
export function scope(
  change: Change,
  policy: Policy,
  {earlier, policyHash}: {earlier: readonly Application[]; policyHash: Digest},
): void {
  requireRole(policy.people, change.actor, 'approvals_officer');
  const {application, today} = change;
  requireNotOwn(change);
  requireProjectFree(application, earlier);
  const needed = requiredBodies(application.answers, policy);
  const lane = chooseLane(application, policy.lanes, {
    uses: dataUseOf(application, policy.datasets, today),
    earlier,
    bodies: needed.map(({body}) => body),
    today,
  });
  change.setBodies(needed.map(newReview).map((one) => withConflicts(one, application)));
  change.set({lane, policyHash});
  change.move('scoped', 'approvals_officer', `${lane.title}; ${needed.length} bodies decide`);
}

export const newReview = ({body: {body, version}, because}: RequiredBody): BodyReview => ({
  body,
  version,
  state: 'draft',
  requiredBecause: because,
  votes: [],
  conflicts: [],
  conditions: [],
  clarify: [],
});

/** Conflicts that were declared before an earlier scoping became void stay declared. */
const withConflicts = (review: BodyReview, {history}: Application): BodyReview => ({
  ...review,
  conflicts: history
    .filter(({event, body}) => event === 'BODY_CONFLICT_DECLARED' && body === review.body)
    .map(({by, because = '', at}) => ({member: by, because, at})),
});

/** Nobody scopes, resumes or overrides for themselves. */
export function requireNotOwn({application, actor}: Change): void {
  if (isOwn(application, actor))
    throw refuse('OWN_APPLICATION', `${actor} wrote ${application.id} or is named in it`);
}

/** States in which an application holds no project: its grants could be another's. */
const WITHOUT_PROJECT: readonly Application['state'][] = ['draft', 'rejected', 'withdrawn'];

/** One project, one application: two would supersede each other's grants. */
function requireProjectFree({project}: Application, others: readonly Application[]): void {
  const holder = others.find(
    (one) => one.project === project && !WITHOUT_PROJECT.includes(one.state),
  );
  if (holder) throw refuse('PROJECT_TAKEN', `${project} belongs to ${holder.id}`);
}

/** One of the two approvers of a controller who together lift a conflict of use (governance G4). */
export function overrideConflict(
  change: Change,
  policy: Policy,
  body: Body,
  because: string | undefined,
): void {
  const {application, actor, at} = change;
  const reason = requireReason(because);
  if (application.state !== 'draft' && application.state !== 'scoped')
    throw refuse(
      'TRANSITION_UNDEFINED',
      `the application is ${application.state}; a conflict is overridden before it is submitted`,
    );
  requireNotOwn(change);
  if (!membersOf(policy)(body.body).includes(actor))
    throw refuse('NOT_A_MEMBER', `${actor} is not a member of ${body.body}`);
  const use = dataUseOf(application, policy.datasets, change.today).find(
    ({controller, outcome}) => controller === body.body && outcome === 'conflict',
  );
  if (!use)
    throw refuse('OVERRIDE_NOT_VALID', `nothing is in conflict with the terms of ${body.body}`);
  const conflict = conflictOf(use);
  if (
    application.overrides.some(
      (one) => one.by === actor && one.controller === body.body && one.conflict === conflict,
    )
  )
    throw refuse(
      'VOTED_ALREADY',
      `${actor} has overridden already; the second must be somebody else`,
    );
  change.set({
    overrides: [
      ...application.overrides,
      {controller: body.body, conflict, by: actor, because: reason, at},
    ],
  });
  change.note('APPLICATION_CONFLICT_OVERRIDDEN', 'data_controller', {
    body: body.body,
    because: reason,
  });
}
