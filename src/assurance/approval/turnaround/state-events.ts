/** When applications and bodies changed state: read from an application's history, or from the log alone. */

import {dayOf, type Instant, type IsoDay} from '../../../kernel/dates.ts';
import type {Entry} from '../../audit/entry.ts';
import type {Application} from '../application/application.ts';
import {APPLICATION} from '../states/application.ts';

/** One change of state, of an application or of one body's decision on it. */
export interface StateEvent {
  readonly application: string;
  /** Null for the application as a whole. */
  readonly body: string | null;
  /** Null when it begins. */
  readonly from: string | null;
  readonly to: string;
  readonly day: IsoDay;
}

export const eventsOfApplication = ({
  id,
  history,
}: Pick<Application, 'id' | 'history'>): StateEvent[] =>
  history.flatMap(({event, body = null, from = null, to = begins(event), at}) =>
    to === undefined || !hasState(event) ? [] : [{application: id, body, from, to, day: dayOf(at)}],
  );

/** The same from entries of the audit log, which name application, body, `from` and `to` as objects. */
export function eventsOfEntries(
  entries: Iterable<Pick<Entry, 'action' | 'objects' | 'ts'>>,
): StateEvent[] {
  const events: StateEvent[] = [];
  for (const {action, objects, ts} of entries) {
    if (!hasState(action)) continue;
    const named = (type: string) => objects.find((object) => object.type === type)?.id ?? null;
    const application = named('application');
    const to = named('to') ?? begins(action);
    if (application === null || to === undefined) continue;
    const body = action.startsWith('BODY_') ? named('body') : null;
    events.push({application, body, from: named('from'), to, day: dayOf(ts as Instant)});
  }
  return events;
}

/** An application begins as a draft; its first event is no transition, so it names no states. */
const begins = (event: string): string | undefined =>
  event === 'APPLICATION_STARTED' ? APPLICATION.initial : undefined;

/** Amendments have a life of their own; an application keeps its state meanwhile. */
const hasState = (event: string): boolean =>
  event.startsWith('APPLICATION_') || event.startsWith('BODY_');
