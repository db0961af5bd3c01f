/** Who may take which step towards a person's identity: two approvers of two bodies, then the custodian. */

import {dayNumber, type IsoDay, parseIsoDay} from '../../../kernel/dates.ts';
import {type Decision, decide, type Reason} from '../../../kernel/decisions.ts';
import {isUuid} from '../../../kernel/ids.ts';
import {PROJECT_NAME} from '../../../kernel/zones.ts';
import {
  REIDENTIFICATION,
  type ReidentificationState,
} from '../../approval/states/reidentification.ts';
import type {ReidentificationCase} from './cases.ts';

/** The only reasons for which anyone may ask (governance reference §5.7). */
export const REASONS = ['PATIENT_SAFETY', 'CONSENT_WITHDRAWAL', 'OPT_OUT', 'LEGAL_ORDER'] as const;

/** A request is about people who can be counted on the fingers, not about a cohort. */
export const MAX_BATCH = 50;
export const MAX_DAYS = 14;

/** Who acts, in which role, on which day. */
export interface Acting {
  readonly actor: string;
  readonly role: string;
  readonly today: IsoDay;
}

/** The bodies whose member somebody is, today. */
export type BodiesOf = (actor: string) => readonly string[];

export interface NewRequest {
  readonly project: string;
  readonly reason: string;
  readonly recipient: string;
  readonly validTo: string;
  readonly pseudonyms: readonly string[];
}

const invalid = (because: string): Reason => ({code: 'REIDENTIFICATION_INVALID', because});
const unfit = (because: string): Reason => ({code: 'REIDENTIFICATION_NOT_FIT', because});
const notOpen = (because: string): Reason => ({code: 'REIDENTIFICATION_NOT_OPEN', because});

/** Counts only: a pseudonym that is wrong is never repeated. */
export function decideRequest(request: NewRequest, today: IsoDay): Decision {
  const {project, reason, recipient, pseudonyms} = request;
  const lastDay = parseIsoDay(request.validTo);
  const days = lastDay === null ? Number.NaN : dayNumber(lastDay) - dayNumber(today);
  const malformed = pseudonyms.filter((one) => !isUuid(one)).length;
  const reasons: Reason[] = [];
  if (!PROJECT_NAME.test(project)) reasons.push(invalid('the project has no such name'));
  if (!(REASONS as readonly string[]).includes(reason)) {
    reasons.push(invalid(`the reason is none of ${REASONS.join(', ')}`));
  }
  if (!/^age1[0-9a-z]+$/.test(recipient)) reasons.push(invalid('no age recipient for the result'));
  if (!(days >= 0 && days <= MAX_DAYS)) {
    reasons.push(invalid(`it must end within ${MAX_DAYS} days, on a day YYYY-MM-DD`));
  }
  if (pseudonyms.length === 0 || pseudonyms.length > MAX_BATCH) {
    reasons.push(
      invalid(`a batch has 1 to ${MAX_BATCH} pseudonyms, this has ${pseudonyms.length}`),
    );
  }
  if (malformed > 0) reasons.push(invalid(`${malformed} lines are not pseudonyms`));
  if (new Set(pseudonyms).size < pseudonyms.length)
    reasons.push(invalid('a pseudonym occurs twice'));
  return decide(reasons);
}

/** Its last day has passed before anybody executed it. */
export const hasLapsed = (one: ReidentificationCase, today: IsoDay): boolean =>
  today > one.validTo && mayBecome(one.state, 'lapsed');

const mayBecome = (from: ReidentificationState, to: ReidentificationState): boolean =>
  REIDENTIFICATION.transitions.some((one) => one.from === from && one.to === to);

/** Whether somebody may endorse (the first approver) or authorise (the second). */
export function decideApproval(
  one: ReidentificationCase,
  to: 'endorsed' | 'authorised',
  acting: Acting,
  bodiesOf: BodiesOf,
): Decision {
  const bodies = bodiesOf(acting.actor);
  const earlier = one.steps.filter(({state}) => state === 'endorsed' || state === 'authorised');
  const shared = bodies.filter((body) => earlier.some((step) => step.bodies.includes(body)));
  const reasons = [...openFor(one, to, acting.today), ...unfitApprover(one, acting, bodies)];
  if (earlier.some(({by}) => by === acting.actor)) {
    reasons.push(unfit('the same person has endorsed it already'));
  }
  if (shared.length > 0) {
    reasons.push(
      unfit(`${shared.join(', ')} has endorsed it already; the second is of another body`),
    );
  }
  return decide(reasons);
}

export const decideRefusal = (
  one: ReidentificationCase,
  acting: Acting,
  bodiesOf: BodiesOf,
): Decision =>
  decide([
    ...openFor(one, 'refused', acting.today),
    ...unfitApprover(one, acting, bodiesOf(acting.actor)),
  ]);

/** Whether its pseudonyms may be traced now: everything about its approvals is looked at once more. */
export const decideTracing = (one: ReidentificationCase, acting: Omit<Acting, 'role'>): Decision =>
  decide(againstTracing(one, acting));

/** Whether its people may be named now, by the one who holds them. */
export const decideExecution = (one: ReidentificationCase, acting: Acting): Decision =>
  decide([
    ...againstTracing(one, acting),
    ...(acting.role === 'ttp_custodian' ? [] : [unfit('only ttp_custodian executes it')]),
  ]);

function againstTracing(one: ReidentificationCase, {actor, today}: Omit<Acting, 'role'>): Reason[] {
  const reasons = openFor(one, 'executed', today);
  const first = one.steps.find(({state}) => state === 'endorsed');
  const second = one.steps.find(({state}) => state === 'authorised');
  if (actor === one.requester) reasons.push(unfit('nobody executes their own request'));
  const isDual =
    first !== undefined &&
    second !== undefined &&
    new Set([first.by, second.by, one.requester]).size === 3 &&
    first.bodies.length > 0 &&
    second.bodies.length > 0 &&
    !first.bodies.some((body) => second.bodies.includes(body));
  if (!isDual) reasons.push(unfit('two approvers of different bodies have not both agreed'));
  return reasons;
}

/** Whether the panel's reviewer may close it: they say that the panel knows. */
export function decideClosing(one: ReidentificationCase, acting: Acting): Decision {
  const reasons = openFor(one, 'closed', acting.today);
  if (acting.role !== 'access_reviewer') reasons.push(unfit('only access_reviewer closes it'));
  if (acting.actor === one.requester) reasons.push(unfit('nobody closes their own request'));
  return decide(reasons);
}

function openFor(one: ReidentificationCase, to: ReidentificationState, today: IsoDay): Reason[] {
  if (hasLapsed(one, today)) return [notOpen(`${one.id} lapsed after ${one.validTo}`)];
  return mayBecome(one.state, to) ? [] : [notOpen(`${one.id} is ${one.state}`)];
}

function unfitApprover(
  one: ReidentificationCase,
  {actor, role}: Acting,
  bodies: readonly string[],
): Reason[] {
  const reasons: Reason[] = [];
  if (role !== 'body_member' && role !== 'data_controller') {
    reasons.push(unfit('only body_member and data_controller approve'));
  }
  if (bodies.length === 0) reasons.push(unfit(`${actor} is a member of no body`));
  if (actor === one.requester) reasons.push(unfit('nobody approves their own request'));
  return reasons;
}
