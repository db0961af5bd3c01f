/** Turnaround: days counted by hand, and the same days from an application and from the log alone (G7). */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {HistoryEvent} from '../../../../../src/assurance/approval/application/application.ts';
import {APPLICATION} from '../../../../../src/assurance/approval/states/application.ts';
import {BODY} from '../../../../../src/assurance/approval/states/body.ts';
import {
  eventsOfApplication,
  eventsOfEntries,
} from '../../../../../src/assurance/approval/turnaround/state-events.ts';
import {
  percentile,
  turnaroundOf,
} from '../../../../../src/assurance/approval/turnaround/turnaround.ts';
import {
  turnaroundCsv,
  turnaroundJson,
} from '../../../../../src/assurance/approval/turnaround/turnaround-files.ts';
import {
  APPLICATION_WAITS_FOR,
  BODY_WAITS_FOR,
} from '../../../../../src/assurance/approval/turnaround/waiting.ts';
import {daysBetween} from '../../../../../src/assurance/approval/turnaround/working-days.ts';
import {dayFromNumber, dayNumber, type IsoDay} from '../../../../../src/kernel/dates.ts';
import {historyOf} from '../support/example-applications.ts';

const day = (text: string) => text as IsoDay;

/** 2 March 2026 was a Monday. */
const HISTORY = historyOf(
  ['2026-03-02', 'APPLICATION_STARTED'],
  ['2026-03-04', 'APPLICATION_SCOPED', {from: 'draft', to: 'scoped'}],
  ['2026-03-05', 'APPLICATION_EDITED'],
  ['2026-03-09', 'APPLICATION_SUBMITTED', {from: 'scoped', to: 'submitted'}],
  ['2026-03-09', 'BODY_FORM_SUBMITTED', {body: 'panel', from: 'draft', to: 'submitted'}],
  ['2026-03-09', 'APPLICATION_REVIEW_STARTED', {from: 'submitted', to: 'under_review'}],
  ['2026-03-10', 'BODY_REVIEW_STARTED', {body: 'panel', from: 'submitted', to: 'under_review'}],
  ['2026-03-12', 'BODY_CLARIFICATION_ASKED', {body: 'panel', from: 'under_review', to: 'clarify'}],
  ['2026-03-17', 'BODY_FORM_SUBMITTED', {body: 'panel', from: 'clarify', to: 'submitted'}],
  ['2026-03-17', 'BODY_REVIEW_STARTED', {body: 'panel', from: 'submitted', to: 'under_review'}],
  ['2026-03-18', 'BODY_VOTED', {body: 'panel'}],
  ['2026-03-20', 'BODY_APPROVED', {body: 'panel', from: 'under_review', to: 'approved'}],
  ['2026-03-20', 'APPLICATION_APPROVED', {from: 'under_review', to: 'approved'}],
  ['2026-03-25', 'AMENDMENT_SUBMITTED', {amendment: 1, from: 'draft', to: 'submitted'}],
);

/** What the audit log says of the same events. */
const entriesOf = (application: string, history: readonly HistoryEvent[]) =>
  history.map(({event, at: ts, ...about}) => ({
    action: event,
    ts,
    objects: [
      {type: 'application', id: application},
      {type: 'event', id: String(about.n)},
      ...(['from', 'to', 'body', 'amendment'] as const).flatMap((type) =>
        about[type] === undefined ? [] : [{type, id: String(about[type])}],
      ),
    ],
  }));

const turnaround = turnaroundOf(
  eventsOfApplication({id: 'APP-1', history: HISTORY}),
  day('2026-03-30'),
);

describe('days', () => {
  it('between two days: all, and Mondays to Fridays', () => {
    expect(daysBetween(day('2026-03-02'), day('2026-03-09'))).toEqual({days: 7, workingDays: 5});
    // Friday to Monday.
    expect(daysBetween(day('2026-03-06'), day('2026-03-09'))).toEqual({days: 3, workingDays: 1});
    expect(daysBetween(day('2026-03-07'), day('2026-03-08'))).toEqual({days: 1, workingDays: 0});
    expect(daysBetween(day('2026-03-05'), day('2026-03-05'))).toEqual({days: 0, workingDays: 0});
  });

  it('on work are those that a calendar counts one by one', () => {
    fc.assert(
      fc.property(fc.integer({min: -400, max: 40_000}), fc.nat(500), (start, length) => {
        let workingDays = 0;
        for (let n = start + 1; n <= start + length; n++) {
          const weekday = new Date(n * 86_400_000).getUTCDay();
          if (weekday !== 0 && weekday !== 6) workingDays++;
        }
        const [from, to] = [dayFromNumber(start), dayFromNumber(start + length)];
        expect(daysBetween(from, to)).toEqual({days: length, workingDays});
      }),
    );
  });
});

describe('turnaround of one application', () => {
  it('has the days in each state, counted by hand', () => {
    const rows = turnaround.states.map(({body, state, days, workingDays, visits}) => [
      body,
      state,
      days,
      workingDays,
      visits,
    ]);
    expect(rows).toEqual([
      [null, 'draft', 2, 2, 1],
      [null, 'scoped', 5, 3, 1],
      [null, 'submitted', 0, 0, 1],
      [null, 'under_review', 11, 9, 1],
      [null, 'approved', 10, 6, 1],
      ['panel', 'submitted', 1, 1, 2],
      ['panel', 'under_review', 5, 5, 2],
      ['panel', 'clarify', 5, 3, 1],
      ['panel', 'approved', 10, 6, 1],
    ]);
  });

  it('shows apart the days on which the clock stood still', () => {
    expect(turnaround.decisions[1]).toEqual({
      application: 'APP-1',
      body: 'panel',
      decision: 'approved',
      submitted: '2026-03-09',
      decided: '2026-03-20',
      days: 11,
      workingDays: 9,
      clarify: {days: 5, workingDays: 3},
      withoutClarify: {days: 6, workingDays: 6},
    });
  });

  it('is the same from the log alone, to the day', () => {
    const fromLog = turnaroundOf(eventsOfEntries(entriesOf('APP-1', HISTORY)), day('2026-03-30'));
    expect(fromLog).toEqual(turnaround);
  });

  it('as JSON is whole', () => {
    expect(JSON.parse(turnaroundJson(turnaround))).toEqual(turnaround);
  });

  it('as CSV has a row for each state and each decision', () => {
    const lines = turnaroundCsv(turnaround).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 9 + 2);
    expect(lines[0]).toBe('application,body,stage,days,working_days,clarify_days,visits');
    expect(lines).toContain('APP-1,panel,decision,11,9,5,');
  });
});

describe('turnaround of many applications', () => {
  it('is the same from histories and from a log in which they are interleaved', () => {
    const step = fc.record({
      application: fc.integer({min: 1, max: 4}),
      body: fc.constantFrom(null, 'panel', 'registrar'),
      pick: fc.nat(20),
      days: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(step, {maxLength: 60}), (steps) => {
        const [histories, entries] = walk(steps);
        const fromHistories = [...histories].flatMap(([id, history]) =>
          eventsOfApplication({id, history}),
        );
        expect(turnaroundOf(eventsOfEntries(entries), day('2028-01-01'))).toEqual(
          turnaroundOf(fromHistories, day('2028-01-01')),
        );
      }),
    );
  });

  it('has median and ninetieth percentile by nearest rank', () => {
    const days = [5, 1, 2, 4, 3, 9, 8, 7, 6, 10];
    expect([percentile(days, 50), percentile(days, 90), percentile([7], 90)]).toEqual([5, 9, 7]);
    const three = [2, 4, 9].flatMap((length, i) =>
      eventsOfApplication({
        id: `APP-${i}`,
        history: historyOf(
          ['2026-03-02', 'APPLICATION_SUBMITTED', {from: 'scoped', to: 'submitted'}],
          [
            dayFromNumber(dayNumber(day('2026-03-02')) + length),
            'APPLICATION_REJECTED',
            {from: 'under_review', to: 'rejected'},
          ],
        ),
      }),
    );
    const {summary} = turnaroundOf(three, day('2026-04-01'));
    expect(summary.find(({stage}) => stage === 'decision')).toEqual({
      body: null,
      stage: 'decision',
      applications: 3,
      medianDays: 4,
      p90Days: 9,
      medianWorkingDays: 4,
      p90WorkingDays: 7,
    });
  });
});

describe('who is waited for', () => {
  it('is the body that has a form, then the applicant who must make something clear', () => {
    const upTo = (n: number) =>
      turnaroundOf(
        eventsOfApplication({id: 'APP-1', history: HISTORY.slice(0, n)}),
        day('2026-03-13'),
      ).waiting.map(({body, waitsFor, state, days}) => [body, waitsFor, state, days]);
    expect(upTo(1)).toEqual([[null, 'approvals_officer', 'draft', 11]]);
    expect(upTo(6)).toEqual([['panel', 'panel', 'submitted', 4]]);
    expect(upTo(8)).toEqual([['panel', 'applicant', 'clarify', 1]]);
    expect(turnaround.waiting).toEqual([]);
  });

  it('is nobody once the application is over', () => {
    const history = [
      ...HISTORY.slice(0, 7),
      ...historyOf([
        '2026-03-12',
        'APPLICATION_WITHDRAWN',
        {from: 'under_review', to: 'withdrawn'},
      ]),
    ];
    expect(
      turnaroundOf(eventsOfApplication({id: 'APP-1', history}), day('2026-03-30')).waiting,
    ).toEqual([]);
  });

  it('is somebody whom the state tables let move it', () => {
    for (const [state, who] of Object.entries(APPLICATION_WAITS_FOR)) {
      if (who === null) continue;
      const movers = APPLICATION.transitions
        .filter(({from}) => from === state)
        .flatMap(({by}) => by);
      expect(movers, state).toContain(who);
    }
    for (const [state, who] of Object.entries(BODY_WAITS_FOR)) {
      if (who === null) continue;
      const movers = BODY.transitions.filter(({from}) => from === state).flatMap(({by}) => by);
      expect(movers, state).toContain(who === 'body' ? 'body_member' : who);
    }
  });
});

type Step = {application: number; body: string | null; pick: number; days: number};

/** Walks applications and bodies through their tables; one log, and a history for each application. */
function walk(steps: readonly Step[]) {
  const histories = new Map<string, HistoryEvent[]>();
  const states = new Map<string, string>();
  const entries: ReturnType<typeof entriesOf> = [];
  let now = dayNumber(day('2026-01-01'));
  for (const {application, body, pick, days} of steps) {
    now += days;
    const id = `APP-${application}`;
    const machine = body === null ? APPLICATION : BODY;
    const from = states.get(`${id} ${body}`) ?? machine.initial;
    const next = machine.transitions.filter((one) => one.from === from);
    const taken = next[pick % Math.max(1, next.length)];
    if (!taken) continue;
    states.set(`${id} ${body}`, taken.to);
    const about = {from, to: taken.to, ...(body === null ? {} : {body})};
    const happened = historyOf([dayFromNumber(now), taken.event, about]);
    histories.set(id, [...(histories.get(id) ?? []), ...happened]);
    entries.push(...entriesOf(id, happened));
  }
  return [histories, entries] as const;
}
