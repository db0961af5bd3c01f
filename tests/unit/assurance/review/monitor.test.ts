import {describe, expect, it} from 'vitest';
import {monitorEntries} from '../../../../src/assurance/review/monitor/monitor.ts';
import {TRANSITIONS} from '../../../../src/zones/output/states.ts';
import {entriesOf, later, type TestAct} from './acts.ts';

const AT = '2026-01-14T10:00:00.000Z';
const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

/** What the monitor says of a log, with its digests put in where a test names them. */
async function said(
  acts: readonly (TestAct & {input?: string; output?: string; supersedes?: number})[],
) {
  const entries = entriesOf(acts.map((act, i) => ({...act, at: later(AT, i)}))).map((entry, i) => ({
    ...entry,
    inputHashes: acts[i]?.input ? [acts[i].input] : [],
    outputHashes: acts[i]?.output ? [acts[i].output] : [],
    supersedes: acts[i]?.supersedes ?? null,
  }));
  const {discrepancies} = await monitorEntries(entries, TRANSITIONS);
  return discrepancies.map(({index, what}) => `${index} ${what}`);
}

const act = (
  action: string,
  objects: Record<string, string> = {},
  more: Partial<TestAct> = {},
): TestAct => ({
  at: AT,
  action,
  requestId: 'one',
  objects: Object.entries(objects).map(([type, id]) => ({type, id})),
  ...more,
});

const application = (action: string, from: string, to: string) =>
  act(`APPLICATION_${action}`, {application: 'APP-1', from, to});
const body = (action: string, from: string, to: string, name = 'ethics') =>
  act(`BODY_${action}`, {application: 'APP-1', body: name, from, to});

const SUBMITTED = [
  act('APPLICATION_STARTED', {application: 'APP-1'}),
  application('SCOPED', 'draft', 'scoped'),
  application('SUBMITTED', 'scoped', 'submitted'),
  body('FORM_SUBMITTED', 'draft', 'submitted'),
  application('REVIEW_STARTED', 'submitted', 'under_review'),
  body('REVIEW_STARTED', 'submitted', 'under_review'),
  act('BODY_VOTED', {application: 'APP-1', body: 'ethics'}),
];
const APPROVED = [
  ...SUBMITTED,
  body('APPROVED', 'under_review', 'approved'),
  application('APPROVED', 'under_review', 'approved'),
];

const GRANT = act(
  'GRANT_ISSUED',
  {application: 'APP-1', grant: 'G-1', dataset: 'death', 'valid-to': '2026-03-31'},
  {project: 'PRJ-1'},
);
const EXTRACT = act('EXTRACT_WRITTEN', {dataset: 'death', grant: 'G-1'}, {project: 'PRJ-1'});
const PROVISIONED = act('EXTRACT_PROVISIONED', {dataset: 'death'}, {project: 'PRJ-1'});

describe('the monitor, of applications and bodies', () => {
  it('finds nothing in a life that follows the tables', async () => {
    expect(await said(APPROVED)).toEqual([]);
  });

  it('names a step that no table has', async () => {
    const jump = application('APPROVED', 'scoped', 'approved');
    expect(await said([...SUBMITTED.slice(0, 2), jump])).toEqual([
      '2 APPLICATION_APPROVED moves an application from scoped to approved, which no rule allows',
    ]);
  });

  it('names a step from a state that it is not in', async () => {
    const again = application('SUBMITTED', 'scoped', 'submitted');
    expect(await said([...SUBMITTED, again])).toEqual([
      '7 moves an application from scoped, which is under_review',
    ]);
  });

  it('names a step whose event is that of another one', async () => {
    const wrong = application('WITHDRAWN', 'draft', 'scoped');
    expect(await said([wrong])).toHaveLength(1);
  });

  it('names an approval that a body did not give', async () => {
    expect(await said([...SUBMITTED, application('APPROVED', 'under_review', 'approved')])).toEqual(
      ['7 approves an application that ethics did not approve so far'],
    );
  });

  it('names conditions that are said to be met while a body still waits for them', async () => {
    const conditional = [
      ...SUBMITTED,
      body('APPROVED_WITH_CONDITIONS', 'under_review', 'approved_with_conditions'),
      application('APPROVED_WITH_CONDITIONS', 'under_review', 'approved_with_conditions'),
    ];
    const met = application('CONDITIONS_MET', 'approved_with_conditions', 'approved');
    expect(await said(conditional)).toEqual([]);
    expect(await said([...conditional, met])).toHaveLength(1);
    const bodyMet = body('CONDITIONS_MET', 'approved_with_conditions', 'approved');
    expect(await said([...conditional, bodyMet, met])).toEqual([]);
  });

  it('follows amendments, and requests to learn who somebody is', async () => {
    const amendment = (action: string, from: string, to: string) =>
      act(`AMENDMENT_${action}`, {application: 'APP-1', amendment: '1', from, to});
    expect(await said([amendment('SUBMITTED', 'draft', 'submitted')])).toEqual([]);
    expect(await said([amendment('ACCEPTED', 'draft', 'accepted')])).toHaveLength(1);
    const step = (action: string) => act(`REIDENTIFICATION_${action}`, {reidentification: 'RI-1'});
    const whole = ['REQUESTED', 'ENDORSED', 'AUTHORISED', 'EXECUTED', 'CLOSED'].map(step);
    expect(await said(whole)).toEqual([]);
    expect(await said(['REQUESTED', 'ENDORSED', 'EXECUTED'].map(step))).toEqual([
      '2 REIDENTIFICATION_EXECUTED moves a reidentification from endorsed, which no rule allows',
    ]);
  });

  it('allows a move to be made once more after a job that was killed, and only then', async () => {
    const inJob = (requestId: string, ...acts: TestAct[]) => [
      act('JOB_STARTED', {command: 'govern submit'}, {requestId}),
      ...acts.map((one) => ({...one, requestId})),
    ];
    const submit = application('SUBMITTED', 'scoped', 'submitted');
    const killed = [
      ...SUBMITTED.slice(0, 2),
      ...inJob('killed', submit),
      ...inJob('again', submit),
    ];
    expect(await said(killed)).toEqual([]);
    const failed = act('JOB_FAILED', {}, {requestId: 'killed'});
    const failedFirst = [
      ...SUBMITTED.slice(0, 2),
      ...[...inJob('killed', submit), failed, ...inJob('again', submit)],
    ];
    expect(await said(failedFirst)).toEqual([]);
    const finished = act('JOB_FINISHED', {}, {requestId: 'killed'});
    const twice = [
      ...SUBMITTED.slice(0, 2),
      ...[...inJob('killed', submit), finished, ...inJob('again', submit)],
    ];
    expect(await said(twice)).toHaveLength(1);
  });
});

describe('the monitor, of grants', () => {
  it('finds nothing where a grant follows an approval and extracts follow a grant', async () => {
    expect(await said([...APPROVED, GRANT, EXTRACT, PROVISIONED])).toEqual([]);
  });

  it('names a grant without an approval', async () => {
    expect(await said([...SUBMITTED, GRANT])).toEqual([
      '7 issues a grant of APP-1, which is not approved',
    ]);
  });

  it('names extracts without a grant, after its end, after it was superseded, and for another project', async () => {
    const late = {
      ...GRANT,
      objects: GRANT.objects?.map((one) =>
        one.type === 'valid-to' ? {...one, id: '2026-01-13'} : one,
      ),
    } as TestAct;
    const superseded = act('GRANT_SUPERSEDED', {}, {project: 'PRJ-1'});
    expect(await said([...APPROVED, EXTRACT])).toHaveLength(1);
    expect(await said([...APPROVED, PROVISIONED])).toHaveLength(1);
    expect(await said([...APPROVED, late, EXTRACT])).toHaveLength(1);
    expect(await said([...APPROVED, GRANT, superseded, EXTRACT, PROVISIONED])).toHaveLength(2);
    expect(await said([...APPROVED, GRANT, {...EXTRACT, project: 'PRJ-2'}])).toHaveLength(1);
    expect(await said([...APPROVED, GRANT, {...PROVISIONED, project: 'PRJ-2'}])).toHaveLength(1);
  });

  it('cannot hold extracts to grants that are files only', async () => {
    expect(await said([EXTRACT, PROVISIONED])).toEqual([]);
  });
});

describe('the monitor, of releases', () => {
  const release = (action: string, actor = 'system:output', more: Partial<TestAct> = {}) =>
    act(`RELEASE_${action}`, {request: 'R-1', author: 'researcher:a'}, {actor, ...more});
  const vote = (actor: string) => release('FILE_VOTED', actor, {decision: 'allow'});
  const CHECKED = [release('CREATED'), release('SCANNING'), release('SUBMITTED')];
  const VOTED = [...CHECKED, vote('checker:a'), vote('checker:b')];

  it('finds nothing in a release that two checkers approved', async () => {
    expect(
      await said([...VOTED, release('APPROVED'), release('RELEASED'), release('REVOKED')]),
    ).toEqual([]);
  });

  it('names one that one checker approved, twice or not', async () => {
    const once = [...CHECKED, vote('checker:a'), release('APPROVED')];
    expect(await said(once)).toContain('4 approves R-1, which 1 of 2 checkers approved');
    const twice = [...CHECKED, vote('checker:a'), vote('checker:a'), release('APPROVED')];
    expect(await said(twice)).toContain('4 is a second vote of one checker on R-1');
    expect(await said(twice)).toContain('5 approves R-1, which 1 of 2 checkers approved');
  });

  it('names an author who votes, a step that no table has, and a request that nobody made', async () => {
    expect(await said([...CHECKED, vote('researcher:a')])).toEqual([
      '3 is a vote of the author of R-1',
    ]);
    expect(await said([release('CREATED'), release('RELEASED')])).toContain(
      '1 moves R-1 from pending to released, which no rule allows',
    );
    expect(await said([release('SUBMITTED')])).toEqual(['0 is about R-1, which no entry made']);
  });

  it('asks for new votes when it comes back', async () => {
    const back = [...VOTED, release('RETURNED'), release('SCANNING'), release('SUBMITTED')];
    expect(
      await said([...back, vote('checker:a'), vote('checker:b'), release('APPROVED')]),
    ).toEqual([]);
    expect(await said([...back, vote('checker:a'), release('APPROVED')])).not.toEqual([]);
  });
});

describe('the monitor, of borders, keys, jobs, flags and order', () => {
  it.each([
    ['FILE1_WRITTEN', 'FILE1_RECEIVED'],
    ['FILE2_WRITTEN', 'FILE2_RECEIVED'],
    ['FILE3_WRITTEN', 'FILE3_RECEIVED'],
    ['ALFS_WRITTEN', 'ALFS_RECEIVED'],
    ['EXTRACT_WRITTEN', 'EXTRACT_PROVISIONED'],
    ['RELEASE_WRITTEN', 'RELEASE_CREATED'],
  ])('what %s did not announce, %s does not receive', async (written, received) => {
    const [first, second] = [act(written), act(received)];
    expect(
      await said([
        {...first, output: A},
        {...second, input: A},
      ]),
    ).toEqual([]);
    expect(
      await said([
        {...second, input: A},
        {...first, output: A},
      ]),
    ).toHaveLength(1);
    expect(
      await said([
        {...first, output: B},
        {...second, input: A},
      ]),
    ).toEqual([`1 takes in aaaaaaaaaaaa, of which no ${written} tells`]);
  });

  it('names a file that is used and was never received', async () => {
    const [written, received] = [act('FILE2_WRITTEN'), act('FILE2_RECEIVED')];
    const loaded = {...act('STORE_LOADED'), input: A};
    const whole = [{...written, output: A}, {...received, input: A}, loaded];
    expect(await said(whole)).toEqual([]);
    expect(await said(whole.filter(({action}) => action !== 'FILE2_RECEIVED'))).toEqual([
      '1 takes in aaaaaaaaaaaa, of which no FILE2_RECEIVED or FILE3_RECEIVED tells',
    ]);
  });

  it('names a key that is used outside a job, and a job that ends without a start', async () => {
    const created = act('KEY_CREATED', {key: 'k'});
    const used = act('KEY_USED', {key: 'k'});
    const [started, finished] = [act('JOB_STARTED'), act('JOB_FINISHED')];
    expect(await said([started, created, finished, used])).toEqual(['3 uses key k outside a job']);
    expect(await said([started, created, used, finished])).toEqual([]);
    expect(await said([finished])).toEqual(['0 ends a job that never started']);
  });

  it('names a key that was never made, or was destroyed', async () => {
    const [started, finished] = [act('JOB_STARTED'), act('JOB_FINISHED')];
    const key = (action: string, type = 'key') => act(action, {[type]: 'k'});
    expect(await said([started, key('ALF_ISSUED'), finished])).toEqual([
      '1 uses key k, which was never made or is destroyed',
    ]);
    const of = (type: string) => [started, key('KEY_CREATED', type), key('KEY_USED', type)];
    expect(await said(of('project-key'))).toEqual([]);
    expect(await said([started, key('KEY_USED', 'project-key'), finished])).toHaveLength(1);
    expect(await said([...of('key'), key('KEY_DESTROYED'), key('KEY_USED')])).toHaveLength(1);
  });

  it('names a flag that nobody raised, or that its own subject decides', async () => {
    const raised = act('ACCESS_FLAGGED', {flag: 'F-1', rule: 'AR01', actor: 'researcher:a'});
    const decided = act(
      'ACCESS_FLAG_DECIDED',
      {flag: 'F-1', decision: 'accept'},
      {actor: 'reviewer:a'},
    );
    expect(await said([raised, {...decided, supersedes: 0}])).toEqual([]);
    expect(await said([decided])).toEqual(['0 decides F-1, which no entry raised']);
    expect(await said([raised, {...decided, actor: 'researcher:a', supersedes: 0}])).toEqual([
      '1 decides F-1, which is about its decider',
    ]);
    expect(await said([raised, decided])).toEqual(['1 decides F-1, and names another entry']);
    // A second decision names the first one as the reviewer's review before it.
    expect(await said([raised, {...decided, supersedes: 0}, {...decided, supersedes: 0}])).toEqual([
      '2 does not name the reviewer’s review before it',
    ]);
  });

  it('names an entry that is not in its place, or earlier than the one before', async () => {
    const entries = entriesOf([act('LOG_READ'), act('LOG_READ'), act('LOG_READ')]);
    const [a, b, c] = entries as [(typeof entries)[0], (typeof entries)[0], (typeof entries)[0]];
    const found = await monitorEntries([a, c, b], TRANSITIONS);
    expect(found.discrepancies.map(({index}) => index)).toEqual([1, 2]);
    const back = await monitorEntries([a, {...b, ts: '2026-01-14T09:00:00.000Z'}], TRANSITIONS);
    expect(back.discrepancies).toEqual([{index: 1, what: 'is earlier than the entry before it'}]);
  });
});
