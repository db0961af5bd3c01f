/** The datasets that can be asked for: who controls each, and under which terms (`governance/datasets.yaml`). */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';
import {COLUMN_NAME} from '../../../kernel/contract/schema.ts';
import type {IsoDay} from '../../../kernel/dates.ts';
import {BODY_ID} from '../policy/body.ts';
import type {TermLimits} from './facts.ts';
import type {UseTerm} from './permission-rules.ts';
import {
  HDRUK_LIMITATIONS,
  HDRUK_REQUIREMENTS,
  type Modifier,
  type Permission,
  readPermission,
} from './terms.ts';

const Names = z.array(z.string().min(1)).nonempty();

const LimitsSchema = z.strictObject({
  monthsAllowed: z.int().positive().optional(),
  moratoriumTo: z.iso
    .date()
    .transform((day) => day as IsoDay)
    .optional(),
  usersAllowed: Names.optional(),
  institutionsAllowed: Names.optional(),
  projectsAllowed: Names.optional(),
  regionsAllowed: Names.optional(),
});

const oneOf = <T extends Record<string, string>>(table: T) =>
  z.enum(Object.keys(table) as [string & keyof T, ...(string & keyof T)[]]);

const TermsSchema = z.strictObject({
  /** Null where nobody has recorded one: then no use is allowed until somebody does. */
  permission: z.strictObject({term: z.string(), disease: z.string().optional()}).nullable(),
  /** Not an enumeration: a term that we do not know is left to people, never dropped. */
  modifiers: z.array(z.string()).default([]),
  limits: LimitsSchema.default({}),
  hdruk: z
    .strictObject({
      limitations: z.array(oneOf(HDRUK_LIMITATIONS)).default([]),
      requirements: z.array(oneOf(HDRUK_REQUIREMENTS)).default([]),
    })
    .default({limitations: [], requirements: []}),
});

const DatasetSchema = z.strictObject({
  dataset: z.string().regex(COLUMN_NAME),
  title: z.string(),
  /** The body that grants it. */
  controller: z.string().regex(BODY_ID),
  terms: TermsSchema,
  /** Lists of `opt-outs.yaml` that apply to it; empty says that somebody decided on none. */
  optOuts: z.array(z.string()),
  /** The least count of people in a released cell. */
  minCell: z.int().min(1).default(10),
  sensitivity: z.enum(['standard', 'sensitive', 'highly-sensitive']),
  /** Whether it may be joined to any other dataset. */
  linkageAllowed: z.boolean(),
});

const DatasetsSchema = z.strictObject({
  datasets: z
    .array(DatasetSchema)
    .refine(
      (all) => new Set(all.map(({dataset}) => dataset)).size === all.length,
      'a dataset is declared twice',
    ),
});

export type DatasetsFile = Readonly<z.infer<typeof DatasetsSchema>>;
export type DeclaredDataset = DatasetsFile['datasets'][number];

/** @throws DataFault POLICY_INVALID with every path that is wrong */
export const parseDatasets = (text: string): DatasetsFile =>
  parseDefinition(text, DatasetsSchema, 'POLICY_INVALID');

/** All that a dataset's records say of its use, in one vocabulary. */
export interface ReadTerms {
  readonly permission: UseTerm | null;
  /** Permissions that the records name beside the one above; where there are any, a person decides. */
  readonly otherPermissions: readonly Permission[];
  readonly modifiers: readonly string[];
  readonly limits: TermLimits;
}

/** DUO terms, then what HDR UK values and the ban on linkage add to them. */
export function readTerms({terms, linkageAllowed}: DeclaredDataset): ReadTerms {
  const fromHdruk: (Permission | Modifier)[] = [
    ...terms.hdruk.limitations.map((value) => HDRUK_LIMITATIONS[value]),
    ...terms.hdruk.requirements.map((value) => HDRUK_REQUIREMENTS[value]),
    ...(linkageAllowed ? [] : (['HDRUK:no-linkage'] as const)),
  ];
  const permissions = fromHdruk.flatMap((name) => readPermission(name) ?? []);
  const recorded = terms.permission;
  const [first, ...rest] = permissions;
  const permission: UseTerm | null =
    recorded === null
      ? first === undefined
        ? null
        : {term: first}
      : recorded.disease === undefined
        ? {term: recorded.term}
        : {term: recorded.term, disease: recorded.disease};
  const others = recorded === null ? rest : permissions;
  const name = permission === null ? null : readPermission(permission.term);
  return {
    permission,
    otherPermissions: [...new Set(others)].filter((one) => one !== name),
    modifiers: [
      ...new Set([...terms.modifiers, ...fromHdruk.filter((one) => readPermission(one) === null)]),
    ],
    limits: Object.fromEntries(
      Object.entries(terms.limits).filter(([, value]) => value !== undefined),
    ) as TermLimits,
  };
}
