/** Grants: dataset, columns, rows, dates, people and days in force. Deny by default, evaluated at every access. */

import {z} from 'zod';
import type {Json} from '../../kernel/canonical-json.ts';
import {parseDefinition} from '../../kernel/contract/parse.ts';
import {COLUMN_NAME} from '../../kernel/contract/schema.ts';
import type {IsoDay} from '../../kernel/dates.ts';
import {type Decision, decide, type Reason} from '../../kernel/decisions.ts';
import {type Digest, digestOf} from '../../kernel/digests.ts';
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

/** Something that the grants rest on, until when it is good, and who renews it. */
const ElementSchema = z.strictObject({
  what: z.string(),
  validTo: Day,
  /** Set when it holds back one person only, as training does. */
  actor: z.string().optional(),
  renewedBy: z.string(),
});

/** Whether anything may be read under the grants now, or what must happen first. */
const StandingSchema = z.discriminatedUnion('state', [
  z.strictObject({state: z.literal('in_force')}),
  z.strictObject({
    state: z.enum(['suspended', 'ended']),
    because: z.string(),
    liftedBy: z.string(),
  }),
]);

export const ProjectGrantsSchema = z.strictObject({
  project: z.string().regex(PROJECT_NAME, 'not the name of a project'),
  /** False for a file that nobody approved, which is good for made-up people alone. */
  byApplication: z.boolean().default(true),
  /** Counted from 1; a grant is never edited, only superseded. */
  version: z.int().positive().default(1),
  title: z.string(),
  application: z.string(),
  purpose: z.string(),
  legalBasis: z.array(z.string()).nonempty(),
  people: z.array(z.string()).nonempty(),
  keyVersion: z.int().positive().default(1),
  /** The least count of people in a released cell. */
  minCell: z.int().min(1).default(10),
  /** Questions that justify what is an exception, such as a week of birth beside a small area. */
  justified: z.array(z.string()).default([]),
  standing: StandingSchema.default({state: 'in_force'}),
  elements: z.array(ElementSchema).default([]),
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

/**
 * What an extract depends on: two versions that differ in people or standing alone have the same.
 * Whoever reads is decided at every access anyway.
 */
export const grantsDigest = ({
  project,
  application,
  keyVersion,
  minCell,
  byApplication,
  justified,
  grants,
}: ProjectGrants): Digest =>
  digestOf(
    JSON.parse(
      JSON.stringify({
        project,
        application: application.split(' v')[0],
        keyVersion,
        minCell,
        byApplication,
        justified,
        // Ids hold the version of the application, and days in force are decided at every access.
        grants: grants.map(({id: _, validFrom: _from, validTo: _to, ...grant}) => grant),
      }),
    ) as Json,
  );

/** Data about real people need an application; a file of grants is good for made-up ones. */
export const decidePeople = (
  {project, byApplication}: ProjectGrants,
  people: 'real' | 'made-up',
): Decision =>
  decide(
    people === 'made-up' || byApplication
      ? []
      : [{code: 'APPLICATION_NEEDED', because: `${project} has grants that no body approved`}],
  );

/** The moment of an access, and who reads; nobody reads while data are only moved for a project. */
export interface Access {
  readonly today: IsoDay;
  readonly reader?: string;
}

/** Whether a project may have a dataset's columns now. Every reason against it is given. */
export function decideAccess(
  project: ProjectGrants,
  dataset: string,
  columns: readonly string[],
  access: Access,
): Decision {
  const against = standing(project, access);
  const grant = findGrant(project, dataset);
  if (!grant) {
    const because = `${project.project} has no grant for ${dataset}; its controller grants it`;
    return decide([...against, {code: 'NO_GRANT', because}]);
  }
  return decide([...against, ...validity(grant, access.today), ...ungranted(grant, columns)]);
}

/** Whether everything that a project was granted is in force now; what it made of all of it leaves. */
export const decideProject = (project: ProjectGrants, access: Access): Decision =>
  decide(
    project.grants.length === 0
      ? [{code: 'NO_GRANT', because: `${project.project} has no grants`}]
      : [
          ...standing(project, access),
          ...project.grants.flatMap((grant) => validity(grant, access.today)),
        ],
  );

/** What holds back the whole project, or the person who reads. */
function standing(
  {project, standing: stands, elements, people}: ProjectGrants,
  {today, reader}: Access,
): Reason[] {
  const reasons: Reason[] = [];
  if (stands.state !== 'in_force') {
    const because = `the grants of ${project} are ${stands.state}: ${stands.because}; ${stands.liftedBy} lifts it`;
    reasons.push({code: 'GRANT_SUSPENDED', because});
  }
  if (reader !== undefined && !people.includes(reader)) {
    const because = `${reader} is not one of the people of ${project}; an amendment names them`;
    reasons.push({code: 'PERSON_NOT_GRANTED', because});
  }
  for (const {what, validTo, actor, renewedBy} of elements) {
    if (today <= validTo || (actor !== undefined && actor !== reader)) continue;
    reasons.push({
      code: actor === undefined ? 'APPROVAL_LAPSED' : 'TRAINING_LAPSED',
      because: `${what} ended on ${validTo}; ${renewedBy} renews it`,
    });
  }
  return reasons;
}

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
