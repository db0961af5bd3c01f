/** The lives of applications, of bodies' decisions, of amendments and re-identifications, as a page. */

import {AMENDMENT} from '../../assurance/approval/states/amendment.ts';
import {APPLICATION} from '../../assurance/approval/states/application.ts';
import {BODY} from '../../assurance/approval/states/body.ts';
import type {Machine, Mover} from '../../assurance/approval/states/machine.ts';
import {REIDENTIFICATION} from '../../assurance/approval/states/reidentification.ts';

interface Life {
  readonly title: string;
  readonly says: string;
  readonly file: string;
  readonly machine: Machine;
}

const LIVES: readonly Life[] = [
  {
    title: 'Application',
    says: 'Data may be read while it is approved, or approved with conditions once every condition that comes before access is discharged; in no other state.',
    file: 'application',
    machine: APPLICATION,
  },
  {
    title: 'Decision of a body',
    says: 'Each body that an application needs decides for itself; the application is approved when every one of them has approved.',
    file: 'body',
    machine: BODY,
  },
  {
    title: 'Amendment',
    says: 'Only bodies that asked a question whose answer differs look at it; until they accept, the version in force stays in force.',
    file: 'amendment',
    machine: AMENDMENT,
  },
  {
    title: 'Re-identification',
    says: 'Two approvers, each a member of a body or a data controller, of different bodies, and neither of them the one who asks.',
    file: 'reidentification',
    machine: REIDENTIFICATION,
  },
];

export const applicationsPage = (): string =>
  [
    '# The lives of applications',
    '',
    'Printed from `src/assurance/approval/states/` by `npm run print`. Nothing changes a state but these',
    'tables; what is not in them is refused, and every transition is one entry of the audit log.',
    '',
    ...LIVES.flatMap(lifeLines),
  ].join('\n');

function lifeLines({title, says, file, machine}: Life): string[] {
  const {initial, states, transitions} = machine;
  const ends = states.filter((state) => !transitions.some(({from}) => from === state));
  return [
    `## ${title}`,
    '',
    says,
    '',
    `${states.length} states, ${transitions.length} transitions; it ends in ${ends.map(code).join(', ') || 'no state'}. From \`states/${file}.ts\`.`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${initial}`,
    ...transitions.map(({from, to}) => `  ${from} --> ${to}`),
    ...ends.map((state) => `  ${state} --> [*]`),
    '```',
    '',
    '| from | to | who | when | event |',
    '|---|---|---|---|---|',
    ...transitions.map(
      ({from, to, by, when, event}) =>
        `| ${code(from)} | ${code(to)} | ${by.map(spoken).join(' or ')} | ${when} | ${code(event)} |`,
    ),
    '',
  ];
}

const code = (text: string): string => `\`${text}\``;

const spoken = (mover: Mover): string =>
  mover === 'ttp_custodian' ? 'custodian of the third party' : mover.replaceAll('_', ' ');
