/** Turnaround as JSON, whole, and as CSV: one row per application, body and state, then per decision. */

import {csvLines} from '../../../kernel/csv.ts';
import type {Turnaround} from './turnaround.ts';

export const turnaroundJson = (turnaround: Turnaround): string =>
  `${JSON.stringify(turnaround, null, 2)}\n`;

export const turnaroundCsv = ({states, decisions}: Turnaround): string =>
  csvLines([
    ['application', 'body', 'stage', 'days', 'working_days', 'clarify_days', 'visits'],
    ...states.map(({application, body, state, days, workingDays, visits}) => [
      application,
      body ?? '',
      state,
      days,
      workingDays,
      '',
      visits,
    ]),
    ...decisions.map(({application, body, days, workingDays, clarify}) => [
      application,
      body ?? '',
      'decision',
      days,
      workingDays,
      clarify.days,
      '',
    ]),
  ]);
