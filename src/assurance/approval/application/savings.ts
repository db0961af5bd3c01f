/** What answering once saves: forms, questions and submissions, beside what a study on paper needed. */

import type {IsoDay} from '../../../kernel/dates.ts';
import type {ApprovalPolicy} from '../policy/policy-folder.ts';
import {type Application, datasetsOf} from './application.ts';
import {
  askedBy,
  askedQuestions,
  hasAnswer,
  questionsToShow,
  requiredBodies,
  staleAnswers,
} from './required.ts';

const PAPER = 'IJPDS 11(1):24, doi 10.23889/ijpds.v11i1.3000';

/** Two studies as they were: counts by their authors. */
export const ON_PAPER = {
  launches: {
    study: 'LAUNCHES QI, five national datasets on congenital heart disease',
    datasets: 5,
    bodies: 12,
    forms: 39,
    /** Of about 50 documents. */
    submissions: 162,
    documents: 50,
    yearsToData: 2.5,
    sources: [
      'PMC8378388',
      PAPER,
      'Health Foundation 2022, Developing learning health systems in the UK (submissions, documents)',
    ],
  },
  champion: {
    study: 'CHAMPION, a re-use of the same linked data',
    forms: 44,
    sources: [PAPER],
  },
} as const;

export interface Savings {
  readonly bodies: number;
  readonly datasets: number;
  /** Forms that these bodies ask for on paper; here all are printed from one application. */
  readonly paperForms: number;
  readonly formsSaved: number;
  readonly questionsAskedOnce: number;
  readonly questionsOnSeparateForms: number;
  /** Answers on the printed forms; each body's form is counted once, however many it has on paper. */
  readonly fieldsEmitted: number;
  /** Questions with an answer. */
  readonly distinctFacts: number;
  readonly repeatAnswersSaved: number;
  /** Fields emitted for each distinct fact; 0 while nothing is answered. */
  readonly reuseRatio: number;
  /** Questions shown although a good answer is there. */
  readonly askedAgain: number;
  readonly submissions: {
    /** Of the application, by the applicant. */
    readonly ofApplication: number;
    /** Of a form, to a body. */
    readonly ofForms: number;
    /** Null before the first. */
    readonly perForm: number | null;
  };
  /** Null where nothing is re-used. */
  readonly carriedOver: {
    readonly answersNeeded: number;
    readonly carried: number;
    readonly share: number;
    /** Question ids that the applicant had to answer or confirm. */
    readonly shown: readonly string[];
  } | null;
  readonly onPaper: typeof ON_PAPER;
}

type Measured = Pick<Application, 'answers' | 'history' | 'reuses'>;

export function savingsOf(application: Measured, policy: ApprovalPolicy, today: IsoDay): Savings {
  const {answers} = application;
  const bodies = requiredBodies(answers, policy).map(({body}) => body);
  const forms = bodies.map((body) => askedBy(body, answers, policy.bank));
  const asked = askedQuestions(answers, policy);
  const answered = asked.filter(({id}) => hasAnswer(answers, id));
  const fieldsEmitted = sum(
    forms.map((form) => form.filter(({id}) => hasAnswer(answers, id)).length),
  );
  const onForms = answered.filter(({id}) => bodies.some(({questions}) => questions.includes(id)));
  const stale = new Set(staleAnswers(answers, policy.bank, today));
  const shown = questionsToShow(answers, policy, today);
  const good = new Set(answered.map(({id}) => id).filter((id) => !stale.has(id)));
  return {
    bodies: bodies.length,
    datasets: datasetsOf({answers}).length,
    paperForms: sum(bodies.map(({paperForms}) => paperForms)),
    formsSaved: Math.max(0, sum(bodies.map(({paperForms}) => paperForms)) - 1),
    questionsAskedOnce: asked.length,
    questionsOnSeparateForms: sum(forms.map((form) => form.length)),
    fieldsEmitted,
    distinctFacts: answered.length,
    repeatAnswersSaved: fieldsEmitted - onForms.length,
    reuseRatio: answered.length === 0 ? 0 : fieldsEmitted / answered.length,
    askedAgain: shown.length - new Set(shown).size + shown.filter((id) => good.has(id)).length,
    submissions: submissionsOf(application, bodies.length),
    carriedOver: application.reuses === undefined ? null : carriedOver(application, policy, today),
    onPaper: ON_PAPER,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function submissionsOf({history}: Pick<Application, 'history'>, forms: number) {
  const count = (event: string): number => history.filter((one) => one.event === event).length;
  const ofForms = count('BODY_FORM_SUBMITTED');
  return {
    ofApplication: count('APPLICATION_SUBMITTED'),
    ofForms,
    perForm: ofForms === 0 || forms === 0 ? null : ofForms / forms,
  };
}

/** An answer is carried when it is as it was and good as it is: neither typed nor confirmed anew. */
function carriedOver({answers}: Measured, policy: ApprovalPolicy, today: IsoDay) {
  const stale = new Set(staleAnswers(answers, policy.bank, today));
  const needed = askedQuestions(answers, policy)
    .map(({id}) => id)
    .filter((id) => hasAnswer(answers, id));
  const isCarried = (id: string): boolean => answers[id]?.source === 'carried' && !stale.has(id);
  const carried = needed.filter(isCarried).length;
  return {
    answersNeeded: needed.length,
    carried,
    share: needed.length === 0 ? 0 : carried / needed.length,
    shown: needed.filter((id) => !isCarried(id)),
  };
}
