/** Grants: dataset, columns, rows, dates and days in force. Deny by default, evaluated at every access. */

import {z} from 'zod';
import {parseDefinition} from '../../kernel/contract/parse.ts';
import {COLUMN_NAME} from '../../kernel/contract/schema.ts';
import type {IsoDay} from '../../kernel/dates.ts';
import {type Decision, decide, type Reason} from '../../kernel/decisions.ts';
import {PROJECT_NAME} from '../../kernel/zones.ts';

const Name = z.string().regex(COLUMN_NAME);
const Day = z.iso.date();

/** Rows whose column has one of these values; every line of a filter must hold. */
const RowFilterSchema = z.strictObject({column: Name, oneOf: z.array(z.string()).nonempty()});

const GrantSchema = z.strictObject({
  id: z.string(),
  dataset: Name,
  /** Columns of the stored table, beside the person's pseudonym, which every extract has. */
  columns: z.array(Name).nonempty(),
  rowFilter: z.array(RowFilterSchema).default([]),
  /** Event dates, both included. */
  dates: z.strictObject({column: Name, from: Day, to: Day}).optional(),
  controller: z.string(),
  validFrom: Day,
  validTo: Day,
});

export const ProjectGrantsSchema = z.strictObject({
  project: z.string().regex(PROJECT_NAME, 'not the name of a project'),
  title: z.string(),
  application: z.string(),
  purpose: z.string(),
  legalBasis: z.array(z.string()).nonempty(),
  people: z.array(z.string()).nonempty(),
  keyVersion: z.int().positive().default(1),
  /** The least count of people in a released cell. */
  minCell: z.int().min(1).default(10),
  grants: z
    .array(GrantSchema)
    .refine(
      (grants) => new Set(grants.map(({dataset}) => dataset)).size === grants.length,
      'two grants for one dataset',
    ),
});

export type ProjectGrants = z.infer<typeof ProjectGrantsSchema>;
export type Grant = ProjectGrants['grants'][number];

/** @throws DataFault GRANT_INVALID with every path that is wrong */
export const parseGrants = (text: string): ProjectGrants =>
  parseDefinition(text, ProjectGrantsSchema, 'GRANT_INVALID');

export const findGrant = ({grants}: ProjectGrants, dataset: string): Grant | undefined =>
  grants.find((grant) => grant.dataset === dataset);

/** Whether a project may have a dataset's columns today. Every reason against it is given. */
export function decideAccess(
  project: ProjectGrants,
  dataset: string,
  columns: readonly string[],
  today: IsoDay,
): Decision {
  const grant = findGrant(project, dataset);
  if (!grant) {
    const because = `${project.project} has no grant for ${dataset}; its controller grants it`;
    return decide([{code: 'NO_GRANT', because}]);
  }
  return decide([...validity(grant, today), ...ungranted(grant, columns)]);
}

/** Whether everything that a project was granted is in force today; what it made of all of it leaves. */
export const decideProject = (project: ProjectGrants, today: IsoDay): Decision =>
  decide(
    project.grants.length === 0
      ? [{code: 'NO_GRANT', because: `${project.project} has no grants`}]
      : project.grants.flatMap((grant) => validity(grant, today)),
  );

function validity({id, dataset, controller, validFrom, validTo}: Grant, today: IsoDay): Reason[] {
  const ask = `${controller} renews it`;
  if (today < validFrom) {
    const because = `${id} for ${dataset} starts on ${validFrom}; ${ask}`;
    return [{code: 'GRANT_NOT_IN_FORCE', because}];
  }
  if (today > validTo) {
    const because = `${id} for ${dataset} ended on ${validTo}; ${ask}`;
    return [{code: 'GRANT_NOT_IN_FORCE', because}];
  }
  return [];
}

const ungranted = ({id, columns, controller}: Grant, asked: readonly string[]): Reason[] =>
  asked
    .filter((name) => name !== 'alf_pe' && !columns.includes(name))
    .map((name) => ({
      code: 'COLUMN_NOT_GRANTED',
      because: `${id} does not hold ${name}; ${controller} grants it by amendment`,
    }));
