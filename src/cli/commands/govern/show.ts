/** `dolen govern show`: where applications stand, with every reason, and what waits for whom. */

import {type Application, titleOf} from '../../../assurance/approval/application/application.ts';
import type {Policy} from '../../../assurance/approval/policy/policy.ts';
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
    return atDesk(input, 'auditor', async ({folder, policy}) => {
      const applications =
        id === undefined ? await folder.applications() : [await folder.application(id)];
      const detailed = id !== undefined;
      const lines = applications.flatMap((one) => [
        `${one.id}  ${said(one.state)}  ${titleOf(one) ?? one.project}`,
        ...(detailed ? detailsOf(one) : []),
        ...(input.isSet('history') ? one.history.map(eventLine) : []),
        ...waitingFor(one, policy).map((line) => `  waiting: ${line}`),
      ]);
      return {
        json: {applications: applications.map((one) => summaryOf(one, policy, detailed))},
        text: lines.length > 0 ? lines : ['no applications yet: dolen govern apply FILE'],
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

function detailsOf({project, version, applicant, lane, bodies, overrides}: Application): string[] {
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
    ...bodies.flatMap(({body, state, requiredBecause, validTo, votes}) => [
      `  ${body}: ${said(state)}${validTo === undefined ? '' : `, until ${validTo}`}`,
      ...requiredBecause.map((because) => `    needed: ${because}`),
      ...votes.map(({by, vote, because}) => `    ${by}: ${said(vote)}: ${because}`),
    ]),
    ...overrides.map(
      ({by, controller, because}) => `  overridden for ${controller} by ${by}: ${because}`,
    ),
  ];
}
