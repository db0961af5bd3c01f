/** Answers: what each type of question takes. Parsed once, when the applicant's file is read. */

import {z} from 'zod';
import {COLUMN_NAME} from '../../../kernel/contract/schema.ts';
import type {Question} from '../policy/questions.ts';

const Name = z.string().regex(COLUMN_NAME);
const Day = z.iso.date();
const ActorId = z
  .string()
  .regex(/^[a-z][a-z0-9-]*:[a-z0-9][a-z0-9.-]*$/, 'an id such as researcher:first');

const PersonSchema = z.strictObject({
  /** An opaque staff id. Names and addresses are not part of an application. */
  actor: ActorId,
  organisation: z.string(),
  /** Who stands in a relation that forbids checking or deciding. */
  team: z.string().optional(),
  manager: ActorId.optional(),
  accreditation: z.strictObject({status: z.string(), validTo: Day}),
  training: z.array(z.strictObject({course: z.string(), validTo: Day})).nonempty(),
  accessesData: z.boolean(),
});

/** Terms of the Data Use Ontology; a disease where the term is DS. */
const PurposeSchema = z.strictObject({term: z.string(), disease: z.string().optional()});

const DatasetSchema = z.strictObject({
  dataset: Name,
  columns: z.array(Name).nonempty(),
  rowFilter: z
    .array(z.strictObject({column: Name, oneOf: z.array(z.string()).nonempty()}))
    .default([]),
  dates: z.strictObject({column: Name, from: Day, to: Day}).optional(),
});

/** Codes such as `uk-gdpr:6.1.e`, `uk-gdpr:9.2.j`, `s251`, `consent`. */
const LegalBasisSchema = z.strictObject({
  article6: z.string(),
  article9: z.string(),
  confidentiality: z.string(),
});

/** A decision or document elsewhere, such as an ethics opinion or a DPIA, and until when it is good. */
const ReferenceSchema = z.strictObject({
  ref: z.string(),
  validFrom: Day.optional(),
  validTo: Day.optional(),
});

const TYPES = {
  text: z.string().min(1).max(300),
  'long-text': z.string().min(1).max(10_000),
  'yes-no': z.boolean(),
  choice: z.string(),
  choices: z.array(z.string()),
  number: z.int(),
  date: Day,
  list: z.array(z.string().min(1).max(300)),
  people: z
    .array(PersonSchema)
    .nonempty()
    .refine(
      (people) => new Set(people.map(({actor}) => actor)).size === people.length,
      'a person twice',
    ),
  purposes: z.array(PurposeSchema).nonempty(),
  datasets: z
    .array(DatasetSchema)
    .nonempty()
    .refine(
      (asked) => new Set(asked.map(({dataset}) => dataset)).size === asked.length,
      'a dataset twice',
    ),
  'legal-basis': LegalBasisSchema,
  reference: ReferenceSchema,
} as const satisfies Record<Question['type'], z.ZodType>;

export type AnswerValue = z.infer<(typeof TYPES)[Question['type']]>;
export type Person = Readonly<z.infer<typeof PersonSchema>>;
export type Purpose = Readonly<z.infer<typeof PurposeSchema>>;
export type DatasetAsked = Readonly<z.infer<typeof DatasetSchema>>;
export type LegalBasis = Readonly<z.infer<typeof LegalBasisSchema>>;
export type Reference = Readonly<z.infer<typeof ReferenceSchema>>;

/** The schema of the answers to one question. */
export function answerSchema({type, options = []}: Question): z.ZodType<AnswerValue> {
  const isOption = (value: string): boolean => options.includes(value);
  if (type === 'choice') return TYPES.choice.refine(isOption, 'not one of its options');
  if (type === 'choices')
    return TYPES.choices.refine((chosen) => chosen.every(isOption), 'not among its options');
  return TYPES[type];
}
