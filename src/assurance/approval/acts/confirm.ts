/** Confirms answers that stand: what was carried over, is old, or was asked to be made clear. */

import {refuse} from '../../../kernel/errors.ts';
import type {Answers} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import {APPLICATION} from '../states/application.ts';
import {requireApplicant} from './apply.ts';
import {requireQuestions} from './review.ts';

export function confirmAnswers(change: Change, questions: readonly string[]): void {
  requireApplicant(change);
  const {answers, state} = change.application;
  if (APPLICATION.transitions.every(({from}) => from !== state))
    throw refuse('TRANSITION_UNDEFINED', `the application is ${state}; nothing is asked of it`);
  requireQuestions(questions, Object.keys(answers));
  const confirmed = questions.map((id) => {
    const answer = answers[id] as Answers[string];
    return [id, {...answer, by: change.actor, at: change.at, source: 'confirmed'}] as const;
  });
  change.set({answers: {...answers, ...Object.fromEntries(confirmed)}});
  change.note('APPLICATION_EDITED', 'applicant', {because: `confirmed: ${questions.join(', ')}`});
}
