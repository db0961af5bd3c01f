/** The applicant's file: a project and an answer by question id. Parsed once; every fault by question. */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';
import {type Fault, throwFaults} from '../../../kernel/errors.ts';
import {PROJECT_NAME} from '../../../kernel/zones.ts';
import {QUESTION_ID, type QuestionBank} from '../policy/questions.ts';
import {type AnswerValue, answerSchema} from './answers.ts';

export interface ApplicantFile {
  readonly project: string;
  /** By question id, in the order of the bank. */
  readonly answers: ReadonlyMap<string, AnswerValue>;
}

// Loose, as Zod's own words for a field too many repeat its name, and an applicant types that.
const FileSchema = z.looseObject({
  project: z.string().regex(PROJECT_NAME, 'not the name of a project'),
  answers: z.looseObject({}),
});

/** An id of a question is told to a person; anything longer or odder could be a value. */
const LONGEST_ID = 60;

/** @throws DataFault APPLICATION_INVALID with every fault, by question id and never with a value */
export function parseApplicantFile(text: string, bank: QuestionBank): ApplicantFile {
  const file = parseDefinition(text, FileSchema, 'APPLICATION_INVALID');
  const {project, answers, ...others} = file;
  const more = Object.keys(others).length;
  const faults: Fault[] = more === 0 ? [] : [{where: 'file', what: tooMany(more)}];
  const parsed = new Map<string, AnswerValue>();
  for (const [i, id] of Object.keys(answers).entries()) {
    if (bank.has(id)) continue;
    const isId = QUESTION_ID.test(id) && id.length <= LONGEST_ID;
    faults.push({where: isId ? id : `answer ${i + 1}`, what: 'not a question of the bank'});
  }
  for (const question of bank.values()) {
    if (!Object.hasOwn(answers, question.id)) continue;
    const answer = answerSchema(question).safeParse(answers[question.id]);
    if (answer.success) parsed.set(question.id, answer.data);
    else faults.push(...answer.error.issues.map((issue) => faultOf(question.id, issue)));
  }
  throwFaults('APPLICATION_INVALID', faults);
  return {project, answers: parsed};
}

const faultOf = (question: string, issue: z.core.$ZodIssue): Fault => ({
  where: [question, ...issue.path.map(String)].join('.'),
  what: issue.code === 'unrecognized_keys' ? tooMany(issue.keys.length) : issue.message,
});

const tooMany = (fields: number): string =>
  `has ${fields} ${fields === 1 ? 'field that is' : 'fields that are'} not asked for`;
