import {describe, expect, it} from 'vitest';
import {flags, later, type TestAct} from './acts.ts';

const AT = '2026-01-14T10:00:00.000Z';

const refused = (minutes: number, more: Partial<TestAct> = {}): TestAct => ({
  at: later(AT, minutes),
  action: 'QUERY_REFUSED',
  project: 'PRJ-1',
  decision: 'refuse',
  reasonCodes: ['CELL_TOO_SMALL'],
  ...more,
});
const each = (count: number, minutes: number, more: Partial<TestAct> = {}): TestAct[] =>
  Array.from({length: count}, (_, i) => refused(i * minutes, more));

const cohort = (minutes: number, conditions: string, more: Partial<TestAct> = {}): TestAct => ({
  at: later(AT, minutes),
  action: 'COHORT_BUILT',
  project: 'PRJ-1',
  rowBand: '1e3',
  objects: conditions.split('').map((id) => ({type: 'condition', id})),
  ...more,
});

describe('AR04, cohorts that are almost the same', () => {
  it('flags three that differ in one condition: added, left out or replaced', () => {
    const [flag] = flags('AR04', [cohort(0, 'abcd'), cohort(60, 'abce'), cohort(120, 'abc')]);
    expect(flag?.entries).toEqual([0, 1, 2]);
    expect(flag?.actors).toEqual(['researcher:a']);
    expect(flag?.sentences[0]).toContain('PRJ-1 built 3 cohorts within 24 hours');
  });

  it.each([
    ['two of them', [cohort(0, 'abcd'), cohort(60, 'abce')]],
    ['three that differ in two', [cohort(0, 'abcd'), cohort(60, 'abef'), cohort(120, 'ghcd')]],
    [
      'the same one again and again',
      [cohort(0, 'abcd'), cohort(9, 'abcd'), cohort(19, 'abcd'), cohort(29, 'abce')],
    ],
    ['three over two days', [cohort(0, 'abcd'), cohort(60, 'abce'), cohort(60 * 26, 'abcf')]],
    [
      'three of three projects',
      ['1', '2', '3'].map((n) => cohort(0, `abc${n}`, {project: `PRJ-${n}`})),
    ],
  ])('does not mind %s', (_, acts) => {
    expect(flags('AR04', acts)).toEqual([]);
  });

  it('names everybody who took part, and keeps one flag for one series', () => {
    const acts = ['d', 'e', 'f', 'g'].map((last, i) =>
      cohort(i * 10, `abc${last}`, {actor: `researcher:${i % 2}`}),
    );
    const found = flags('AR04', acts);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({actors: ['researcher:0', 'researcher:1'], count: 4});
  });
});

describe('AR05, asking again and again for small numbers', () => {
  it('flags five within an hour, and keeps the sixth in the same flag', () => {
    expect(flags('AR05', each(5, 14))[0]?.entries).toEqual([0, 1, 2, 3, 4]);
    expect(flags('AR05', each(6, 14))).toMatchObject([{count: 6}]);
  });

  it.each([
    ['four of them', each(4, 5)],
    ['five over more than an hour', each(5, 16)],
    ['five of five people', [0, 1, 2, 3, 4].map((i) => refused(i, {actor: `researcher:${i}`}))],
    [
      'five answers with many rows',
      each(5, 5, {action: 'QUERY_ANSWERED', reasonCodes: [], rowBand: '1-9'}),
    ],
    ['large cohorts', [0, 1, 2, 3, 4].map((i) => cohort(i, `abc${i}`))],
    [
      'a checker who rejects small cells',
      each(5, 5, {action: 'RELEASE_REJECTED', actor: 'checker:a'}),
    ],
  ])('does not mind %s', (_, acts) => {
    expect(flags('AR05', acts)).toEqual([]);
  });

  it('counts small cohorts, withheld answers and blocked tables, each request once', () => {
    const blocked = {
      action: 'RELEASE_BLOCKED',
      actor: 'checker:a',
      objects: [{type: 'author', id: 'researcher:a'}],
    };
    const mixed = [
      cohort(0, 'abc', {rowBand: '1-9'}),
      refused(5, {action: 'QUERY_ANSWERED'}),
      refused(10, blocked),
      refused(15, {requestId: 'one'}),
    ];
    expect(flags('AR05', [...mixed, refused(16, {requestId: 'one'})])).toEqual([]);
    expect(flags('AR05', [...mixed, refused(16, {requestId: 'two'})])).toMatchObject([
      {actors: ['researcher:a'], count: 5},
    ]);
  });
});

describe('AR07, many refusals in a short time', () => {
  it('flags five within ten minutes', () => {
    const acts = each(5, 2, {action: 'ACCESS_REFUSED', reasonCodes: ['NO_GRANT']});
    expect(flags('AR07', acts)).toMatchObject([{entries: [0, 1, 2, 3, 4]}]);
  });

  it.each([
    ['five in eleven minutes', each(5, 2.7)],
    [
      'five failures that are no refusals',
      each(5, 1).map(({decision: _, ...act}) => ({...act, action: 'JOB_FAILED'})),
    ],
    ['a checker who says no', each(5, 1, {action: 'RELEASE_FILE_VOTED', actor: 'checker:a'})],
    ['one request that says five times no', each(5, 1, {requestId: 'one'})],
  ])('does not mind %s', (_, acts) => {
    expect(flags('AR07', acts)).toEqual([]);
  });
});
