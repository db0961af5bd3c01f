/** The lists of people who opted out: what each says and how old it may be (`governance/opt-outs.yaml`). */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';
import {refuse} from '../../../kernel/errors.ts';
import type {DatasetsFile} from '../data-use/datasets-file.ts';

/** Also a folder's name. */
const LIST_NAME = /^[a-z][a-z0-9-]{0,40}$/;

const ListSchema = z
  .strictObject({
    list: z.string().regex(LIST_NAME, 'small letters, digits and hyphens'),
    title: z.string(),
    nation: z.enum(['england', 'scotland', 'wales', 'northern-ireland', 'all']),
    /** Who keeps it, for the person who asks for a newer one. */
    source: z.string(),
    /**
     * `may-be-used`: those whom a service returned of the numbers it was sent; everybody else is out.
     * `dissent`: those who said no.
     */
    names: z.enum(['may-be-used', 'dissent']),
    people: z.enum(['real', 'made-up']).default('real'),
    /** A day is our choice where the source names no limit (governance reference §4.7). Null: no limit. */
    maxAgeHours: z.int().positive().nullable().default(24),
  })
  .refine(
    ({people, maxAgeHours}) => people === 'made-up' || maxAgeHours !== null,
    'only a list of made-up people may have no limit',
  );

/** A list that one application's data do without; its grants alone may take what was linked so. */
const ExemptionSchema = z.strictObject({
  application: z.string().min(1),
  list: z.string(),
  datasets: z.array(z.string()).nonempty(),
  /** The basis in law, as the bodies approved it. */
  because: z.string().trim().min(20),
});

const OptOutsSchema = z.strictObject({
  lists: z
    .array(ListSchema)
    .refine(
      (lists) => new Set(lists.map(({list}) => list)).size === lists.length,
      'a list is declared twice',
    ),
  exemptions: z.array(ExemptionSchema).default([]),
});

export type OptOutsFile = Readonly<z.infer<typeof OptOutsSchema>>;
export type OptOutList = OptOutsFile['lists'][number];

/** @throws DataFault POLICY_INVALID with every path that is wrong */
export const parseOptOuts = (text: string): OptOutsFile =>
  parseDefinition(text, OptOutsSchema, 'POLICY_INVALID');

export interface ApplyingLists {
  readonly lists: readonly OptOutList[];
  /** Lists that were left out, and for whom; null when none was. */
  readonly exemption: {readonly application: string; readonly lists: readonly string[]} | null;
}

/**
 * The lists that apply to a dataset when it is linked for one application, or for everybody.
 * @throws Refusal OPT_OUTS_MISSING when nobody has declared the dataset or a list of it
 * @throws Refusal OPT_OUTS_EXEMPTED when the application has no exemption for the dataset
 */
export function listsForApplication(
  dataset: string,
  datasets: DatasetsFile,
  policy: OptOutsFile,
  application: string | null,
): ApplyingLists {
  const lists = listsFor(dataset, datasets, policy);
  if (application === null) return {lists, exemption: null};
  const exempt = policy.exemptions
    .filter((one) => one.application === application && one.datasets.includes(dataset))
    .map(({list}) => list);
  const left = lists.filter(({list}) => exempt.includes(list)).map(({list}) => list);
  if (left.length === 0) {
    throw refuse('OPT_OUTS_EXEMPTED', `${application} has no exemption for ${dataset}`);
  }
  return {
    lists: lists.filter(({list}) => !exempt.includes(list)),
    exemption: {application, lists: left},
  };
}

/**
 * The lists that apply to a dataset. None is an answer only where the dataset's declaration says so.
 * @throws Refusal OPT_OUTS_MISSING when nobody has declared the dataset or a list of it
 */
export function listsFor(
  dataset: string,
  {datasets}: DatasetsFile,
  {lists}: Pick<OptOutsFile, 'lists'>,
): OptOutList[] {
  const declared = datasets.find((one) => one.dataset === dataset);
  if (!declared) {
    throw refuse('OPT_OUTS_MISSING', `datasets.yaml does not say which lists apply to ${dataset}`);
  }
  return declared.optOuts.map((name) => {
    const found = lists.find(({list}) => list === name);
    if (!found) throw refuse('OPT_OUTS_MISSING', `opt-outs.yaml does not declare ${name}`);
    return found;
  });
}
