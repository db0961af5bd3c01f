/** Who may do what, as a page: printed from `governance/roles.yaml`. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseRoles} from '../../assurance/approval/policy/roles.ts';
import {PROJECT_ROOT} from '../identity.ts';

export function rolesPage(): string {
  const {roles} = parseRoles(readFileSync(join(PROJECT_ROOT, 'governance', 'roles.yaml'), 'utf8'));
  const titles = new Map(roles.map(({role, title}) => [role, title]));
  return [
    '# Roles',
    '',
    'Printed from `governance/roles.yaml` by `npm run print`. Nobody holds, in one project, two roles of',
    'which one excludes the other.',
    '',
    '| role | may | may never | excludes |',
    '|---|---|---|---|',
    ...roles.map(
      ({role, title, may, mayNever, clashes}) =>
        `| **${title}** (\`${role}\`) | ${may.join('; ')} | ${mayNever.join('; ')} | ${clashes.map((other) => titles.get(other)).join('; ') || '–'} |`,
    ),
    '',
  ].join('\n');
}
