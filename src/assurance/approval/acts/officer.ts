/** What approvals officers and data controllers do: ask, suspend, resume, close. */

import {refuse} from '../../../kernel/errors.ts';
import {type Application, datasetsOf} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import type {Body} from '../policy/body.ts';
import type {Mover} from '../states/machine.ts';
import {requireApplicant} from './apply.ts';
import {requireReason} from './reasons.ts';
import {requireQuestions} from './review.ts';
import {requireNotOwn} from './scope.ts';
import {settle} from './settle.ts';

export function askForClarity(
  change: Change,
  questions: readonly string[],
  because: string | undefined,
): void {
  requireQuestions(questions, Object.keys(change.application.answers));
  change.move('clarify', 'approvals_officer', requireReason(because));
  change.set({clarify: questions});
}

/** Holds access back: at the next decision, and until whoever did so lifts it. */
export function suspend(
  change: Change,
  cause: 'officer' | 'data_controller',
  because: string | undefined,
): void {
  const what = requireReason(because);
  const {state, holds} = change.application;
  const hold = {cause, what, by: change.actor, at: change.at};
  change.set({holds: [...holds, hold], ...(state === 'suspended' ? {} : {cameFrom: state})});
  if (state === 'suspended') change.note('APPLICATION_HELD', moverOf(cause), {because: what});
  else change.move('suspended', moverOf(cause), what);
}

const moverOf = (cause: 'officer' | 'data_controller'): Mover =>
  cause === 'officer' ? 'approvals_officer' : cause;

/** Lifts what the same side held back; the application resumes when nothing else is in the way. */
export function resume(
  change: Change,
  cause: 'officer' | 'data_controller',
  because: string | undefined,
): void {
  const reason = requireReason(because);
  requireNotOwn(change);
  const {holds} = change.application;
  const isTheirs = (hold: Application['holds'][number]): boolean =>
    hold.cause === cause && (cause === 'officer' || hold.by === change.actor);
  if (!holds.some(isTheirs))
    throw refuse('TRANSITION_UNDEFINED', `nothing is held back by the ${cause.replace('_', ' ')}`);
  change.set({holds: holds.filter((hold) => !isTheirs(hold))});
  change.note('APPLICATION_HOLD_LIFTED', moverOf(cause), {because: reason});
  settle(change);
}

/** A data controller is a member of the body that controls one of the datasets. */
export function controllerOf(
  {application, actor}: Change,
  bodies: ReadonlyMap<string, Body>,
  controllers: ReadonlyMap<string, string>,
): string | undefined {
  return datasetsOf(application)
    .map(({dataset}) => controllers.get(dataset))
    .find((id) => bodies.get(id ?? '')?.members.some((one) => one.actor === actor));
}

/**
 * Ends an application for good.
 * @param isCertified whether its data and key are certified to be destroyed, or it never had any
 */
export function close(
  change: Change,
  by: 'applicant' | 'approvals_officer',
  isCertified: boolean,
): void {
  if (!isCertified)
    throw refuse('CLOSURE_OPEN', `${change.application.project} still has data or a key`);
  change.move('closed', by, 'its data and key are certified to be destroyed');
}

/** A new version of the project's key: its next extract is under other pseudonyms. */
export function rekey(change: Change, because: string | undefined): void {
  const {keyVersion} = change.application;
  change.set({keyVersion: keyVersion + 1});
  change.note('APPLICATION_REKEYED', 'system', {because: requireReason(because)});
}

/** The applicant takes it back, with every form that is not yet decided. */
export function withdraw(change: Change, because: string | undefined): void {
  requireApplicant(change);
  const reason = requireReason(because);
  change.move('withdrawn', 'applicant', reason);
  for (const {body, state} of change.application.bodies) {
    if (['draft', 'submitted', 'clarify', 'under_review'].includes(state))
      change.moveBody(body, 'withdrawn', 'applicant', reason);
  }
}
