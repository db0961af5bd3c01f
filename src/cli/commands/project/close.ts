/** `dolen project close`: destroys a project's data and keys for good, and certifies it. */

import {join} from 'node:path';
import {exists} from '../../../engine/files.ts';
import {refuse, UsageError} from '../../../kernel/errors.ts';
import {PROJECT_NAME, ZONES} from '../../../kernel/zones.ts';
import type {CloseRequest} from '../../../zones/project/close.ts';
import type {Command, CommandInput} from '../../command.ts';
import {runZoneCommand} from '../../processes.ts';
import {requireRoleOf} from '../../roles.ts';

/** The store destroys its keys in a process of its own, before anything of the project is certified. */
export const close: Command = {
  name: 'project close',
  summary: 'destroys a project’s data and keys for good, and certifies it',
  positionals: ['PROJECT'],
  options: {
    because: {
      type: 'string',
      value: 'TEXT',
      help: 'why, where its grants are in force; the log has a commitment to it',
    },
  },
  async run(input) {
    const [project = ''] = input.positionals;
    const isNamed = PROJECT_NAME.test(project);
    // A project that never was would otherwise be closed, and its name lost, by a slip of the pen.
    if (!isNamed || !(await exists(join(input.home, ZONES.project.directory, project)))) {
      throw new UsageError('INPUT_NOT_FOUND', [{where: 'project', what: 'none of this name here'}]);
    }
    const {closeProject} = await import('../../../zones/project/close.ts');
    const commits = await allowClosing(input, project);
    const {keys} = await runZoneCommand<{keys: CloseRequest['storeKeys']}>(input.shared, [
      ...['store', 'forget', project],
    ]);
    return input.job(
      'project',
      async (job) => {
        const result = await closeProject({project, storeKeys: keys, commits}, job);
        return {
          json: result,
          text: [
            `${project} is closed: ${result.files} files and ${result.keys.length} keys destroyed`,
            `  certificate  governance/certificates/${project}.json in the home`,
            `  sha256       ${result.certificate}`,
          ],
        };
      },
      project,
    );
  },
};

/**
 * Nothing is destroyed on a slip: the actor is a custodian of keys, and says why where the project is
 * still in use.
 * @returns the commitment to the reason
 */
async function allowClosing(
  input: CommandInput,
  project: string,
): Promise<CloseRequest['commits']> {
  const {readHeldGrants} = await import('../../../assurance/approval/records/governance-folder.ts');
  const {commitAndKeep} = await import('../../../assurance/audit/openings.ts');
  const because = input.text('because')?.trim() ?? '';
  let commits: CloseRequest['commits'];
  await input.govern('key_custodian', async (log) => {
    await requireRoleOf(input.shared, 'key_custodian');
    const held = await readHeldGrants(input.home, project, log);
    if (held?.grants.standing.state === 'in_force' && because === '')
      throw refuse(
        'REASON_MISSING',
        `the grants of ${project} are in force; say why with --because`,
      );
    const folder = join(input.home, 'governance');
    if (because !== '') commits = await commitAndKeep(folder, {because}, input.effects);
    return {json: {}, text: []};
  });
  return commits;
}
