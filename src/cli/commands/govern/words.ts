/** Says in words where an application stands: what just happened, and what waits for whom. */

import {
  type Application,
  type BodyReview,
  type HistoryEvent,
  titleOf,
} from '../../../assurance/approval/application/application.ts';
import type {Policy} from '../../../assurance/approval/policy/policy.ts';
import {counted} from '../../../kernel/counted.ts';
import type {Outcome} from '../../command.ts';

/** @param before how many events there were before this command */
export function told(application: Application, before: number, policy: Policy): Outcome {
  const events = application.history.slice(before);
  return {
    json: {
      id: application.id,
      project: application.project,
      version: application.version,
      state: application.state,
      lane: application.lane,
      bodies: application.bodies,
      amendments: application.amendments,
      grantsVersion: application.grantsVersion,
      events,
      waiting: waitingFor(application, policy),
    },
    text: [
      ...events.map(eventLine),
      `${application.id} is ${said(application.state)}: ${titleOf(application) ?? application.project}`,
      ...waitingFor(application, policy).map((line) => `  waiting: ${line}`),
    ],
  };
}

export const said = (state: string): string => state.replaceAll('_', ' ');

export function eventLine({
  at,
  by,
  event,
  body,
  amendment,
  because,
  objects,
}: HistoryEvent): string {
  const what = said(event.toLowerCase());
  const named = (type: string) => objects?.find((one) => one.type === type)?.id;
  const where = [body, amendment && `amendment ${amendment}`, named('dataset')].filter(
    (one) => one !== undefined,
  );
  const about = where.length === 0 ? '' : ` (${where.join(', ')})`;
  const vote = named('vote');
  const words = [vote && said(vote), because].filter((one) => one !== undefined).join(': ');
  return `  ${at.slice(0, 16).replace('T', ' ')}  ${what}${about}, by ${by}${words === '' ? '' : `: ${words}`}`;
}

/** What stands between the application and its next state, and whose turn it is. */
export function waitingFor(application: Application, policy: Policy): readonly string[] {
  const {state, applicant, bodies, holds, amendments} = application;
  const officers = holders(policy, 'approvals_officer');
  switch (state) {
    case 'draft':
      return [`${officers} scopes it: dolen govern scope ${application.id}`];
    case 'scoped':
      return [`${applicant} submits it: dolen govern submit ${application.id}`];
    case 'clarify':
      return [`${applicant} makes clear ${application.clarify.join(', ')}`];
    case 'submitted':
    case 'under_review':
      return bodies.flatMap((one) => turnOf(one, applicant, policy));
    case 'approved':
    case 'approved_with_conditions':
      return [...bodies.flatMap(openConditions), ...amendments.flatMap(undecided)];
    case 'suspended':
      return [
        ...holds.map(({what, by}) => `${what} (${by})`),
        ...bodies.flatMap((one) => turnOf(one, applicant, policy)),
        ...amendments.flatMap(undecided),
      ];
    case 'expired':
      return [`${applicant} renews it, or ${officers} closes it`];
    default:
      return [];
  }
}

function turnOf(
  {body, state, clarify, votes}: BodyReview,
  applicant: string,
  policy: Policy,
): readonly string[] {
  switch (state) {
    case 'submitted':
      return [`${body} acknowledges its form`];
    case 'clarify':
      return [`${applicant} makes clear to ${body}: ${clarify.join(', ')}`];
    case 'under_review':
      return [
        `${body} decides: ${counted(votes.length, 'vote')}, and it takes ${policy.bodies.get(body)?.quorum.members ?? 1}`,
      ];
    case 'suspended':
      return [`${body} has suspended its approval`];
    case 'rejected':
      return [`${body} has withdrawn its approval for good`];
    case 'expired':
      return [`the approval of ${body} has run out: ${applicant} renews it`];
    default:
      return [];
  }
}

const undecided = ({id, state, bodies}: Application['amendments'][number]): readonly string[] =>
  state === 'under_review'
    ? bodies
        .filter(({decision}) => decision === null)
        .map(({body}) => `${body} decides on amendment ${id}`)
    : [];

const openConditions = ({body, conditions}: BodyReview): readonly string[] =>
  conditions
    .filter(({discharged}) => !discharged)
    .map(({id, text, when}) => `condition ${id} of ${body}, ${said(when)}: ${text}`);

const holders = ({people}: Policy, role: string): string =>
  people.people
    .filter(({roles}) => roles.includes(role))
    .map(({actor}) => actor)
    .join(' or ') || `an ${said(role)}`;
