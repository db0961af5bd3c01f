/**
 * What a life is: its states, and who may move it from one to the next. Nothing changes a state but
 * these tables; every transition has one event, and the diagrams in `governance/` are printed from them.
 */

import type {EventCode} from '../../audit/event-codes.ts';

/** Who may move it. `system` moves what follows from what people decided. */
export type Mover =
  | 'applicant'
  | 'approvals_officer'
  | 'body_member'
  | 'data_controller'
  | 'approver'
  | 'ttp_custodian'
  | 'access_reviewer'
  | 'system';

export interface Transition<State extends string = string> {
  readonly from: State;
  readonly to: State;
  readonly by: readonly Mover[];
  /** What must hold, in words that the person who waits can read. */
  readonly when: string;
  readonly event: EventCode;
}

export interface Machine<State extends string = string> {
  readonly initial: State;
  readonly states: readonly State[];
  readonly transitions: readonly Transition<State>[];
}

type Row<State extends string> = readonly [
  State,
  State,
  Mover | readonly Mover[],
  EventCode,
  string,
];

export const machine = <const States extends readonly [string, ...string[]]>(
  states: States,
  rows: readonly Row<States[number]>[],
): Machine<States[number]> => ({
  initial: states[0],
  states,
  transitions: rows.map(([from, to, by, event, when]) => ({
    from,
    to,
    by: typeof by === 'string' ? [by] : by,
    when,
    event,
  })),
});

/** The transition between two states, or undefined: whatever is not in the table is refused. */
export const transitionOf = <State extends string>(
  {transitions}: Machine<State>,
  from: State,
  to: State,
): Transition<State> | undefined => transitions.find((one) => one.from === from && one.to === to);
