/** The question bank: every question that any body asks, once, under an id that never changes. */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';

export const QUESTION_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const QuestionId = z.string().regex(QUESTION_ID, 'small letters, digits and hyphens');

/** The Five Safes (Desai, Ritchie and Welpton 2016). */
export const SECTIONS = [
  'safe-people',
  'safe-projects',
  'safe-data',
  'safe-settings',
  'safe-outputs',
] as const;

/** Asked only when another answer is one of these. */
const WhenSchema = z.strictObject({
  question: QuestionId,
  is: z.array(z.union([z.string(), z.boolean()])).nonempty(),
});

const QuestionSchema = z
  .strictObject({
    id: QuestionId,
    section: z.enum(SECTIONS),
    text: z.string(),
    help: z.string().optional(),
    /** What an answer looks like; see `application/answers.ts`. */
    type: z.enum([
      'text',
      'long-text',
      'yes-no',
      'choice',
      'choices',
      'number',
      'date',
      'list',
      'people',
      'purposes',
      'datasets',
      'legal-basis',
      'reference',
    ]),
    options: z.array(z.string()).optional(),
    /** Asked of everybody, whichever bodies decide. */
    required: z.boolean().default(false),
    when: WhenSchema.optional(),
    /** What else is made of the answer, such as a field of the public register. */
    mapsTo: z.string().optional(),
    /** After so many days an answer must be confirmed before it is used again. */
    goodForDays: z.int().positive().optional(),
  })
  .refine(
    ({type, options}) => (type === 'choice' || type === 'choices') === (options !== undefined),
    'a choice has options, and nothing else has',
  );

export const QuestionBankSchema = z
  .strictObject({questions: z.array(QuestionSchema).nonempty()})
  .superRefine(({questions}, context) => {
    const seen = new Set<string>();
    for (const [i, {id, when}] of questions.entries()) {
      const wrong = seen.has(id)
        ? 'an id that another question has'
        : when && !seen.has(when.question)
          ? 'depends on a question that does not come before it'
          : null;
      if (wrong) context.addIssue({code: 'custom', message: wrong, path: ['questions', i]});
      seen.add(id);
    }
  });

export type Question = Readonly<z.infer<typeof QuestionSchema>>;
export type QuestionBank = ReadonlyMap<string, Question>;

/** @throws DataFault POLICY_INVALID with every path that is wrong */
export function parseQuestionBank(text: string): QuestionBank {
  const {questions} = parseDefinition(text, QuestionBankSchema, 'POLICY_INVALID');
  return new Map(questions.map((question) => [question.id, question]));
}
