/** A body: who decides, on what, with which quorum, and which questions it needs answered. */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';
import {QUESTION_ID} from './questions.ts';

export const BODY_ID = /^[a-z][a-z0-9-]*$/;
const QuestionId = z.string().regex(QUESTION_ID);

const MemberSchema = z.strictObject({
  /** An opaque staff id; names are kept elsewhere. */
  actor: z.string().regex(/^[a-z][a-z0-9-]*:[a-z0-9][a-z0-9.-]*$/, 'an id such as panel:first'),
  /** Who shares them with someone named in an application does not decide on it. */
  organisation: z.string().optional(),
  team: z.string().optional(),
  manager: z.string().optional(),
  lay: z.boolean().default(false),
  independent: z.boolean().default(false),
  chair: z.boolean().default(false),
  /** Days on which the member neither votes nor counts. */
  absent: z.array(z.strictObject({from: z.iso.date(), to: z.iso.date()})).default([]),
});

const QuorumSchema = z.strictObject({
  members: z.int().positive(),
  lay: z.int().nonnegative().default(0),
  layOrIndependent: z.int().nonnegative().default(0),
});

/** Makes a body required; the reason is told to the applicant. */
const RequirementSchema = z
  .strictObject({
    because: z.string(),
    always: z.literal(true).optional(),
    /** One of these datasets is asked for. */
    datasets: z.array(z.string()).nonempty().optional(),
    /** An answer is one of these. */
    question: QuestionId.optional(),
    is: z
      .array(z.union([z.string(), z.boolean()]))
      .nonempty()
      .optional(),
  })
  .refine(
    ({always, datasets, question, is}) =>
      [always, datasets, question].filter((one) => one !== undefined).length === 1 &&
      (question === undefined) === (is === undefined),
    'one of: always; datasets; question with is',
  );

/** Bodies that decide as a panel: G3 asks for three members, one of them lay or independent. */
const PANELS = ['ethics', 'information-governance', 'public-panel'] as const;

export const isPanel = ({kind}: {readonly kind: string}): boolean =>
  (PANELS as readonly string[]).includes(kind);

const BodySchema = z
  .strictObject({
    body: z.string().regex(BODY_ID),
    version: z.int().positive(),
    title: z.string(),
    kind: z.enum([...PANELS, 'data-provider', 'host-institution', 'regulator']),
    /** What it decides, as one sentence for the applicant. */
    decides: z.string(),
    requiredWhen: z.array(RequirementSchema).nonempty(),
    members: z.array(MemberSchema).nonempty(),
    quorum: QuorumSchema,
    /** Whether the chair decides a tie; otherwise a tie is no majority. */
    chairCasts: z.boolean().default(true),
    /** Working days within which it means to decide. */
    clockDays: z.int().positive(),
    /** Working days in the rolling lane, where it decides between its meetings. */
    rollingClockDays: z.int().positive().optional(),
    /** How long an approval is good for. */
    validMonths: z.int().positive(),
    /** In the order of its form. */
    questions: z.array(QuestionId).nonempty(),
    /** Beside those that the bank requires of everybody. */
    required: z.array(QuestionId).default([]),
    /** Separate forms that such a body asks for on paper: what one application saves. */
    paperForms: z.int().nonnegative().default(1),
  })
  .superRefine((body, context) => {
    for (const [path, message] of faultsOf(body)) {
      context.addIssue({code: 'custom', message, path: [path]});
    }
  });

type BodyShape = {
  readonly kind: string;
  readonly members: readonly z.infer<typeof MemberSchema>[];
  readonly quorum: z.infer<typeof QuorumSchema>;
  readonly questions: readonly string[];
  readonly required: readonly string[];
};

function* faultsOf({kind, members, quorum, questions, required}: BodyShape) {
  const actors = new Set(members.map(({actor}) => actor));
  if (actors.size < members.length) yield ['members', 'the same member twice'] as const;
  if (members.filter(({chair}) => chair).length > 1) yield ['members', 'two chairs'] as const;
  if (new Set(questions).size < questions.length) yield ['questions', 'a question twice'] as const;
  if (required.some((id) => !questions.includes(id)))
    yield ['required', 'a question that it does not ask'] as const;
  const layOrIndependent = Math.max(quorum.lay, quorum.layOrIndependent);
  if (isPanel({kind}) && (quorum.members < 3 || layOrIndependent < 1))
    yield ['quorum', 'a panel needs three, one of them lay or independent'] as const;
  const lay = members.filter((one) => one.lay).length;
  const either = members.filter((one) => one.lay || one.independent).length;
  if (members.length < quorum.members || lay < quorum.lay || either < layOrIndependent)
    yield ['quorum', 'more than its members can ever make'] as const;
}

export type Body = Readonly<z.infer<typeof BodySchema>>;
export type Member = Body['members'][number];

/** @throws DataFault POLICY_INVALID with every path that is wrong */
export const parseBody = (text: string): Body =>
  parseDefinition(text, BodySchema, 'POLICY_INVALID');
