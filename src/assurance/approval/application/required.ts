/** What an application needs: which bodies and why, which questions, and which answers are missing. */

import {dayNumber, dayOf, type IsoDay} from '../../../kernel/dates.ts';
import type {Body} from '../policy/body.ts';
import type {ApprovalPolicy} from '../policy/policy-folder.ts';
import type {Question, QuestionBank} from '../policy/questions.ts';
import {type Answers, datasetsOf} from './application.ts';

export interface RequiredBody {
  readonly body: Body;
  /** Every reason, for the applicant. */
  readonly because: readonly string[];
}

export interface MissingAnswer {
  readonly question: string;
  /** Ids of the bodies that cannot decide without it. */
  readonly neededBy: readonly string[];
}

/** In the order of the policy. A body is required as soon as one of its rules holds. */
export function requiredBodies(
  answers: Answers,
  {bodies}: Pick<ApprovalPolicy, 'bodies'>,
): RequiredBody[] {
  const datasets = new Set(datasetsOf({answers}).map(({dataset}) => dataset));
  return [...bodies.values()]
    .map((body) => ({
      body,
      because: body.requiredWhen
        .filter(
          (rule) =>
            rule.always === true ||
            rule.datasets?.some((dataset) => datasets.has(dataset)) === true ||
            (rule.question !== undefined && isAnswered(answers, rule.question, rule.is ?? [])),
        )
        .map(({because}) => because),
    }))
    .filter(({because}) => because.length > 0);
}

/** Whether a question is asked, given the answers to those that it depends on. */
export function applies(question: Question, answers: Answers, bank: QuestionBank): boolean {
  const {when} = question;
  if (!when) return true;
  const parent = bank.get(when.question);
  return (
    parent !== undefined &&
    applies(parent, answers, bank) &&
    isAnswered(answers, parent.id, when.is)
  );
}

/** The questions of one body's form that apply, in the order of its form. */
export const askedBy = ({questions}: Body, answers: Answers, bank: QuestionBank): Question[] =>
  questions
    .map((id) => bank.get(id))
    .filter((question) => question !== undefined)
    .filter((question) => applies(question, answers, bank));

/** Every question that is asked of an application, once, in the order of the bank. */
export function askedQuestions(answers: Answers, policy: ApprovalPolicy): Question[] {
  const wanted = new Set(requiredBodies(answers, policy).flatMap(({body}) => body.questions));
  return [...policy.bank.values()].filter(
    (question) =>
      (question.required || wanted.has(question.id)) && applies(question, answers, policy.bank),
  );
}

/**
 * Every answer that is needed and not there, in the order of the bank. What the bank requires, all
 * bodies need, whether or not it is on their form.
 */
export function missingAnswers(answers: Answers, policy: ApprovalPolicy): MissingAnswer[] {
  const bodies = requiredBodies(answers, policy).map(({body}) => body);
  return askedQuestions(answers, policy)
    .filter(({id}) => !hasAnswer(answers, id))
    .map((question) => ({
      question: question.id,
      neededBy: bodies
        .filter(({required}) => question.required || required.includes(question.id))
        .map(({body}) => body),
    }))
    .filter(({question, neededBy}) => neededBy.length > 0 || policy.bank.get(question)?.required);
}

/** Answers that are too old to be used again before somebody has confirmed them. */
export const staleAnswers = (answers: Answers, bank: QuestionBank, today: IsoDay): string[] =>
  [...bank.values()]
    .filter(({id, goodForDays}) => {
      const at = answers[id]?.at;
      if (at === undefined || goodForDays === undefined) return false;
      return dayNumber(today) - dayNumber(dayOf(at)) > goodForDays;
    })
    .map(({id}) => id);

/** Questions that an applicant is shown: what nobody has answered, and what has grown stale. */
export function questionsToShow(answers: Answers, policy: ApprovalPolicy, today: IsoDay): string[] {
  const stale = new Set(staleAnswers(answers, policy.bank, today));
  return askedQuestions(answers, policy)
    .map(({id}) => id)
    .filter((id) => !hasAnswer(answers, id) || stale.has(id));
}

export const hasAnswer = (answers: Answers, question: string): boolean =>
  Object.hasOwn(answers, question) && answers[question] !== undefined;

function isAnswered(
  answers: Answers,
  question: string,
  is: readonly (string | boolean)[],
): boolean {
  if (!hasAnswer(answers, question)) return false;
  const value: unknown = answers[question]?.value;
  // Strict: the text 'true' is not a yes.
  return Array.isArray(value)
    ? value.some((chosen) => is.includes(chosen))
    : is.includes(value as string | boolean);
}
