/** Amendments: a difference, field by field, that goes only to the bodies whose questions it touches. */

import {refuse} from '../../../kernel/errors.ts';
import type {ApplicantFile} from '../application/applicant-file.ts';
import type {Amendment, Answers, Application} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import {requiredBodies} from '../application/required.ts';
import type {Body} from '../policy/body.ts';
import type {Policy} from '../policy/policy.ts';
import {changedQuestions, requireApplicant, requireSameProject, withAnswers} from './apply.ts';
import {holdWhatLapsed} from './lapse.ts';
import {requireReason} from './reasons.ts';
import {voidVotes} from './reopen.ts';
import {type Ballot, castVote, requireDecider} from './review.ts';
import {newReview} from './scope.ts';
import {settle} from './settle.ts';
import {enforceAll, reasonsAgainstSubmission} from './submittable.ts';
import {tally} from './tally.ts';

const OPEN: readonly Amendment['state'][] = ['draft', 'submitted', 'under_review'];

/** Suspended too: whoever lost access to a lapsed opinion amends the application with the new one. */
const AMENDABLE: readonly Application['state'][] = [
  'approved',
  'approved_with_conditions',
  'suspended',
];

export function requireNoOpenAmendment({amendments}: Application): void {
  if (amendments.some((one) => OPEN.includes(one.state)))
    throw refuse('AMENDMENT_OPEN', 'an amendment of this application is under review');
}

/** Questions that grants are made of: somebody decides on a change of them, whatever the forms ask. */
const GRANTED: readonly string[] = [
  'people',
  'purposes',
  'datasets',
  'legal-basis',
  'start-date',
  'end-date',
];

/** The bodies whose questions a change touches, and those that it makes necessary. */
export function bodiesTouched(
  {answers, bodies}: Pick<Application, 'answers' | 'bodies'>,
  changes: readonly string[],
  after: Answers,
  policy: Policy,
): readonly string[] {
  const deciding = new Set(bodies.map(({body}) => body));
  const required = requiredBodies({...answers, ...after}, policy).map(({body}) => body);
  const touched = required.filter(
    ({body, questions}) => !deciding.has(body) || changes.some((id) => questions.includes(id)),
  );
  const isNobodys = touched.length === 0 && changes.some((id) => GRANTED.includes(id));
  return (isNobodys ? required : touched).map(({body}) => body);
}

/** Drafts and submits an amendment; what is in force stays in force until it is accepted. */
export function startAmendment(change: Change, file: ApplicantFile, policy: Policy): number {
  requireApplicant(change);
  requireSameProject(change, file);
  const {state, answers, amendments} = change.application;
  if (!AMENDABLE.includes(state))
    throw refuse(
      'TRANSITION_UNDEFINED',
      `the application is ${state}; only an approved one is amended`,
    );
  requireNoOpenAmendment(change.application);
  const edited = withAnswers(answers, file, change);
  const changes = changedQuestions(answers, edited);
  if (changes.length === 0) throw refuse('NOTHING_DIFFERS', 'every answer is what it was');
  const after = Object.fromEntries(changes.map((id) => [id, edited[id] as Answers[string]]));
  const touched = bodiesTouched(change.application, changes, after, policy);
  enforceAll(reasonsAgainstSubmission(asAmended(change.application, after), policy, change));
  const id = amendments.length + 1;
  const bodies = touched.map((body) => ({body, votes: [], decision: null}));
  change.addAmendment({id, state: 'draft', answers: after, changes, bodies});
  change.note('AMENDMENT_DRAFTED', 'applicant', {amendment: id, because: changes.join(', ')});
  change.moveAmendment(id, 'submitted', 'applicant');
  change.moveAmendment(id, 'under_review', 'system', `goes to ${touched.join(', ') || 'no body'}`);
  concludeAmendment(change, id, policy);
  return id;
}

/** The application as an amendment would leave it: whoever it names cannot decide on it. */
const asAmended = (application: Application, after: Answers): Application => ({
  ...application,
  answers: {...application.answers, ...after},
});

/** One vote on an amendment, in one of the bodies that it concerns. */
export function voteOnAmendment(change: Change, id: number, body: Body, ballot: Ballot): void {
  const part = partOf(change, id, body);
  if (ballot.vote === 'approve_with_conditions')
    throw refuse('TRANSITION_UNDEFINED', 'an amendment is accepted or rejected as it stands');
  const application = asAmended(change.application, change.amendment(id).answers);
  const conflicts = conflictsIn(application, body);
  const cast = castVote(change, body, {application, votes: part.votes, conflicts}, ballot);
  setPart(change, id, {...part, votes: [...part.votes, cast]});
  change.note('AMENDMENT_VOTED', 'body_member', {
    amendment: id,
    body: body.body,
    because: cast.because,
    objects: [{type: 'vote', id: cast.vote}],
  });
}

/** Closes a body's vote on an amendment; the last one to accept brings it into force. */
export function decideAmendment(change: Change, id: number, body: Body, policy: Policy): void {
  const part = partOf(change, id, body);
  const application = asAmended(change.application, change.amendment(id).answers);
  requireDecider(change, body, application);
  const {decision: said, because} = tally(body, part.votes, conflictsIn(application, body));
  const decision = said === 'approve' ? 'accepted' : 'rejected';
  setPart(change, id, {...part, decision});
  const about = {amendment: id, body: body.body, because: `${decision}: ${because}`};
  change.note('AMENDMENT_BODY_DECIDED', 'body_member', about);
  concludeAmendment(change, id, policy);
}

export function withdrawAmendment(change: Change, id: number, because: string | undefined): void {
  requireApplicant(change);
  change.moveAmendment(id, 'withdrawn', 'applicant', requireReason(because));
}

const conflictsIn = ({bodies}: Application, {body}: Body) =>
  bodies.find((one) => one.body === body)?.conflicts ?? [];

type Part = Amendment['bodies'][number];

function partOf(change: Change, id: number, body: Body): Part {
  const amendment = change.amendment(id);
  const {state} = change.application;
  if (!AMENDABLE.includes(state))
    throw refuse('TRANSITION_UNDEFINED', `the application is ${state}; nothing of it is amended`);
  if (amendment.state !== 'under_review')
    throw refuse('TRANSITION_UNDEFINED', `amendment ${id} is ${amendment.state}`);
  const part = amendment.bodies.find((one) => one.body === body.body);
  if (!part) {
    const who = amendment.bodies.map((one) => one.body).join(', ');
    throw refuse(
      'NOT_ITS_BODY',
      `amendment ${id} does not concern ${body.body}; it concerns ${who}`,
    );
  }
  if (part.decision !== null)
    throw refuse('TRANSITION_UNDEFINED', `${body.body} has ${part.decision} amendment ${id}`);
  return part;
}

function setPart(change: Change, id: number, part: Part): void {
  const bodies = change.amendment(id).bodies.map((one) => (one.body === part.body ? part : one));
  change.setAmendment(id, {bodies});
}

function concludeAmendment(change: Change, id: number, policy: Policy): void {
  const {bodies, answers: changed, changes} = change.amendment(id);
  const rejecting = bodies.filter(({decision}) => decision === 'rejected').map(({body}) => body);
  if (rejecting.length > 0) {
    change.moveAmendment(id, 'rejected', 'system', `rejected by ${rejecting.join(', ')}`);
    return;
  }
  if (bodies.some(({decision}) => decision === null)) return;
  change.moveAmendment(id, 'accepted', 'system');
  const {answers, version} = change.application;
  change.set({answers: {...answers, ...changed}, version: version + 1});
  // A body whose approval had run out may be voting on the answers of before.
  voidVotes(change, changes, policy);
  addBodies(change, id, policy);
  holdWhatLapsed(change);
  settle(change);
}

/**
 * A body that an amendment made necessary has its form in the amendment, and has approved it. One that
 * the policy made necessary since has not: access waits until it has decided.
 */
function addBodies(change: Change, id: number, policy: Policy): void {
  const known = new Set(change.application.bodies.map(({body}) => body));
  const added = requiredBodies(change.application.answers, policy).filter(
    ({body}) => !known.has(body.body),
  );
  change.setBodies([...change.application.bodies, ...added.map(newReview)]);
  const accepting = change.amendment(id).bodies.map(({body}) => body);
  for (const {body} of added) {
    if (accepting.includes(body.body)) approveByAmendment(change, body, id);
    else change.moveBody(body.body, 'submitted', 'applicant');
  }
}

function approveByAmendment(change: Change, {body, validMonths}: Body, id: number): void {
  change.moveBody(body, 'submitted', 'applicant');
  change.moveBody(body, 'under_review', 'body_member');
  change.approveBody(body, validMonths);
  change.moveBody(body, 'approved', 'system', `accepted amendment ${id}`);
}
