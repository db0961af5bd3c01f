/** Who holds which role (`governance/people.yaml`); members of bodies stand in the folders of those. */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';
import {refuse} from '../../../kernel/errors.ts';
import type {Body} from './body.ts';

const PeopleSchema = z.strictObject({
  people: z
    .array(
      z.strictObject({
        /** An opaque staff id; names are kept elsewhere. */
        actor: z.string(),
        roles: z.array(z.string()).nonempty(),
      }),
    )
    .refine(
      (people) => new Set(people.map(({actor}) => actor)).size === people.length,
      'a person twice',
    ),
});

export type PeopleFile = Readonly<z.infer<typeof PeopleSchema>>;

/** @throws DataFault POLICY_INVALID with every path that is wrong */
export const parsePeople = (text: string): PeopleFile =>
  parseDefinition(text, PeopleSchema, 'POLICY_INVALID');

export const holdsRole = ({people}: PeopleFile, actor: string, role: string): boolean =>
  people.some((one) => one.actor === actor && one.roles.includes(role));

/** @throws Refusal ROLE_NOT_HELD, naming who holds it */
export function requireRole(file: PeopleFile, actor: string, role: string): void {
  if (holdsRole(file, actor, role)) return;
  const holders = file.people.filter(({roles}) => roles.includes(role)).map((one) => one.actor);
  const who = holders.length > 0 ? holders.join(', ') : 'nobody yet';
  throw refuse('ROLE_NOT_HELD', `${actor} is not ${role.replaceAll('_', ' ')}; ${who} is`);
}

/** The bodies that an actor is a member of. */
export const bodiesOf = (bodies: ReadonlyMap<string, Body>, actor: string): readonly string[] =>
  [...bodies.values()]
    .filter(({members}) => members.some((one) => one.actor === actor))
    .map(({body}) => body);
