import {describe, expect, it} from 'vitest';
import type {Entry} from '../../../../src/assurance/audit/entry.ts';
import {asked, entriesOf, flags, flagsOf, later, type TestAct} from './acts.ts';

const AT = '2026-01-14T10:00:00.000Z';

/** A request of an author, that people checked, from made to decided. */
const request = (
  id: number,
  author: string,
  checkers: readonly string[],
  more: Partial<TestAct> = {},
): TestAct[] => {
  const objects = [
    {type: 'request', id: `R-${id}`},
    {type: 'author', id: author},
  ];
  const act = (action: string, actor: string): TestAct => ({
    at: later(AT, id * 60),
    action,
    actor,
    project: 'PRJ-1',
    objects,
  });
  return [
    act('RELEASE_CREATED', author),
    ...checkers.map((checker) => act('RELEASE_FILE_VOTED', checker)),
    {...act('RELEASE_APPROVED', checkers.at(-1) ?? ''), ...more},
  ];
};

const requests = (count: number, checkersOf: (i: number) => readonly string[]): TestAct[] =>
  Array.from({length: count}, (_, i) => request(i, 'researcher:a', checkersOf(i))).flat();

describe('AR09, the same two people', () => {
  it('flags a checker of 16 of the last 20 tables of one author', () => {
    const often = (i: number) =>
      i < 16 ? ['checker:a', `checker:${i % 3}`] : ['checker:x', 'checker:y'];
    const found = flags('AR09', requests(20, often));
    expect(found).toEqual([]);
    const always = flags(
      'AR09',
      requests(20, (i) => ['checker:a', `checker:${i % 4}`]),
    );
    expect(always).toMatchObject([{actors: ['checker:a', 'researcher:a'], count: 20}]);
    expect(always[0]?.seen).toBe('checker:a checked 20 of the last 20 tables of researcher:a');
  });

  it('counts at each decision of that checker, over the last 20 only', () => {
    const sixteen = (i: number) =>
      i % 5 === 0 ? ['checker:x', 'checker:y'] : ['checker:a', `checker:${i % 4}`];
    expect(flags('AR09', requests(20, sixteen))).toMatchObject([{count: 16}]);
    const fifteen = (i: number) =>
      i % 4 === 0 ? ['checker:x', 'checker:y'] : ['checker:a', `checker:${i % 3}`];
    expect(flags('AR09', requests(20, fifteen))).toEqual([]);
  });

  it('forgets what was decided before the last 20', () => {
    const once = (i: number) =>
      i < 16 || i === 26 ? ['checker:a', `checker:${i % 4}`] : ['checker:x', 'checker:y'];
    expect(flags('AR09', requests(27, once))).toEqual([]);
  });

  it('does not mind nineteen tables', () => {
    expect(
      flags(
        'AR09',
        requests(19, () => ['checker:a', 'checker:b']),
      ),
    ).toEqual([]);
  });

  it('flags two people who check each other, and its clean twin not', () => {
    const one = request(0, 'checker:a', ['checker:b', 'checker:c']);
    const back = request(1, 'checker:b', ['checker:a', 'checker:c']);
    expect(flags('AR09', [...one, ...back])).toMatchObject([
      {actors: ['checker:a', 'checker:b'], entries: [1, 5]},
    ]);
    expect(flags('AR09', [...one, ...request(1, 'checker:b', ['checker:d', 'checker:c'])])).toEqual(
      [],
    );
    const muchLater = request(24 * 200, 'checker:b', ['checker:a', 'checker:c']);
    expect(flags('AR09', [...one, ...muchLater])).toEqual([]);
  });
});

describe('AR10, a key used outside a job', () => {
  const job = (action: string, minutes: number): TestAct => ({
    at: later(AT, minutes),
    action,
    requestId: 'job',
    objects: [{type: 'command', id: 'store extract'}],
  });
  const use = (minutes: number, requestId = 'job'): TestAct => ({
    at: later(AT, minutes),
    action: 'KEY_USED',
    requestId,
    objects: [{type: 'key', id: 'd627ff5a256e28f6'}],
  });

  it('is flagged before its job, after it and in another request', () => {
    const around = [use(0), job('JOB_STARTED', 1), job('JOB_FINISHED', 3), use(4)];
    expect(flags('AR10', around).map(({entries}) => entries)).toEqual([[0], [3]]);
    expect(
      flags('AR10', [job('JOB_STARTED', 0), use(1, 'other'), job('JOB_FINISHED', 2)]),
    ).toHaveLength(1);
  });

  it('is not flagged inside, also when a command started another one', () => {
    const nested = [
      job('JOB_STARTED', 0),
      job('JOB_STARTED', 1),
      job('JOB_FINISHED', 2),
      use(3),
      job('JOB_FAILED', 4),
    ];
    expect(flags('AR10', nested)).toEqual([]);
  });
});

describe('AR11, a gap in the record', () => {
  const started: TestAct = {
    at: AT,
    action: 'JOB_STARTED',
    requestId: 'job',
    objects: [{type: 'command', id: 'third-party link'}],
  };
  const beat = (minutes: number): TestAct => ({
    at: later(AT, minutes),
    action: 'LOG_HEARTBEAT',
    requestId: 'job',
  });

  it('flags a job that was not heard of for an hour, and never ended', () => {
    const [flag] = flags('AR11', [started, asked(later(AT, 61))]);
    expect(flag?.sentences[0]).toBe(
      'The record has a gap: third-party link, started by researcher:a, never said how it ended.',
    );
    expect(flags('AR11', [started, asked(later(AT, 59))])).toEqual([]);
  });

  it('flags it after two missed heartbeats, where the log has heartbeats', () => {
    expect(flags('AR11', [started, beat(1), asked(later(AT, 4))])).toMatchObject([
      {entries: [0, 1]},
    ]);
    expect(flags('AR11', [started, beat(1), beat(2), beat(3), asked(later(AT, 4))])).toEqual([]);
  });

  it('does not mind a job that ended', () => {
    const ended = {...started, at: later(AT, 1), action: 'JOB_FAILED'};
    expect(flags('AR11', [started, ended, asked(later(AT, 600))])).toEqual([]);
  });

  it('flags an entry that is missing, and a clock that went back', () => {
    const whole = entriesOf([0, 1, 2, 3].map((i) => asked(later(AT, i))));
    expect(flagsOf('AR11', whole)).toEqual([]);
    const without = whole.filter(({seq}) => seq !== 1);
    expect(flagsOf('AR11', without)).toMatchObject([
      {seen: 'entry 2 stands where entry 1 belongs'},
    ]);
    const [a, b, c] = whole as [Entry, Entry, Entry];
    const back = [a, {...b, ts: later(AT, 5)}, c];
    expect(flagsOf('AR11', back)).toMatchObject([
      {entries: [2], seen: 'the clock went back by 180 seconds'},
    ]);
  });
});

describe('AR12, a release close to an earlier one', () => {
  it('flags an approval that overrides the finding, once for approval and release', () => {
    const over = {reasonCodes: ['CELL_TOO_SMALL'], decision: 'allow'} satisfies Partial<TestAct>;
    const made = request(1, 'researcher:a', ['checker:a', 'checker:b'], over);
    const released = {...(made.at(-1) as TestAct), action: 'RELEASE_RELEASED'};
    expect(flags('AR12', [...made, released])).toMatchObject([
      {entries: [3, 4], actors: ['checker:b']},
    ]);
  });

  it('does not mind an approval without it, nor a refusal with it', () => {
    expect(flags('AR12', request(1, 'researcher:a', ['checker:a', 'checker:b']))).toEqual([]);
    const no = {
      reasonCodes: ['CELL_TOO_SMALL'],
      decision: 'refuse',
    } satisfies Partial<TestAct>;
    expect(flags('AR12', request(1, 'researcher:a', ['checker:a', 'checker:b'], no))).toEqual([]);
  });
});
