/** The dataset contract: a Frictionless Table Schema (v2) with one `dolen:` block a field. */

import {z} from 'zod';
import {ROLES, type Role} from './roles.ts';

export const CODE_SYSTEMS = [
  'read2',
  'ctv3',
  'icd10',
  'opcs4',
  'snomedct',
  'dmd',
  'bnf',
  'local',
] as const;
export type CodeSystem = (typeof CODE_SYSTEMS)[number];

/** What a column may be called, in contracts, grants and studies alike. */
export const COLUMN_NAME = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;

const Name = z.string().regex(COLUMN_NAME, 'a name of letters, digits and _');

const FieldSchema = z.strictObject({
  name: Name,
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.enum(['string', 'integer', 'number', 'date', 'datetime', 'boolean']),
  /** For dates: `default` (ISO 8601) or a strptime pattern such as `%d/%m/%Y`. */
  format: z.string().optional(),
  constraints: z
    .strictObject({
      required: z.boolean().optional(),
      unique: z.boolean().optional(),
      enum: z.array(z.string()).nonempty().optional(),
      pattern: z.string().optional(),
      minimum: z.union([z.number(), z.string()]).optional(),
      maximum: z.union([z.number(), z.string()]).optional(),
    })
    .optional(),
  dolen: z.strictObject({
    role: z.enum(ROLES as [Role, ...Role[]]),
    sensitivity: z.enum(['low', 'medium', 'high']).optional(),
    codeSystem: z.enum(CODE_SYSTEMS).optional(),
    unit: z.string().optional(),
  }),
});

export const ContractSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'lower-case letters, digits and _'),
  title: z.string(),
  description: z.string().optional(),
  fields: z.array(FieldSchema).nonempty(),
  missingValues: z.array(z.string()).default(['']),
  primaryKey: z.array(Name).optional(),
  foreignKeys: z
    .array(
      z.strictObject({
        fields: z.array(Name),
        reference: z.strictObject({resource: z.string(), fields: z.array(Name)}),
      }),
    )
    .optional(),
  /** Frictionless Table Dialect, as far as files are met with it. */
  dialect: z
    .strictObject({
      delimiter: z.string().length(1).optional(),
      quoteChar: z.string().length(1).optional(),
    })
    .optional(),
  encoding: z.enum(['utf-8', 'windows-1252']).optional(),
  dolen: z.strictObject({
    provider: z.string().regex(/^[a-z][a-z0-9-]*$/),
    /** `made-up` unlocks seeds, truths and unencrypted spines; anything else never does. */
    people: z.enum(['real', 'made-up']).default('real'),
    /** A `register` lists people and has no content; an `events` dataset has both. */
    kind: z.enum(['events', 'register']).default('events'),
    /** Each row is another person: two rows are never merged when they build a spine. */
    duplicateFree: z.boolean().default(false),
    /** When the identifiers were true. */
    asAt: z.iso.date().optional(),
    sexCodeSystem: z.enum(['sail', 'nhs-england', 'mf']).default('sail'),
  }),
});

export type Contract = z.infer<typeof ContractSchema>;
export type Field = Contract['fields'][number];
