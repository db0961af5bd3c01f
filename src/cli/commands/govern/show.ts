/** `dolen govern show`: where applications stand, with every reason, and what waits for whom. */

import {type Application, titleOf} from '../../../assurance/approval/application/application.ts';
import type {Policy} from '../../../assurance/approval/policy/policy.ts';
import {exitStatus} from '../../../kernel/catalogue.ts';
import type {Command} from '../../command.ts';
import {atDesk} from './desk.ts';
import {eventLine, said, waitingFor} from './words.ts';

export const show: Command = {
  name: 'govern show',
  summary: 'lists the applications and what waits for whom; with an id, everything about one',
  options: {
    history: {type: 'boolean', help: 'with everything that happened to it'},
  },
  async run(input) {
    const [id] = input.positionals;
    return atDesk(input, 'reader', async ({folder, policy}) => {
      const {applications, damaged} =
        id === undefined
          ? await folder.readable()
          : {applications: [await folder.application(id)], damaged: []};
      const detailed = id !== undefined;
      const lines = applications.flatMap((one) => [
        `${one.id}  ${said(one.state)}  ${titleOf(one) ?? one.project}`,
        ...(detailed ? detailsOf(one) : []),
        ...(input.isSet('history') ? one.history.map(eventLine) : []),
        ...waitingFor(one, policy).map((line) => `  waiting: ${line}`),
      ]);
      return {
        json: {applications: applications.map((one) => summaryOf(one, policy, detailed)), damaged},
        text: [
          ...lines,
          ...damaged.map(({because}) => `not shown: ${because}`),
          ...(lines.length + damaged.length > 0
            ? []
            : ['no applications yet: dolen govern apply FILE']),
        ],
        ...(damaged.length > 0 ? {exitStatus: exitStatus('GOVERNANCE_CHANGED')} : {}),
      };
    });
  },
};

function summaryOf(application: Application, policy: Policy, detailed: boolean) {
  const {id, project, version, state, applicant, bodies} = application;
  const waiting = waitingFor(application, policy);
  return detailed
    ? {...application, waiting}
    : {id, project, version, state, applicant, title: titleOf(application), bodies, waiting};
}

function detailsOf(application: Application): string[] {
  const {project, version, applicant, lane, bodies, overrides, amendments} = application;
  return [
    `  project ${project}, version ${version}, by ${applicant}`,
    ...(lane
      ? [
          `  lane: ${lane.title}; to be decided within ${lane.expectedDays} working days`,
          ...lane.reasons.map(
            ({holds, read, because}) => `    ${holds ? 'yes' : 'no '}  ${because} (${read})`,
          ),
        ]
      : []),
    ...bodies.flatMap(
      ({body, state, requiredBecause, validTo, votes, conflicts, conditions, clarify}) => [
        `  ${body}: ${said(state)}${validTo === undefined ? '' : `, until ${validTo}`}`,
        ...requiredBecause.map((because) => `    needed: ${because}`),
        ...votes.map(({by, vote, because}) => `    ${by}: ${said(vote)}: ${because}`),
        ...conflicts.map(
          ({member, because}) => `    ${member} has a conflict of interest: ${because}`,
        ),
        ...conditions.map(
          ({id, text, when, discharged}) =>
            `    condition ${id}, ${said(when)}: ${text}${discharged ? `; met: ${discharged.because} (${discharged.by})` : ''}`,
        ),
        ...(clarify.length > 0 ? [`    asks to make clear: ${clarify.join(', ')}`] : []),
      ],
    ),
    ...overrides.map(
      ({by, controller, because}) => `  overridden for ${controller} by ${by}: ${because}`,
    ),
    ...amendments.flatMap(({id, state, changes, bodies: parts}) => [
      `  amendment ${id}: ${said(state)}; changes ${changes.join(', ')}`,
      ...parts.flatMap(({body, votes}) =>
        votes.map(({by, vote, because}) => `    ${body}, ${by}: ${said(vote)}: ${because}`),
      ),
    ]),
  ];
}
