/** Commands of the approvals officer, and of data controllers: scope, clarify, suspend, resume, close. */

import {join} from 'node:path';
import {
  askForClarity,
  close,
  controllerOf,
  rekey,
  resume,
  suspend,
} from '../../../assurance/approval/acts/officer.ts';
import {resumeBody, suspendBody} from '../../../assurance/approval/acts/review.ts';
import {scope} from '../../../assurance/approval/acts/scope.ts';
import type {Change} from '../../../assurance/approval/application/change.ts';
import {holdsRole, requireRole} from '../../../assurance/approval/policy/people.ts';
import type {AuditLog} from '../../../assurance/audit/log.ts';
import {digestOfFile, exists} from '../../../engine/files.ts';
import type {Command, OptionSpec} from '../../command.ts';
import {becauseOption, bodyNamed, changing, type Desk, questionsOf} from './desk.ts';

const scoped: Command = {
  name: 'govern scope',
  summary:
    'the officer says which bodies decide and why, which lane it takes, and how long that is',
  positionals: ['APPLICATION'],
  run: (input) =>
    changing(input, 'approvals_officer', async (change, {policy, policyHash, folder}) => {
      const earlier = (await folder.applications()).filter(({id}) => id !== change.application.id);
      scope(change, policy, {earlier, policyHash});
    }),
};

const clarify: Command = {
  name: 'govern clarify',
  summary: 'the officer asks the applicant to make answers clear',
  positionals: ['APPLICATION'],
  options: {
    ask: {type: 'string', value: 'IDS', help: 'questions, by id and comma', required: true},
    ...becauseOption,
  },
  run: (input) =>
    changing(input, 'approvals_officer', (change, {policy}) => {
      requireRole(policy.people, change.actor, 'approvals_officer');
      askForClarity(change, questionsOf(input.text('ask')), input.text('because'));
    }),
};

const optionalBody: Readonly<Record<string, OptionSpec>> = {
  body: {type: 'string', value: 'BODY', help: 'its own approval only, by one of its members'},
};

const suspended: Command = {
  name: 'govern suspend',
  summary: 'holds access back, at the next decision: the officer, a controller, or a body',
  positionals: ['APPLICATION'],
  options: {...optionalBody, ...becauseOption},
  run: (input) =>
    changing(input, roleFor(input.text('body')), (change, desk) => {
      const body = input.text('body');
      if (body !== undefined) suspendBody(change, bodyNamed(desk, body), input.text('because'));
      else suspend(change, sideOf(change, desk), input.text('because'));
    }),
};

const resumed: Command = {
  name: 'govern resume',
  summary: 'lifts what the same side held back; access returns when nothing else is in the way',
  positionals: ['APPLICATION'],
  options: {...optionalBody, ...becauseOption},
  run: (input) =>
    changing(input, roleFor(input.text('body')), (change, desk) => {
      const body = input.text('body');
      if (body !== undefined) resumeBody(change, bodyNamed(desk, body), input.text('because'));
      else resume(change, sideOf(change, desk), input.text('because'));
    }),
};

const roleFor = (body: string | undefined): string =>
  body === undefined ? 'approvals_officer' : 'body_member';

/** @throws Refusal ROLE_NOT_HELD for anyone who is neither */
function sideOf(change: Change, {policy}: Desk): 'officer' | 'data_controller' {
  if (holdsRole(policy.people, change.actor, 'approvals_officer')) return 'officer';
  const controllers = new Map(
    policy.datasets.datasets.map(({dataset, controller}) => [dataset, controller]),
  );
  if (controllerOf(change, policy.bodies, controllers)) return 'data_controller';
  requireRole(policy.people, change.actor, 'approvals_officer');
  return 'officer';
}

const rekeyed: Command = {
  name: 'govern rekey',
  summary: 'the key custodian gives a project a new key version; dolen store rotate makes the key',
  positionals: ['APPLICATION'],
  options: becauseOption,
  run: (input) =>
    changing(input, 'key_custodian', (change, {policy}) => {
      requireRole(policy.people, change.actor, 'key_custodian');
      rekey(change, input.text('because'));
    }),
};

const closed: Command = {
  name: 'govern close',
  summary: 'ends an application, once its data and its key are certified to be destroyed',
  positionals: ['APPLICATION'],
  run: (input) =>
    changing(input, 'applicant', async (change, {policy, log}) => {
      const {project, applicant} = change.application;
      const by = change.actor === applicant ? 'applicant' : 'approvals_officer';
      if (by === 'approvals_officer') requireRole(policy.people, change.actor, by);
      const had = await exists(join(input.home, 'projects', project));
      close(change, by, !had || (await isCertified(input.home, project, log)));
    }),
};

/** Whether the project has a certificate, and it is the one that the log announced. */
async function isCertified(home: string, project: string, log: AuditLog): Promise<boolean> {
  const path = join(home, 'governance', 'certificates', `${project}.json`);
  return (await exists(path)) && (await log.announces(await digestOfFile(path)));
}

export const officerCommands: readonly Command[] = [
  scoped,
  clarify,
  suspended,
  resumed,
  rekeyed,
  closed,
];
