/** Roles: what each may do, what it may never do, and which no two one person holds in a project. */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';

const ROLE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

const RoleSchema = z.strictObject({
  role: z.string().regex(ROLE, 'small letters and underscores'),
  title: z.string(),
  may: z.array(z.string()).nonempty(),
  mayNever: z.array(z.string()).nonempty(),
  /** Roles that nobody holds beside this one in the same project. */
  clashes: z.array(z.string()),
});

const RolesSchema = z
  .strictObject({roles: z.array(RoleSchema).nonempty()})
  .superRefine(({roles}, context) => {
    const clashes = new Map(roles.map(({role, clashes}) => [role, clashes]));
    const wrong = (i: number, message: string) =>
      context.addIssue({code: 'custom', message, path: ['roles', i]});
    if (clashes.size < roles.length) wrong(0, 'a role twice');
    for (const [i, {role, clashes: others}] of roles.entries()) {
      for (const other of others) {
        if (!clashes.has(other)) wrong(i, 'clashes with a role that is not there');
        else if (other === role) wrong(i, 'clashes with itself');
        else if (!clashes.get(other)?.includes(role)) wrong(i, 'clashes with a role one way only');
      }
    }
  });

export type RolesFile = Readonly<z.infer<typeof RolesSchema>>;

/** @throws DataFault POLICY_INVALID with every path that is wrong */
export const parseRoles = (text: string): RolesFile =>
  parseDefinition(text, RolesSchema, 'POLICY_INVALID');

/** Every pair of roles that clash among those that one person holds in a project. */
export const clashesAmong = (
  {roles}: RolesFile,
  held: readonly string[],
): (readonly [string, string])[] =>
  roles.flatMap(({role, clashes}) =>
    held.includes(role)
      ? clashes
          // Each pair once: clashes are told from both sides.
          .filter((other) => held.includes(other) && role < other)
          .map((other) => [role, other] as const)
      : [],
  );
