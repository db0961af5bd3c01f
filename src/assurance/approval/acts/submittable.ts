/** What stands against answers going to bodies: asked alike at submission, amendment and renewal. */

import type {Reason} from '../../../kernel/decisions.ts';
import {Refusal} from '../../../kernel/errors.ts';
import {type Application, peopleOf} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import {conflictOf, dataUseOf} from '../application/data-use-facts.ts';
import {personalDataIn} from '../application/personal-data.ts';
import {askedQuestions, missingAnswers, staleAnswers} from '../application/required.ts';
import {decideSubmission} from '../data-use/conflicts.ts';
import type {Policy} from '../policy/policy.ts';
import {judgeSummary} from '../register/lay-summary.ts';

/** @param application as it would stand; what is in force may be another version of it */
export const reasonsAgainstSubmission = (
  application: Application,
  policy: Policy,
  {today}: Pick<Change, 'today'>,
): readonly Reason[] => [
  ...missingAnswers(application.answers, policy).map(({question, neededBy}) =>
    missing(`${question} is not answered; ${neededBy.join(', ') || 'everybody'} needs it`),
  ),
  ...nobodyReads(application),
  ...againstUse(application, policy, today),
  ...judgeSummary(application),
  ...personalData(application),
];

export function staleReasons(
  {answers}: Pick<Application, 'answers'>,
  policy: Policy,
  {today}: Pick<Change, 'today'>,
): readonly Reason[] {
  const asked = new Set(askedQuestions(answers, policy).map(({id}) => id));
  return staleAnswers(answers, policy.bank, today)
    .filter((id) => asked.has(id))
    .map((id) => missing(`${id} is too old to be used again; confirm it or answer anew`));
}

export const missing = (because: string): Reason => ({code: 'ANSWERS_MISSING', because});

/** Grants are for somebody: without a reader, those of the version before would stay as they are. */
const nobodyReads = (application: Application): readonly Reason[] =>
  peopleOf(application).length > 0 && peopleOf(application).every(({accessesData}) => !accessesData)
    ? [missing('people names nobody who is to read data')]
    : [];

function againstUse(
  application: Application,
  policy: Policy,
  today: Change['today'],
): readonly Reason[] {
  const uses = dataUseOf(application, policy.datasets, today);
  // An override lifts the conflict that its approver saw, and no other that came since.
  const overrides = application.overrides.filter(({controller, conflict}) =>
    uses.some((use) => use.controller === controller && conflictOf(use) === conflict),
  );
  const decision = decideSubmission(
    uses,
    overrides.map(({controller, by, because}) => ({body: controller, by, because})),
    {applicant: application.applicant, membersOf: membersOf(policy)},
  );
  return decision.allowed ? [] : decision.reasons;
}

export const membersOf =
  ({bodies}: Pick<Policy, 'bodies'>) =>
  (body: string): readonly string[] =>
    bodies.get(body)?.members.map(({actor}) => actor) ?? [];

export const personalData = (application: Pick<Application, 'answers'>): readonly Reason[] =>
  personalDataIn(application.answers).map(({question, kinds}) => ({
    code: 'PERSONAL_DATA_IN_ANSWER',
    because: `${question} holds what looks like ${kinds.join(', ')}`,
  }));

export function enforceAll(reasons: readonly Reason[]): void {
  const [first, ...rest] = reasons;
  if (first) throw new Refusal([first, ...rest]);
}
