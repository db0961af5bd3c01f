/** The project that a command of the store is about. */

import {UsageError} from '../../../kernel/errors.ts';
import {PROJECT_NAME} from '../../../kernel/zones.ts';
import type {CommandInput} from '../../command.ts';

/** @throws UsageError for what is not the name of a project: it becomes a folder's */
export function projectOf({positionals}: CommandInput): string {
  const [project = ''] = positionals;
  if (PROJECT_NAME.test(project)) return project;
  throw new UsageError('USAGE', [{where: 'project', what: 'not the name of a project'}]);
}
