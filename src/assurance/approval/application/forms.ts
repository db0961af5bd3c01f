/** A body's form: its questions in its order, filled from the one set of answers. */

import {dayOf, type IsoDay} from '../../../kernel/dates.ts';
import type {Body} from '../policy/body.ts';
import type {QuestionBank, SECTIONS} from '../policy/questions.ts';
import {type Application, titleOf} from './application.ts';
import {type Printed, printAnswer} from './printed-answer.ts';
import {applies, hasAnswer} from './required.ts';

export interface FormField {
  /** Counted from 1 over the whole form. */
  readonly number: number;
  readonly id: string;
  readonly text: string;
  /** Null where nothing was answered. */
  readonly answer: Printed | null;
  /** Whether the body can decide without it. */
  readonly needed: boolean;
  /** The day of the answer, and what is to be said about where it came from. */
  readonly answered: {readonly on: IsoDay; readonly how: string} | null;
}

export interface FormSection {
  readonly title: string;
  readonly fields: readonly FormField[];
}

export interface Form {
  readonly body: string;
  readonly bodyTitle: string;
  readonly bodyVersion: number;
  readonly decides: string;
  readonly application: string;
  readonly version: number;
  readonly project: string;
  /** The id of the application while it has no title. */
  readonly title: string;
  readonly because: readonly string[];
  readonly sections: readonly FormSection[];
  /** Questions of the form that do not apply, as another answer says. */
  readonly notApplicable: number;
  readonly unanswered: number;
}

const SECTION_TITLES = {
  'safe-people': 'Safe people',
  'safe-projects': 'Safe projects',
  'safe-data': 'Safe data',
  'safe-settings': 'Safe settings',
  'safe-outputs': 'Safe outputs',
} as const satisfies Record<(typeof SECTIONS)[number], string>;

export type Printable = Pick<Application, 'id' | 'project' | 'version' | 'answers'>;

/** @param because why the body decides on this application */
export function formFor(
  application: Printable,
  body: Body,
  bank: QuestionBank,
  because: readonly string[] = [],
): Form {
  const {answers} = application;
  const known = body.questions.map((id) => bank.get(id)).filter((one) => one !== undefined);
  const asked = known.filter((question) => applies(question, answers, bank));
  const sections: {title: string; fields: FormField[]}[] = [];
  for (const [i, question] of asked.entries()) {
    const title = SECTION_TITLES[question.section];
    if (sections.at(-1)?.title !== title) sections.push({title, fields: []});
    const answer = hasAnswer(answers, question.id) ? answers[question.id] : undefined;
    sections.at(-1)?.fields.push({
      number: i + 1,
      id: question.id,
      text: question.text,
      answer: answer ? printAnswer(question, answer.value) : null,
      needed: question.required || body.required.includes(question.id),
      answered: answer ? {on: dayOf(answer.at), how: HOW[answer.source](answer.from)} : null,
    });
  }
  return {
    body: body.body,
    bodyTitle: body.title,
    bodyVersion: body.version,
    decides: body.decides,
    application: application.id,
    version: application.version,
    project: application.project,
    title: titleOf(application) ?? application.id,
    because,
    sections,
    notApplicable: known.length - asked.length,
    unanswered: sections.flatMap(({fields}) => fields).filter(({answer}) => !answer).length,
  };
}

const HOW = {
  typed: () => 'answered',
  carried: (from = 'an earlier application') => `carried over from ${from}, first answered`,
  confirmed: (from = 'an earlier application') => `carried over from ${from}, confirmed`,
} as const;

/** What stands in place of an answer that is not there. */
export const blankOf = ({needed}: FormField): string =>
  needed ? 'Not answered yet. The body cannot decide without it.' : 'Not answered.';

/** What a form says about itself under its title. */
export const factsOf = (form: Form): readonly (readonly [string, string])[] => [
  ['For', form.bodyTitle],
  ['It decides', form.decides],
  ['Because', form.because.join('; ') || '–'],
  ['Project', form.project],
  ['Application', `${form.application}, version ${form.version}`],
  ['Form', `${form.body}, version ${form.bodyVersion}`],
];

/** How whole the form is, as a sentence. */
export function completeness({unanswered, notApplicable}: Form): string {
  const open = unanswered === 0 ? 'Every question is answered' : `${unanswered} not answered`;
  const left = notApplicable === 0 ? '' : `; ${notApplicable} left out, as they do not apply`;
  return `${open}${left}.`;
}
