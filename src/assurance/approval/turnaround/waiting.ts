/** Who is waited for now, and since when. */

import type {IsoDay} from '../../../kernel/dates.ts';
import type {ApplicationState} from '../states/application.ts';
import type {BodyState} from '../states/body.ts';
import type {StateEvent} from './state-events.ts';
import {type Days, daysBetween} from './working-days.ts';

export interface WaitingFor extends Days {
  readonly application: string;
  /** The body whose form it is, or null for the application as a whole. */
  readonly body: string | null;
  /** A role, or a body by its id. */
  readonly waitsFor: string;
  readonly state: string;
  readonly since: IsoDay;
}

/** Who moves an application on. Null: nobody waits, or its bodies are named themselves. */
export const APPLICATION_WAITS_FOR = {
  draft: 'approvals_officer',
  scoped: 'applicant',
  submitted: 'approvals_officer',
  clarify: 'applicant',
  under_review: null,
  approved: null,
  approved_with_conditions: null,
  rejected: null,
  suspended: 'approvals_officer',
  expired: 'applicant',
  withdrawn: null,
  closed: null,
} as const satisfies Record<ApplicationState, string | null>;

/** Who moves a body's decision on: `body` is the body itself. */
export const BODY_WAITS_FOR = {
  draft: 'applicant',
  submitted: 'body',
  clarify: 'applicant',
  under_review: 'body',
  approved: null,
  approved_with_conditions: 'body',
  rejected: null,
  suspended: 'body',
  expired: 'applicant',
  withdrawn: null,
} as const satisfies Record<BodyState, 'applicant' | 'body' | null>;

/** States in which an application is over, whatever its bodies' own states still say. */
const ENDED: ReadonlySet<string> = new Set(['rejected', 'withdrawn', 'closed']);

/** @param lives the events of each application and of each body, oldest first */
export function waitingFor(lives: readonly (readonly StateEvent[])[], asOf: IsoDay): WaitingFor[] {
  const now = lives.map((life) => life.at(-1)).filter((event) => event !== undefined);
  const ended = new Set(
    now.filter(({body, to}) => body === null && ENDED.has(to)).map(({application}) => application),
  );
  return now
    .filter(({application}) => !ended.has(application))
    .map(({application, body, to, day}) => ({
      application,
      body,
      waitsFor: body === null ? ofApplication(to) : ofBody(to, body),
      state: to,
      since: day,
      ...daysBetween(day, asOf),
    }))
    .filter((row): row is WaitingFor => row.waitsFor !== null)
    .sort((a, b) => b.days - a.days);
}

const ofApplication = (state: string): string | null =>
  (APPLICATION_WAITS_FOR as Readonly<Record<string, string | null>>)[state] ?? null;

function ofBody(state: string, body: string): string | null {
  const who = (BODY_WAITS_FOR as Readonly<Record<string, string | null>>)[state] ?? null;
  return who === 'body' ? body : who;
}
