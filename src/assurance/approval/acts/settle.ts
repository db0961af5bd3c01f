/** What follows for an application from what its bodies decided (governance reference §4.1). */

import type {Application} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import type {BodyState} from '../states/body.ts';

const APPROVING: readonly BodyState[] = ['approved', 'approved_with_conditions'];

/** Bodies that have not approved, or no longer do. */
export const bodiesInTheWay = ({bodies}: Application): readonly string[] =>
  bodies.filter(({state}) => !APPROVING.includes(state)).map(({body}) => body);

const isHeld = (application: Application): boolean =>
  application.holds.length > 0 || bodiesInTheWay(application).length > 0;

/** Moves the application as the system does, until nothing follows any more. */
export function settle(change: Change): void {
  for (let moved = true; moved; ) moved = settleOnce(change);
}

function settleOnce(change: Change): boolean {
  const {application} = change;
  const {state, bodies, cameFrom} = application;
  const every = (...states: readonly BodyState[]) =>
    bodies.length > 0 && bodies.every((one) => states.includes(one.state));
  if (state === 'submitted' && bodies.length > 0 && bodies.every(holdsItsForm)) {
    change.move('under_review', 'system');
  } else if (state === 'under_review' && bodies.some((one) => one.state === 'rejected')) {
    const who = bodies.filter((one) => one.state === 'rejected').map(({body}) => body);
    change.move('rejected', 'system', `rejected by ${who.join(', ')}`);
  } else if (state === 'under_review' && every('approved')) {
    change.move('approved', 'system');
  } else if (state === 'under_review' && every(...APPROVING)) {
    change.move('approved_with_conditions', 'system');
  } else if (
    (state === 'approved' || state === 'approved_with_conditions') &&
    isHeld(application)
  ) {
    change.set({cameFrom: state});
    change.move('suspended', 'system', whyHeld(application));
  } else if (state === 'suspended' && !isHeld(application) && cameFrom) {
    const back =
      cameFrom === 'approved' && every('approved') ? 'approved' : 'approved_with_conditions';
    change.move(back, 'system');
  } else if (state === 'approved_with_conditions' && every('approved')) {
    change.move('approved', 'system', 'every condition is discharged');
  } else {
    return false;
  }
  return true;
}

const holdsItsForm = ({state}: {state: BodyState}): boolean =>
  !['draft', 'submitted', 'withdrawn'].includes(state);

export function whyHeld(application: Application): string {
  const held = application.holds.map(({what}) => what);
  const bodies = bodiesInTheWay(application);
  return [
    ...held,
    ...(bodies.length > 0 ? [`${bodies.join(', ')} does not approve now`] : []),
  ].join('; ');
}
