/** Renewal: new dates and what else differs; bodies that still approve and are not touched stand. */

import {refuse} from '../../../kernel/errors.ts';
import type {ApplicantFile} from '../application/applicant-file.ts';
import {type Application, endDateOf} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import {requiredBodies} from '../application/required.ts';
import type {Policy} from '../policy/policy.ts';
import {bodiesTouched, requireNoOpenAmendment} from './amend.ts';
import {changedQuestions, requireApplicant, requireSameProject, withAnswers} from './apply.ts';
import {submitAnew, voidDecisions} from './reopen.ts';
import {newReview} from './scope.ts';
import {settle} from './settle.ts';
import {enforceAll, reasonsAgainstSubmission, staleReasons} from './submittable.ts';

export function renew(change: Change, file: ApplicantFile, policy: Policy): void {
  requireApplicant(change);
  requireSameProject(change, file);
  const {answers, state} = change.application;
  const edited = withAnswers(answers, file, change);
  const changes = changedQuestions(answers, edited);
  if (state === 'suspended') renewApprovals(change, changes);
  else if (state === 'expired') renewApplication(change, edited, changes, policy);
  else
    throw refuse(
      'TRANSITION_UNDEFINED',
      `the application is ${state}; only an expired or a suspended one is renewed`,
    );
  settle(change);
}

/** Before the project has ended: a body whose approval ran out decides again, on the same answers. */
function renewApprovals(change: Change, changes: readonly string[]): void {
  if (changes.length > 0)
    throw refuse(
      'TRANSITION_UNDEFINED',
      `${changes.join(', ')} changed; what differs goes by amendment until the project has ended`,
    );
  const expired = change.application.bodies.filter(({state}) => state === 'expired');
  if (expired.length === 0)
    throw refuse('NOTHING_DIFFERS', 'no approval of a body has run out; nothing is to be renewed');
  for (const {body} of expired) submitAnew(change, body, 'renewal: nothing differs');
}

function renewApplication(
  change: Change,
  answers: Application['answers'],
  changes: readonly string[],
  policy: Policy,
): void {
  const {application} = change;
  requireNoOpenAmendment(application);
  const renewed = {...application, answers};
  if ((endDateOf(renewed) ?? '') < change.today)
    throw refuse('ANSWERS_MISSING', 'end-date must be a day to come');
  enforceAll([
    ...reasonsAgainstSubmission(renewed, policy, change),
    ...staleReasons(renewed, policy, change),
  ]);
  const after = Object.fromEntries(Object.entries(answers).filter(([id]) => changes.includes(id)));
  const touched = new Set(bodiesTouched(application, changes, after, policy));
  // What an officer or a controller holds back, they alone lift.
  const holds = application.holds.filter(({cause}) => cause !== 'lapse');
  change.set({answers, version: application.version + 1, holds});
  change.move('under_review', 'applicant', `changed: ${changes.join(', ')}`);
  addNewBodies(change, policy);
  voidDecisions(change, changes, policy);
  for (const {body, state} of change.application.bodies) {
    if (state === 'approved' || state === 'approved_with_conditions') {
      if (!touched.has(body)) continue;
      change.moveBody(body, 'expired', 'system', 'the renewal changes what it approved');
    } else if (state === 'suspended') {
      continue;
    }
    if (change.body(body).state === 'expired')
      submitAnew(change, body, `renewal: ${changes.join(', ')}`);
  }
}

/** Bodies that the renewal makes necessary decide like all others. */
function addNewBodies(change: Change, policy: Policy): void {
  const {answers, bodies} = change.application;
  const added = requiredBodies(answers, policy).filter(
    ({body}) => !bodies.some((one) => one.body === body.body),
  );
  change.setBodies([...bodies, ...added.map(newReview)]);
  for (const {body} of added) change.moveBody(body.body, 'submitted', 'applicant');
}
