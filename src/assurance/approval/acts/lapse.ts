/** What time does to an application: warnings, expiry, and suspension of what rests on something lapsed. */

import {dayNumber, type IsoDay} from '../../../kernel/dates.ts';
import {type Application, endDateOf} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import {type Element, elementsOf} from '../grants/elements.ts';
import {settle} from './settle.ts';

/** Days ahead of a lapse at which the applicant is warned, once each (governance G6). */
export const WARNING_DAYS = [30, 7, 1] as const;

/** Told once as well: of the application's own parts a suspension tells, of a person's training nothing else. */
const LAPSED = -1;

const IN_FORCE: readonly Application['state'][] = [
  'approved',
  'approved_with_conditions',
  'suspended',
];

/** Applies what the day demands; returns without an event when it demands nothing. */
export function lapse(change: Change): void {
  if (!IN_FORCE.includes(change.application.state)) return;
  warn(change);
  expireBodies(change);
  holdWhatLapsed(change);
  settle(change);
  const end = endDateOf(change.application);
  if (end !== undefined && end < change.today && IN_FORCE.includes(change.application.state))
    change.move('expired', 'system', `its end date, ${end}, has passed`);
}

function warn(change: Change): void {
  for (const {kind, what, validTo} of elementsOf(change.application)) {
    const left = dayNumber(validTo) - dayNumber(change.today);
    const isOver = left < 0;
    const days = isOver
      ? kind === 'person' && LAPSED
      : WARNING_DAYS.findLast((ahead) => left <= ahead);
    const {warned} = change.application;
    const isTold = warned.some(
      (one) => one.what === what && one.validTo === validTo && one.days <= (days || 0),
    );
    if (!days || isTold) continue;
    change.set({warned: [...warned, {what, validTo, days}]});
    const because = days === LAPSED ? `${what} ended on ${validTo}` : `${what} ends on ${validTo}`;
    change.note('APPLICATION_LAPSE_WARNED', 'system', {because});
  }
}

function expireBodies(change: Change): void {
  for (const {body, state, validTo} of change.application.bodies) {
    const isIn = ['approved', 'approved_with_conditions', 'suspended'].includes(state);
    if (isIn && validTo !== undefined && validTo < change.today)
      change.moveBody(body, 'expired', 'system', `its approval was good until ${validTo}`);
  }
}

/** What the whole application rests on; a person's own training holds back that person alone. */
export function holdWhatLapsed(change: Change): void {
  const lapsed = elementsOf(change.application).filter(
    (one) => one.kind === 'reference' && hasLapsed(one, change.today),
  );
  const others = change.application.holds.filter(({cause}) => cause !== 'lapse');
  const holds = lapsed.map(({what, validTo}) => ({
    cause: 'lapse' as const,
    what: `${what} ended on ${validTo}`,
    by: 'system:approval',
    at: change.at,
  }));
  const before = change.application.holds
    .filter(({cause}) => cause === 'lapse')
    .map(({what}) => what);
  const now = holds.map(({what}) => what);
  if (now.join() === before.join()) return;
  change.set({holds: [...others, ...holds]});
  const lifted = before.filter((what) => !now.includes(what));
  const added = now.filter((what) => !before.includes(what));
  if (lifted.length > 0)
    change.note('APPLICATION_HOLD_LIFTED', 'system', {because: lifted.join('; ')});
  // Otherwise the suspension that follows says so.
  if (added.length > 0 && change.application.state === 'suspended')
    change.note('APPLICATION_HELD', 'system', {because: added.join('; ')});
}

export const hasLapsed = ({validTo}: Element, today: IsoDay): boolean => validTo < today;
