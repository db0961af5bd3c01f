/** How long approvals take: days in each state, days to a decision, and who is waited for (governance G7). */

import {dayNumber, type IsoDay} from '../../../kernel/dates.ts';
import type {StateEvent} from './state-events.ts';
import {type WaitingFor, waitingFor} from './waiting.ts';
import {addDays, type Days, daysBetween, NO_DAYS} from './working-days.ts';

/** One row per application and state, or per application, body and state. */
export interface StateDays extends Days {
  readonly application: string;
  readonly body: string | null;
  readonly state: string;
  readonly visits: number;
}

/** One row per application, and per application and body: from submission to decision. */
export interface DecisionDays extends Days {
  readonly application: string;
  readonly body: string | null;
  readonly decision: string;
  readonly submitted: IsoDay;
  readonly decided: IsoDay;
  /** Part of the days: the clock stands still while the applicant makes something clear. */
  readonly clarify: Days;
  readonly withoutClarify: Days;
}

/** One row per application or body, and stage: over all applications. */
export interface StageSummary {
  /** A body, or null for applications as a whole. */
  readonly body: string | null;
  /** A state, or `decision` for the time to one, without clarification. */
  readonly stage: string;
  readonly applications: number;
  readonly medianDays: number;
  readonly p90Days: number;
  readonly medianWorkingDays: number;
  readonly p90WorkingDays: number;
}

export interface Turnaround {
  readonly asOf: IsoDay;
  readonly states: readonly StateDays[];
  readonly decisions: readonly DecisionDays[];
  readonly summary: readonly StageSummary[];
  readonly waiting: readonly WaitingFor[];
}

const DECIDED: ReadonlySet<string> = new Set(['approved', 'approved_with_conditions', 'rejected']);

/** @param events in the order in which they happened */
export function turnaroundOf(events: readonly StateEvent[], asOf: IsoDay): Turnaround {
  // One life for each application, and for each of its bodies.
  const lives = [...Map.groupBy(events, ({application, body}) => `${application} ${body ?? ''}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, life]) => life);
  const states = lives.flatMap((life) => statesOf(life, asOf));
  const decisions = lives.flatMap((life) => decisionOf(life));
  return {
    asOf,
    states,
    decisions,
    summary: summaryOf(states, decisions),
    waiting: waitingFor(lives, asOf),
  };
}

function statesOf(life: readonly StateEvent[], asOf: IsoDay): StateDays[] {
  const states = new Map<string, StateDays>();
  for (const [i, {application, body, to, day}] of life.entries()) {
    const until = life[i + 1]?.day ?? (dayNumber(asOf) > dayNumber(day) ? asOf : day);
    const before = states.get(to) ?? {application, body, state: to, visits: 0, ...NO_DAYS};
    const spent = addDays(before, daysBetween(day, until));
    states.set(to, {...before, ...spent, visits: before.visits + 1});
  }
  return [...states.values()];
}

/** To the first decision; a renewal is not a new application. */
function decisionOf(life: readonly StateEvent[]): DecisionDays[] {
  const first = life.find(({to}) => to === 'submitted');
  const end = life.findIndex(({to}) => DECIDED.has(to));
  const decided = life[end];
  if (!first || !decided) return [];
  let clarify = NO_DAYS;
  for (const [i, {to, day}] of life.entries()) {
    const next = life[i + 1];
    if (i < end && to === 'clarify' && next) clarify = addDays(clarify, daysBetween(day, next.day));
  }
  const all = daysBetween(first.day, decided.day);
  return [
    {
      application: decided.application,
      body: decided.body,
      decision: decided.to,
      submitted: first.day,
      decided: decided.day,
      ...all,
      clarify,
      withoutClarify: {
        days: all.days - clarify.days,
        workingDays: all.workingDays - clarify.workingDays,
      },
    },
  ];
}

function summaryOf(
  states: readonly StateDays[],
  decisions: readonly DecisionDays[],
): StageSummary[] {
  const spans = [
    ...states.map((row) => ({body: row.body, stage: row.state, spent: row as Days})),
    ...decisions.map(({body, withoutClarify}) => ({
      body,
      stage: 'decision',
      spent: withoutClarify,
    })),
  ];
  return [...Map.groupBy(spans, ({body, stage}) => `${body ?? ''} ${stage}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, rows]) => {
      const days = rows.map(({spent}) => spent.days);
      const workingDays = rows.map(({spent}) => spent.workingDays);
      return {
        body: rows[0]?.body ?? null,
        stage: rows[0]?.stage ?? '',
        applications: rows.length,
        medianDays: percentile(days, 50),
        p90Days: percentile(days, 90),
        medianWorkingDays: percentile(workingDays, 50),
        p90WorkingDays: percentile(workingDays, 90),
      };
    });
}

/** Nearest rank: always the days of an application that there was. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
