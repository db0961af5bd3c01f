/** Roles of whoever runs a command, as the folder of policy gives them. */

import {join} from 'node:path';
import {
  holdsRole,
  type PeopleFile,
  parsePeople,
  requireRole,
} from '../assurance/approval/policy/people.ts';
import type {SharedOptions} from './command.ts';
import {readText} from './read-definitions.ts';

type Acting = Pick<SharedOptions, 'governance' | 'actor'>;

const peopleOf = async ({governance}: Acting): Promise<PeopleFile> =>
  parsePeople(await readText(join(governance, 'people.yaml'), 'people'));

/** Call it inside the job, so that the log has the refusal. @throws Refusal ROLE_NOT_HELD */
export async function requireRoleOf(acting: Acting, role: string): Promise<void> {
  requireRole(await peopleOf(acting), acting.actor, role);
}

export const holdsRoleIn = async (acting: Acting, role: string): Promise<boolean> =>
  holdsRole(await peopleOf(acting), acting.actor, role);
