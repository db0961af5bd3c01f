/** What the applicant does: writes, edits, submits. One application, every answer once. */

import {canonicalJson, type Json} from '../../../kernel/canonical-json.ts';
import type {Digest} from '../../../kernel/digests.ts';
import {refuse} from '../../../kernel/errors.ts';
import type {ApplicantFile} from '../application/applicant-file.ts';
import type {Answers, Application} from '../application/application.ts';
import {type Acting, Change} from '../application/change.ts';
import {dataUseOf} from '../application/data-use-facts.ts';
import {LANE_QUESTIONS} from '../application/lane.ts';
import {requiredBodies} from '../application/required.ts';
import type {Policy} from '../policy/policy.ts';
import {voidDecisions} from './reopen.ts';
import {
  enforceAll,
  missing,
  personalData,
  reasonsAgainstSubmission,
  staleReasons,
} from './submittable.ts';

/** Starts an application; answers of an earlier one are carried over where the file has none. */
export function startApplication(
  file: ApplicantFile,
  {id, reused, policyHash}: {id: string; reused: Application | null; policyHash: Digest},
  policy: Policy,
  acting: Acting,
): Change {
  const carried: Answers = Object.fromEntries(
    Object.entries(reused?.answers ?? {})
      .filter(([question]) => policy.bank.has(question))
      .map(([question, answer]) => [
        question,
        {...answer, source: 'carried', from: reused?.id ?? ''},
      ]),
  );
  const change = new Change(
    {
      v: 1,
      id,
      project: file.project,
      version: 1,
      state: 'draft',
      holds: [],
      warned: [],
      applicant: acting.actor,
      answers: withAnswers(carried, file, acting),
      ...(reused ? {reuses: reused.id} : {}),
      lane: null,
      bodies: [],
      overrides: [],
      amendments: [],
      clarify: [],
      history: [],
      keyVersion: 1,
      grantsVersion: 0,
      policyHash,
    },
    acting,
  );
  enforceAll(personalData(change.application));
  change.note('APPLICATION_STARTED', 'applicant');
  return change;
}

/** A typed answer replaces what was there; one that says the same again confirms it. */
export function withAnswers(answers: Answers, file: ApplicantFile, {actor, at}: Acting): Answers {
  const typed = [...file.answers].map(([question, value]) => {
    const before = answers[question];
    const source = before && isSame(before.value, value) ? 'confirmed' : 'typed';
    const from = source === 'confirmed' && before?.from ? {from: before.from} : {};
    return [question, {value, by: actor, at, source, ...from} as const] as const;
  });
  return {...answers, ...Object.fromEntries(typed)};
}

export const isSame = (a: unknown, b: unknown): boolean =>
  canonicalJson(a as Json) === canonicalJson(b as Json);

/** Question ids whose answers differ. */
export const changedQuestions = (before: Answers, after: Answers): readonly string[] =>
  Object.keys(after).filter((id) => !isSame(before[id]?.value ?? null, after[id]?.value ?? null));

/** Questions on whose answers it rests which bodies decide, and by which lane. */
const scopingQuestions = ({bodies}: Policy): ReadonlySet<string> =>
  new Set([
    'people',
    'purposes',
    'datasets',
    ...LANE_QUESTIONS,
    ...[...bodies.values()].flatMap(({requiredWhen}) =>
      requiredWhen.flatMap(({question}) => question ?? []),
    ),
  ]);

/** States in which a body may ask the applicant for clarity. */
const WITH_BODIES: readonly Application['state'][] = ['submitted', 'under_review', 'suspended'];

const isAskedByBody = ({state, bodies}: Application): boolean =>
  WITH_BODIES.includes(state) && bodies.some((one) => one.state === 'clarify');

const APPROVED: readonly Application['state'][] = [
  'approved',
  'approved_with_conditions',
  'suspended',
];

/** Edits a draft, or answers what was asked to be made clear. */
export function editAnswers(change: Change, file: ApplicantFile, policy: Policy): void {
  requireApplicant(change);
  requireSameProject(change, file);
  const {application} = change;
  const {state, answers} = application;
  const isClarifying = state === 'clarify' || isAskedByBody(application);
  if (!['draft', 'scoped'].includes(state) && !isClarifying)
    throw refuse(
      'TRANSITION_UNDEFINED',
      APPROVED.includes(state)
        ? `the application is ${state}; its answers change by amendment`
        : `the application is ${state}; its answers change no more`,
    );
  const edited = withAnswers(answers, file, change);
  const changes = changedQuestions(answers, edited);
  const scoping = scopingQuestions(policy);
  const structural = changes.filter((id) => scoping.has(id));
  if (isClarifying && structural.length > 0)
    throw refuse(
      'TRANSITION_UNDEFINED',
      `${structural.join(', ')} cannot change while bodies have their forms; withdraw, or amend later`,
    );
  change.set({answers: edited});
  enforceAll(personalData(change.application));
  change.note('APPLICATION_EDITED', 'applicant');
  if (state === 'scoped') unscope(change, application, structural, policy);
  if (isClarifying) voidDecisions(change, changes, policy);
}

/** Back to a draft when the scoping no longer fits the answers or the policy. */
function unscope(
  change: Change,
  before: Application,
  structural: readonly string[],
  policy: Policy,
): void {
  const outcomes = (of: Application) =>
    dataUseOf(of, policy.datasets, change.today).map(({outcome}) => outcome);
  const why =
    structural.length > 0
      ? `${structural.join(', ')} changed`
      : bodiesNotScoped(change.application, policy).length > 0
        ? 'other bodies decide'
        : isSame(outcomes(before), outcomes(change.application))
          ? null
          : 'what the terms of the data allow changed';
  if (why === null) return;
  change.move('draft', 'applicant', `${why}: the scoping is void`);
  change.setBodies([]);
  change.set({lane: null});
}

const bodiesNotScoped = ({answers, bodies}: Application, policy: Policy): readonly string[] =>
  requiredBodies(answers, policy)
    .map(({body}) => body.body)
    .filter((id) => !bodies.some(({body}) => body === id));

/**
 * Submits to every body at once, first or after a clarification.
 * @throws Refusal with every answer that is missing or stale, and every conflict of use
 */
export function submit(change: Change, policy: Policy): void {
  requireApplicant(change);
  const {application} = change;
  const isByBody = isAskedByBody(application);
  const unscoped = application.state === 'scoped' ? bodiesNotScoped(application, policy) : [];
  enforceAll([
    ...unscoped.map((body) => ({code: 'SCOPING_VOID', because: `${body} decides too`}) as const),
    ...reasonsAgainstSubmission(application, policy, change),
    ...staleReasons(application, policy, change),
    ...stillUnclear(application),
  ]);
  // Where only a body has asked, the application stays where it is.
  if (!isByBody) change.move('submitted', 'applicant');
  change.set({clarify: []});
  for (const {body, state} of application.bodies) {
    if (state !== 'draft' && state !== 'clarify') continue;
    change.moveBody(body, 'submitted', 'applicant');
    change.setBody(body, {clarify: []});
  }
}

/** Questions that were asked to be made clear, and not answered or confirmed since. */
function stillUnclear({answers, bodies, clarify, history}: Application) {
  const lastAsked = (event: string, body?: string) =>
    history.findLast((one) => one.event === event && one.body === body)?.at ?? '';
  const byOfficer = lastAsked('APPLICATION_CLARIFICATION_ASKED');
  return [
    ...clarify.map((id) => [id, byOfficer] as const),
    ...bodies.flatMap((one) =>
      one.clarify.map((id) => [id, lastAsked('BODY_CLARIFICATION_ASKED', one.body)] as const),
    ),
  ]
    .filter(([id, since]) => (answers[id]?.at ?? '') <= since)
    .map(([id]) => missing(`${id} was asked to be made clear`));
}

/** A file of answers belongs to one project; the wrong one must not slip into an application. */
export function requireSameProject({application}: Change, {project}: ApplicantFile): void {
  if (project !== application.project)
    throw refuse('PROJECT_DIFFERS', `${application.id} is about ${application.project}`);
}

export function requireApplicant({application, actor}: Change): void {
  if (actor !== application.applicant)
    throw refuse('ROLE_NOT_HELD', `${application.applicant} is the applicant, not ${actor}`);
}
