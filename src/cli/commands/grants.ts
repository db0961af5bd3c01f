/** The grants of a project: `governance/grants/<project>.yaml`, or the file that --grants names. */

import {join, resolve} from 'node:path';
import {type ProjectGrants, parseGrants} from '../../assurance/approval/grant.ts';
import {exists} from '../../engine/files.ts';
import {type Digest, sha256} from '../../kernel/digests.ts';
import {refuse} from '../../kernel/errors.ts';
import type {CommandInput, OptionSpec} from '../command.ts';
import {readText} from '../read-definitions.ts';

export const grantsOption: Readonly<Record<string, OptionSpec>> = {
  grants: {type: 'string', value: 'FILE', help: 'default: grants/PROJECT.yaml in --governance'},
};

/** @throws Refusal NO_GRANT when there is no grant file, or it is another project's */
export async function readGrants(
  {positionals, text, shared}: CommandInput,
  project: string = positionals[0] ?? '',
): Promise<{grants: ProjectGrants; digest: Digest}> {
  const path = resolve(text('grants') ?? join(shared.governance, 'grants', `${project}.yaml`));
  if (!(await exists(path)))
    throw refuse('NO_GRANT', 'no grants/PROJECT.yaml in the folder of policy names this project');
  const content = await readText(path, 'grants');
  const grants = parseGrants(content);
  if (grants.project !== project) throw refuse('NO_GRANT', 'the grants are for another project');
  return {grants, digest: sha256(content)};
}
