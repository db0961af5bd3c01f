/** Roles that nobody holds side by side in one project, as `governance/roles.yaml` has them. */

import {Refusal} from '../../../kernel/errors.ts';
import {peopleOf} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import {clashesAmong, type RolesFile} from '../policy/roles.ts';

/**
 * Looks at every role in which the actor has taken part in this application, the act that is under way
 * included.
 * @throws Refusal ROLES_CLASH with every pair
 */
export function refuseClashes({application, actor}: Change, roles: RolesFile): void {
  const held = new Set(application.history.filter(({by}) => by === actor).map(({role}) => role));
  if (application.applicant === actor) held.add('applicant');
  if (peopleOf(application).some((one) => one.actor === actor)) held.add('researcher');
  const [first, ...rest] = clashesAmong(roles, [...held]).map(([one, other]) => ({
    code: 'ROLES_CLASH' as const,
    because: `${actor} would be ${said(one)} and ${said(other)} of ${application.project}`,
  }));
  if (first) throw new Refusal([first, ...rest]);
}

const said = (role: string): string => role.replaceAll('_', ' ');
