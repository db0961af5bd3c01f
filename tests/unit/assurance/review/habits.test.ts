import {describe, expect, it} from 'vitest';
import {AccessReview} from '../../../../src/assurance/review/review.ts';
import {asked, entriesOf, flags, flagsOf, later, RULES, type TestAct} from './acts.ts';

/** Uses of data on days of a week, so many each, from nine in the morning. */
const days = (first: string, counts: readonly number[], more: Partial<TestAct> = {}): TestAct[] =>
  counts.flatMap((count, day) =>
    Array.from({length: count}, (_, n) =>
      asked(later(`${first}T09:00:00.000Z`, day * 1_440 + n * 5), more),
    ),
  );

/** Four weeks of three uses on each working day, from Monday 5 January 2026. */
const FOUR_WEEKS = Array.from({length: 28}, (_, day) => (day % 7 < 5 ? 3 : 0));

describe('AR01, work outside office hours', () => {
  it.each([
    ['a weekday at 22:30', '2026-01-14T22:30:00.000Z', 1],
    ['a weekday at 19:59', '2026-01-14T19:59:00.000Z', 0],
    ['a weekday at 20:00', '2026-01-14T20:00:00.000Z', 1],
    ['a weekday at 06:59', '2026-01-14T06:59:00.000Z', 1],
    ['a weekday at 07:00', '2026-01-14T07:00:00.000Z', 0],
    ['a Saturday at noon', '2026-01-17T12:00:00.000Z', 1],
    ['Good Friday at noon', '2026-04-03T12:00:00.000Z', 1],
    ['the day before it at noon', '2026-04-02T12:00:00.000Z', 0],
    ['summer, 06:30 in UTC and 07:30 in London', '2026-07-15T06:30:00.000Z', 0],
    ['summer, 19:30 in UTC and 20:30 in London', '2026-07-15T19:30:00.000Z', 1],
  ])('knows %s', (_, at, expected) => {
    expect(flags('AR01', [asked(at)])).toHaveLength(expected);
  });

  it('goes by the time zone of those who work elsewhere', () => {
    const line = RULES.rules.filter(({id}) => id === 'AR01');
    const actorTimeZones = [{actor: 'researcher:a', timeZone: 'Australia/Sydney'}];
    const review = new AccessReview({...RULES, rules: line, actorTimeZones});
    const night = '2026-01-14T23:10:00.000Z';
    for (const entry of entriesOf([asked(night), asked(night, {actor: 'researcher:b'})])) {
      review.see(entry);
    }
    expect(review.flags().map(({actors}) => actors)).toEqual([['researcher:b']]);
  });

  it('makes one flag of one person and night, and says when it began', () => {
    const [flag, ...others] = flags('AR01', [
      asked('2026-01-14T22:30:00.000Z'),
      asked('2026-01-15T02:10:00.000Z'),
      asked('2026-01-15T09:00:00.000Z'),
    ]);
    expect(others).toEqual([]);
    expect(flag?.entries).toEqual([0, 1]);
    expect(flag?.sentences).toEqual([
      'researcher:a worked outside office hours: Wednesday 14 January 2026 from 22:30, 2 acts.',
      'Work is started from Monday to Friday between 07:00 and 20:00, not on a bank holiday.',
    ]);
  });

  it('does not mind a job that was started in the day and runs into the night', () => {
    const job = {requestId: 'long', actor: 'custodian:a'};
    const acts: TestAct[] = [
      {at: '2026-01-14T18:00:00.000Z', action: 'JOB_STARTED', ...job},
      {at: '2026-01-14T23:00:00.000Z', action: 'FILE3_WRITTEN', ...job},
      {at: '2026-01-14T23:00:01.000Z', action: 'JOB_FINISHED', ...job},
    ];
    expect(flags('AR01', acts)).toEqual([]);
    const night = acts.map((act) => ({...act, at: later(act.at, 240)}));
    expect(flags('AR01', night)[0]?.entries).toEqual([0]);
  });

  it('does not mind what the program does by itself', () => {
    expect(flags('AR01', [asked('2026-01-17T12:00:00.000Z', {actor: 'system:log'})])).toEqual([]);
  });
});

describe('AR02, the first use of a dataset', () => {
  it('is flagged once for each person and dataset, and never again', () => {
    const found = flags('AR02', [
      asked('2026-01-14T10:00:00.000Z'),
      asked('2026-01-14T11:00:00.000Z'),
      asked('2026-01-14T12:00:00.000Z', {objects: [{type: 'dataset', id: 'death'}]}),
      asked('2026-01-14T13:00:00.000Z', {actor: 'researcher:b'}),
    ]);
    expect(found.map(({entries}) => entries)).toEqual([[0], [2], [3]]);
  });

  it('is no matter of a grant that names a dataset', () => {
    const objects = [
      {type: 'grant', id: 'G-1'},
      {type: 'dataset', id: 'death'},
    ];
    expect(
      flags('AR02', [{at: '2026-01-14T10:00:00.000Z', action: 'GRANT_ISSUED', objects}]),
    ).toEqual([]);
  });
});

describe('AR03, much more use than usual', () => {
  it('flags a day far above the person’s own habit, and its clean twin not', () => {
    const [flag] = flags('AR03', days('2026-01-05', [...FOUR_WEEKS, 20]));
    expect(flag?.seen).toBe('20 uses on Monday 2 February 2026');
    expect(flag?.normal).toBe('about 3 on a day on which they work');
    expect(flag?.entries[0]).toBe(60);
    expect(flags('AR03', days('2026-01-05', [...FOUR_WEEKS, 6]))).toEqual([]);
  });

  it('knows no habit before ten active days', () => {
    expect(flags('AR03', days('2026-01-05', [3, 3, 3, 3, 3, 0, 0, 3, 3, 3, 3, 40]))).toEqual([]);
  });

  it('compares nobody with somebody else', () => {
    const acts = [
      ...days('2026-01-05', FOUR_WEEKS),
      ...days(
        '2026-01-05',
        FOUR_WEEKS.map((n) => n * 8),
        {actor: 'researcher:b'},
      ),
    ].sort((a, b) => (a.at < b.at ? -1 : 1));
    expect(flags('AR03', acts)).toEqual([]);
  });
});

describe('AR06, much use just before permission ends', () => {
  const grant = (validTo: string, at = '2026-01-02T09:00:00.000Z'): TestAct => ({
    at,
    action: 'GRANT_ISSUED',
    actor: 'officer:a',
    project: 'PRJ-1',
    objects: [
      {type: 'grant', id: `G-${validTo}`},
      {type: 'dataset', id: 'gp_event'},
      {type: 'valid-to', id: validTo},
    ],
  });
  const usual = days('2026-01-05', FOUR_WEEKS);
  const last = (each: number) => days('2026-02-02', [each, each, each, each, each]);

  it('flags more than twice the habit in the last week of a grant', () => {
    const [flag] = flags('AR06', [grant('2026-02-06'), ...usual, ...last(8)]);
    expect(flag?.seen).toBe('40 uses in the 7 days up to 6 February 2026');
    expect(flag?.normal).toBe('about 15 in 7 days');
    expect(flag?.project).toBe('PRJ-1');
  });

  it('does not mind the habit, nor a week that is not the last one', () => {
    expect(flags('AR06', [grant('2026-02-06'), ...usual, ...last(5)])).toEqual([]);
    expect(flags('AR06', [grant('2026-03-06'), ...usual, ...last(8)])).toEqual([]);
  });

  it('does not mind what is used after its end: that is refused, or another grant’s', () => {
    const ended = grant('2026-01-31');
    expect(flags('AR06', [ended, ...usual, ...last(20)])).toEqual([]);
  });

  it('does not mind a grant that was renewed, and minds one that was superseded by an earlier end', () => {
    const renewed = grant('2027-02-06', '2026-02-01T09:00:00.000Z');
    expect(flags('AR06', [grant('2026-02-06'), ...usual, renewed, ...last(8)])).toEqual([]);
    const superseded = {
      at: '2026-02-01T09:00:00.000Z',
      action: 'GRANT_SUPERSEDED',
      project: 'PRJ-1',
    };
    const earlier = grant('2026-02-06', '2026-02-01T09:00:01.000Z');
    expect(
      flags('AR06', [grant('2027-02-06'), ...usual, superseded, earlier, ...last(8)]),
    ).toHaveLength(1);
  });
});

describe('AR08, an account that was asleep', () => {
  it.each([
    [90, 1],
    [89, 0],
  ])('after %i days makes %i flags', (count, expected) => {
    const at = '2026-01-14T10:00:00.000Z';
    const acts = [asked(at), asked(later(at, count * 1_440))];
    expect(flags('AR08', acts)).toHaveLength(expected);
    expect(flags('AR08', acts).every(({entries}) => entries[0] === 1)).toBe(true);
  });
});

describe('a flag', () => {
  it('keeps its id however much the log grows', () => {
    const entries = entriesOf(days('2026-01-05', [...FOUR_WEEKS, 20, 0, 30]));
    const early = flagsOf('AR03', entries.slice(0, 75));
    const late = flagsOf('AR03', entries);
    expect(early).toHaveLength(1);
    expect(late.map(({id}) => id)).toContain(early[0]?.id);
    expect(new Set(late.map(({id}) => id)).size).toBe(late.length);
  });
});
