/** What members of a body do: acknowledge, ask, declare a conflict, vote, and close the vote. */

import {Refusal, refuse} from '../../../kernel/errors.ts';
import type {Application, BodyReview, Condition, Vote} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import type {Body} from '../policy/body.ts';
import {requireReason} from './reasons.ts';
import {settle} from './settle.ts';
import {reasonsAgainstVoting, tally} from './tally.ts';

/** Receipt of the form; the body's clock starts. */
export function acknowledge(change: Change, body: Body): void {
  requireDecider(change, body);
  change.moveBody(body.body, 'under_review', 'body_member');
  settle(change);
}

/** Asks the applicant to make answers clear; the body's clock stands still meanwhile. */
export function askBody(
  change: Change,
  body: Body,
  questions: readonly string[],
  because: string | undefined,
): void {
  requireDecider(change, body);
  requireQuestions(questions, body.questions);
  change.moveBody(body.body, 'clarify', 'body_member', requireReason(because));
  change.setBody(body.body, {clarify: questions});
}

export function requireQuestions(asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.filter((id) => !known.includes(id));
  if (asked.length === 0)
    throw refuse('ANSWERS_MISSING', 'name the questions by id: the applicant must know which');
  if (unknown.length > 0)
    throw refuse('UNKNOWN_QUESTION', `${unknown.length} of the ids are not questions of this form`);
}

/**
 * A conflict of interest, declared before or after a vote: the vote no longer counts. Where it has
 * counted already, the approval is suspended until the body has looked at it again.
 */
export function declareConflict(change: Change, body: Body, because: string | undefined): void {
  requireMember(change, body);
  const {conflicts, state, votes} = change.body(body.body);
  const reason = requireReason(because);
  change.setBody(body.body, {
    conflicts: [...conflicts, {member: change.actor, because: reason, at: change.at}],
  });
  change.note('BODY_CONFLICT_DECLARED', 'body_member', {body: body.body, because: reason});
  const hasCounted = votes.some(({by}) => by === change.actor);
  if (!hasCounted || (state !== 'approved' && state !== 'approved_with_conditions')) return;
  const what = 'a member whose vote counted has declared a conflict of interest';
  change.moveBody(body.body, 'suspended', 'body_member', what);
  change.setBody(body.body, {cameFrom: state});
  settle(change);
}

export interface Ballot {
  readonly vote: Vote['vote'];
  readonly because: string | undefined;
  readonly conditions: readonly Pick<Condition, 'text' | 'when'>[];
}

/**
 * One vote of one member.
 * @throws Refusal with every reason against it
 */
export function vote(change: Change, body: Body, ballot: Ballot): void {
  const review = change.body(body.body);
  if (review.state !== 'under_review')
    throw refuse(
      'TRANSITION_UNDEFINED',
      review.state === 'submitted'
        ? `${body.body} has not acknowledged its form yet: --acknowledge comes first`
        : `${body.body} is ${review.state.replaceAll('_', ' ')}; it votes while it is under review`,
    );
  const {application, actor} = change;
  const cast = castVote(change, body, {...review, application}, ballot);
  const before = Math.max(0, ...review.conditions.map(({id}) => id));
  const conditions = ballot.conditions.map(({text, when}, i) => ({
    id: before + i + 1,
    by: actor,
    text: requireReason(text),
    when,
  }));
  change.setBody(body.body, {
    votes: [...review.votes, cast],
    conditions: [...review.conditions, ...conditions],
  });
  change.note('BODY_VOTED', 'body_member', {
    body: body.body,
    because: cast.because,
    objects: [{type: 'vote', id: cast.vote}],
  });
}

/** What a vote is cast on. */
interface Cast extends Pick<BodyReview, 'votes' | 'conflicts'> {
  /** As it stands, or as an amendment would leave it. */
  readonly application: Application;
}

/** A vote that counts, or every reason why there is none. */
export function castVote(
  change: Change,
  body: Body,
  on: Cast,
  {vote: said, because, conditions}: Ballot,
): Vote {
  const {actor, at, today} = change;
  const reasons = reasonsAgainstVoting(actor, body, {...on, today});
  const [first, ...rest] = reasons;
  if (first) throw new Refusal([first, ...rest]);
  if ((said === 'approve_with_conditions') !== conditions.length > 0)
    throw refuse('REASON_MISSING', 'a vote with conditions names them, and only such a vote does');
  return {by: actor, vote: said, because: requireReason(because), at};
}

/** Closes the vote: quorum, majority, casting vote; then what follows for the application. */
export function decideBody(change: Change, body: Body): void {
  requireDecider(change, body);
  requireCloser(change, body);
  const {votes, conflicts, conditions: set, state} = change.body(body.body);
  if (state !== 'under_review')
    throw refuse(
      'TRANSITION_UNDEFINED',
      `${body.body} is ${state}; only a body under review decides`,
    );
  const {decision, counted, because} = tally(body, votes, conflicts);
  // A vote that no longer counts takes its conditions with it.
  const conditions = set.filter((one) => counted.some(({by}) => by === one.by));
  const to =
    decision === 'reject'
      ? 'rejected'
      : conditions.length > 0
        ? 'approved_with_conditions'
        : 'approved';
  change.setBody(body.body, {version: body.version, decidedAt: change.at, conditions});
  if (decision === 'approve') change.approveBody(body.body, body.validMonths);
  change.moveBody(body.body, to, 'system', because);
  settle(change);
}

/** A condition is discharged by the body that set it. */
export function dischargeCondition(
  change: Change,
  body: Body,
  id: number,
  because: string | undefined,
): void {
  requireDecider(change, body);
  const {conditions} = change.body(body.body);
  const condition = conditions.find((one) => one.id === id);
  if (!condition || condition.discharged)
    throw refuse('CONDITION_UNKNOWN', `${body.body} has no open condition ${id}`);
  const discharged = {by: change.actor, at: change.at, because: requireReason(because)};
  const now = conditions.map((one) => (one.id === id ? {...one, discharged} : one));
  change.setBody(body.body, {conditions: now});
  change.note('BODY_CONDITION_DISCHARGED', 'body_member', {
    body: body.body,
    because: discharged.because,
  });
  approveWhenMet(change, body);
  settle(change);
}

/** Also after a suspension, during which the last condition may have been discharged. */
function approveWhenMet(change: Change, {body}: Body): void {
  const {state, conditions} = change.body(body);
  if (state === 'approved_with_conditions' && conditions.every((one) => one.discharged))
    change.moveBody(body, 'approved', 'body_member', 'every condition is discharged');
}

export function suspendBody(change: Change, body: Body, because: string | undefined): void {
  requireDecider(change, body);
  const {state} = change.body(body.body);
  change.moveBody(body.body, 'suspended', 'body_member', requireReason(because));
  change.setBody(body.body, {cameFrom: state});
  settle(change);
}

export function resumeBody(change: Change, body: Body, because: string | undefined): void {
  requireDecider(change, body);
  const {cameFrom, state} = change.body(body.body);
  // From an approval with conditions the same step would discharge them all.
  if (state !== 'suspended' || cameFrom === undefined)
    throw refuse('TRANSITION_UNDEFINED', `${body.body} is ${state}; only a suspended one resumes`);
  change.moveBody(body.body, cameFrom, 'body_member', requireReason(because));
  approveWhenMet(change, body);
  settle(change);
}

/** Withdraws an approval that is suspended, for good: a step for whoever speaks for the body. */
export function rejectSuspended(change: Change, body: Body, because: string | undefined): void {
  requireDecider(change, body);
  requireChair(change, body, 'withdraws an approval');
  change.moveBody(body.body, 'rejected', 'body_member', requireReason(because));
  settle(change);
}

/** The chair closes a vote; anyone may when there is nobody left to wait for. */
function requireCloser(change: Change, body: Body): void {
  const {votes, conflicts} = change.body(body.body);
  const {application, today} = change;
  const isAwaited = ({actor}: Body['members'][number]): boolean =>
    reasonsAgainstVoting(actor, body, {application, conflicts, votes, today}).length === 0;
  if (body.members.some(isAwaited)) requireChair(change, body, 'closes the vote');
}

/** A chair who may not act, or is not there, holds nobody up. */
function requireChair(change: Change, body: Body, does: string): void {
  const {conflicts} = change.body(body.body);
  const {application, actor, today} = change;
  const chair = body.members.find((one) => one.chair);
  if (!chair || chair.actor === actor) return;
  const against = reasonsAgainstVoting(chair.actor, body, {
    application,
    conflicts,
    votes: [],
    today,
  });
  if (against.length === 0)
    throw refuse('ROLE_NOT_HELD', `${chair.actor}, the chair of ${body.body}, ${does}`);
}

function requireMember({actor}: Change, body: Body): void {
  if (!body.members.some((one) => one.actor === actor))
    throw refuse('NOT_A_MEMBER', `${actor} is not a member of ${body.body}`);
}

/** A member who could vote on this application: not its author, and without a conflict. */
export function requireDecider(
  change: Change,
  body: Body,
  application: Application = change.application,
): void {
  const conflicts = application.bodies.find((one) => one.body === body.body)?.conflicts ?? [];
  const {actor, today} = change;
  const [first, ...rest] = reasonsAgainstVoting(actor, body, {
    application,
    conflicts,
    votes: [],
    today,
  });
  if (first) throw new Refusal([first, ...rest]);
}
