/** What every command about applications does: reads the policy, changes one application, saves, tells. */

import {join} from 'node:path';
import {refuseClashes} from '../../../assurance/approval/acts/clashes.ts';
import {lapse} from '../../../assurance/approval/acts/lapse.ts';
import {settle} from '../../../assurance/approval/acts/settle.ts';
import type {ApplicantFile} from '../../../assurance/approval/application/applicant-file.ts';
import {parseApplicantFile} from '../../../assurance/approval/application/applicant-file.ts';
import {type Acting, Change} from '../../../assurance/approval/application/change.ts';
import {syncGrants} from '../../../assurance/approval/grants/sync.ts';
import type {Body} from '../../../assurance/approval/policy/body.ts';
import {type Policy, readPolicy} from '../../../assurance/approval/policy/policy.ts';
import {parseRoles, type RolesFile} from '../../../assurance/approval/policy/roles.ts';
import {GovernanceFolder} from '../../../assurance/approval/records/governance-folder.ts';
import type {AuditLog} from '../../../assurance/audit/log.ts';
import {instant} from '../../../kernel/dates.ts';
import type {Digest} from '../../../kernel/digests.ts';
import {refuse} from '../../../kernel/errors.ts';
import type {CommandInput, OptionSpec, Outcome} from '../../command.ts';
import {readText} from '../../read-definitions.ts';
import {told} from './words.ts';

export interface Desk {
  readonly policy: Policy;
  readonly policyHash: Digest;
  readonly roles: RolesFile;
  readonly folder: GovernanceFolder;
  readonly acting: Acting;
  readonly log: AuditLog;
}

/** Opens the governance of a home for one command. */
export function atDesk(
  input: CommandInput,
  role: string,
  work: (desk: Desk) => Promise<Outcome>,
): Promise<Outcome> {
  return input.govern(role, async (log, _, {policyHash}) => {
    const policy = await readPolicy(input.shared.governance);
    const roles = parseRoles(await readText(join(input.shared.governance, 'roles.yaml'), 'roles'));
    return GovernanceFolder.with(input.home, log, input.effects, (folder) => {
      // Read when it is our turn: who waited for another writer acts after them.
      const acting = {actor: input.shared.actor, at: instant(input.effects.now())};
      return work({policy, policyHash, roles, folder, acting, log});
    });
  });
}

/** One act on one application; what time demanded of it meanwhile comes first. */
export function changing(
  input: CommandInput,
  role: string,
  act: (change: Change, desk: Desk) => void | Promise<void>,
): Promise<Outcome> {
  return atDesk(input, role, async (desk) => {
    const application = await desk.folder.application(input.positionals[0] ?? '');
    const change = new Change(application, desk.acting);
    lapse(change);
    await act(change, desk);
    refuseClashes(change, desk.roles);
    settle(change);
    await saveChange(desk, change, application.history.length);
    return told(change.application, application.history.length, desk.policy);
  });
}

/** Saves a change with the grants that follow from it. */
export async function saveChange(desk: Desk, change: Change, before: number): Promise<void> {
  const standing = await desk.folder.grants(change.application.project);
  const grants = syncGrants(change, standing, desk.policy.datasets);
  await desk.folder.save(change, before, grants);
}

export const bodyOption: Readonly<Record<string, OptionSpec>> = {
  body: {type: 'string', value: 'BODY', help: 'the body, as its folder is named', required: true},
};

export const becauseOption: Readonly<Record<string, OptionSpec>> = {
  because: {type: 'string', value: 'TEXT', help: 'the reason; whoever is affected reads it'},
};

/** @throws Refusal NOT_ITS_BODY */
export function bodyNamed({policy}: Desk, id: string): Body {
  const body = policy.bodies.get(id);
  if (!body) throw refuse('NOT_ITS_BODY', `bodies are ${[...policy.bodies.keys()].join(', ')}`);
  return body;
}

export async function applicantFile(path: string, {policy}: Desk): Promise<ApplicantFile> {
  return parseApplicantFile(await readText(path, 'application'), policy.bank);
}

export const questionsOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
