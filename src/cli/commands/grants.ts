/** The grants of a project: as its application left them; from a file for made-up people alone. */

import {join, resolve} from 'node:path';
import {grantsDigest, type ProjectGrants, parseGrants} from '../../assurance/approval/grant.ts';
import {readHeldGrants} from '../../assurance/approval/records/governance-folder.ts';
import type {Job} from '../../assurance/job/job.ts';
import {exists} from '../../engine/files.ts';
import type {Digest} from '../../kernel/digests.ts';
import {refuse} from '../../kernel/errors.ts';
import type {CommandInput, OptionSpec} from '../command.ts';
import {readText} from '../read-definitions.ts';

export const grantsOption: Readonly<Record<string, OptionSpec>> = {
  grants: {
    type: 'string',
    value: 'FILE',
    help: 'made-up people only: grants without an application',
  },
};

export interface GrantsRead {
  readonly grants: ProjectGrants;
  readonly digest: Digest;
}

/**
 * @throws Refusal NO_GRANT when there are none, or they are another project's; GOVERNANCE_CHANGED
 *   when the file is not the one that the log announced
 */
export async function readGrants(
  {positionals, text, shared}: CommandInput,
  job: Pick<Job, 'home' | 'log'>,
  project: string = positionals[0] ?? '',
): Promise<GrantsRead> {
  const held = await readHeldGrants(job.home, project, job.log);
  const given = text('grants');
  if (held && given !== undefined)
    throw refuse(
      'APPLICATION_NEEDED',
      'the project has grants by application; a file adds nothing',
    );
  const grants = held?.grants ?? (await readFileOf(given, shared.governance, project));
  if (grants.project !== project) throw refuse('NO_GRANT', 'the grants are for another project');
  return {grants, digest: grantsDigest(grants)};
}

async function readFileOf(
  given: string | undefined,
  governance: string,
  project: string,
): Promise<ProjectGrants> {
  const path = resolve(given ?? join(governance, 'grants', `${project}.yaml`));
  if (!(await exists(path)))
    throw refuse(
      'NO_GRANT',
      'no approved application grants this project anything: dolen govern apply',
    );
  return {...parseGrants(await readText(path, 'grants')), byApplication: false};
}
