/** Files of applications and grants are held to the log: edited, rolled back, deleted, or half written. */

import {randomBytes} from 'node:crypto';
import {readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {editAnswers} from '../../../../../src/assurance/approval/acts/apply.ts';
import {resume, suspend} from '../../../../../src/assurance/approval/acts/officer.ts';
import {renew} from '../../../../../src/assurance/approval/acts/renew.ts';
import {settle} from '../../../../../src/assurance/approval/acts/settle.ts';
import type {Application} from '../../../../../src/assurance/approval/application/application.ts';
import type {Change} from '../../../../../src/assurance/approval/application/change.ts';
import {Change as ChangeOf} from '../../../../../src/assurance/approval/application/change.ts';
import {syncGrants} from '../../../../../src/assurance/approval/grants/sync.ts';
import {entryOf} from '../../../../../src/assurance/approval/records/entries.ts';
import {
  GovernanceFolder,
  readHeldGrants,
} from '../../../../../src/assurance/approval/records/governance-folder.ts';
import {EVENT_CODES} from '../../../../../src/assurance/audit/event-codes.ts';
import type {AuditLog, EntryDraft} from '../../../../../src/assurance/audit/log.ts';
import {verifyLog} from '../../../../../src/assurance/audit/verify.ts';
import {monitorEntries} from '../../../../../src/assurance/review/monitor/monitor.ts';
import type {Instant} from '../../../../../src/kernel/dates.ts';
import {sha256} from '../../../../../src/kernel/digests.ts';
import {entriesOf, failureOf, openLog, temporaryFolder} from '../../support/logs.ts';
import {APPLICANT, approved, fileOf, Life, OFFICER} from '../support/life.ts';
import {DEATHS, PEOPLE, POLICY, SAMPLES, VISITS} from '../support/small-policy.ts';

const EFFECTS = {randomBytes};

const LASTING = {
  'end-date': '2030-12-31',
  'ethics-opinion': {ref: 'REC-2', validTo: '2030-12-31'},
  contract: {ref: 'DSA-2', validTo: '2030-12-31'},
};

let home: string;
let log: AuditLog;
beforeEach(async () => {
  home = temporaryFolder();
  log = await openLog(join(home, 'audit'));
});
afterEach(async () => {
  await log.close().catch(() => undefined);
});

const file = (part: 'applications' | 'grants', id: string) =>
  join(home, 'governance', part, `${id}.json`);
const read = (path: string) => readFileSync(path, 'utf8');
const inFolder = <T>(work: (folder: GovernanceFolder) => Promise<T>, held: Log = log) =>
  GovernanceFolder.with(home, held, EFFECTS, work);
type Log = Pick<AuditLog, 'append' | 'latest' | 'subjects'>;

/** Everything that a life went through, saved in one command. */
async function save(life: Life, held: Log = log): Promise<void> {
  const change = new ChangeOf(life.application, {actor: OFFICER, at: life.at});
  await inFolder((folder) => folder.save(change, 0, life.grants), held);
}

/** One act on what is saved, as the command line does it. */
const act = (work: (change: Change) => void, held: Log = log) =>
  inFolder(async (folder) => {
    const application = await folder.application('APP-1');
    const acting = {actor: OFFICER, at: '2026-06-01T09:00:00.000Z' as Instant};
    const change = new ChangeOf(application, acting);
    work(change);
    settle(change);
    const grants = syncGrants(change, await folder.grants('PRJ-1'), POLICY.datasets);
    await folder.save(change, application.history.length, grants);
  }, held);
const hold = (change: Change) => suspend(change, 'officer', 'a laptop was lost');

const load = (id = 'APP-1') => inFolder((folder) => folder.application(id));
const codeOf = async (work: Promise<unknown>) => (await failureOf(work)).code;

/** A log that dies after so many entries of the next command. */
function dyingAfter(entries: number): Log {
  let left = entries;
  return {
    append: (draft: EntryDraft) =>
      left-- > 0 ? log.append(draft) : Promise.reject(new Error('killed')),
    latest: (subject, id) => log.latest(subject, id),
    subjects: (subject) => log.subjects(subject),
  };
}

/** Every event of the history has one entry, in order. */
async function expectLogged(application: Application): Promise<void> {
  const {size} = await log.publish();
  await verifyLog(join(home, 'audit'));
  const logged = entriesOf(join(home, 'audit'), size)
    .filter(({objects}) =>
      objects.some(({type, id}) => type === 'application' && id === application.id),
    )
    .map(({objects}) => Number(objects.find(({type}) => type === 'event')?.id));
  expect(logged).toEqual(application.history.map(({n}) => n));
}

describe('an application that is saved', () => {
  it('is read as it was, with one entry for each event', async () => {
    const life = approved();
    await save(life);
    expect(await load()).toEqual(JSON.parse(JSON.stringify(life.application)));
    const held = await readHeldGrants(home, 'PRJ-1', log);
    expect(held?.grants).toEqual(life.grants);
    await expectLogged(life.application);
  });

  it('has its reasons in the log as commitments only', async () => {
    await save(approved());
    await act(hold);
    const {size} = await log.publish();
    const entries = JSON.stringify(entriesOf(join(home, 'audit'), size));
    expect(entries).not.toContain('laptop');
    expect(entries).toContain('APPLICATION_SUSPENDED');
  });

  it('has a yes or a no in the entries that say so to somebody, and in no other', () => {
    const announced = {application: sha256('a'), grants: null};
    const {application} = approved();
    const decisions = EVENT_CODES.map((event) => {
      const happened = {n: 1, at: '' as Instant, by: 'a:b', role: 'system', event};
      return [event, entryOf(application, happened, announced, undefined).decision] as const;
    });
    const named = (decision: string) =>
      decisions.filter(([, said]) => said === decision).map(([event]) => event);
    expect(named('allow')).toEqual([
      'APPLICATION_APPROVED',
      'APPLICATION_APPROVED_WITH_CONDITIONS',
      'BODY_APPROVED',
      'BODY_APPROVED_WITH_CONDITIONS',
      'AMENDMENT_ACCEPTED',
      'GRANT_ISSUED',
    ]);
    expect(named('refuse')).toEqual([
      'APPLICATION_REJECTED',
      'APPLICATION_SUSPENDED',
      'BODY_REJECTED',
      'BODY_SUSPENDED',
      'AMENDMENT_REJECTED',
      'GRANT_WITHHELD',
      'GRANT_ENDED',
    ]);
  });

  it('is not there when nobody started it', async () => {
    expect(await codeOf(load('APP-7'))).toBe('APPLICATION_UNKNOWN');
    expect(await codeOf(load('../grants/PRJ-1'))).toBe('APPLICATION_UNKNOWN');
  });
});

describe('the log of a whole life', () => {
  it('has nothing in it that the monitor would find', async () => {
    const draft = new Life().scope();
    draft.act(APPLICANT, (change) => editAnswers(change, fileOf({people: [PEOPLE[0]]}), POLICY));
    const life = draft.scope().submit().approveAll().on('2026-06-01');
    const hold = (words: string) =>
      life.act(OFFICER, (change) => suspend(change, 'officer', words));
    hold('a laptop was lost');
    hold('another was lost');
    life.act(OFFICER, (change) => resume(change, 'officer', 'both are found'));
    life.amend({security: 'A lock.', datasets: [VISITS, DEATHS, SAMPLES]});
    for (const body of ['hospital', 'registry', 'lab']) life.acceptAmendment(1, body);
    life.on('2028-01-01').act('system:timer', () => undefined);
    life.act(APPLICANT, (change) => renew(change, fileOf(LASTING), POLICY));
    life.approveAll();
    expect(life.application).toMatchObject({state: 'approved', version: 3});
    await save(life);
    const {size} = await log.publish();
    const {discrepancies} = await monitorEntries(entriesOf(join(home, 'audit'), size), {});
    expect(discrepancies).toEqual([]);
  });
});

describe('a file is refused', () => {
  it('that was edited: of an application, and of grants', async () => {
    await save(approved());
    for (const [path, work] of [
      [file('applications', 'APP-1'), () => load()],
      [file('grants', 'PRJ-1'), () => readHeldGrants(home, 'PRJ-1', log)],
    ] as const) {
      const text = read(path);
      writeFileSync(path, text.replace('2027-12-31', '2037-12-31'));
      expect(await codeOf(work())).toBe('GOVERNANCE_CHANGED');
      writeFileSync(path, text);
      expect(await work()).not.toBeNull();
    }
  });

  it('that was rolled back to an older one, which was announced once', async () => {
    await save(approved());
    const [application, grants] = [
      read(file('applications', 'APP-1')),
      read(file('grants', 'PRJ-1')),
    ];
    await act(hold);
    writeFileSync(file('applications', 'APP-1'), application);
    writeFileSync(file('grants', 'PRJ-1'), grants);
    expect(await codeOf(load())).toBe('GOVERNANCE_CHANGED');
    expect(await codeOf(readHeldGrants(home, 'PRJ-1', log))).toBe('GOVERNANCE_CHANGED');
  });

  it('that is missing, by name and in the list, and its id is not given again', async () => {
    await save(approved());
    rmSync(file('applications', 'APP-1'));
    expect(await codeOf(load())).toBe('GOVERNANCE_CHANGED');
    expect(await codeOf(inFolder((folder) => folder.applications()))).toBe('GOVERNANCE_CHANGED');
    expect(await inFolder((folder) => folder.nextId())).toBe('APP-2');
    const {applications, damaged} = await inFolder((folder) => folder.readable());
    expect([applications.length, damaged.map(({code}) => code)]).toEqual([
      0,
      ['GOVERNANCE_CHANGED'],
    ]);
    rmSync(file('grants', 'PRJ-1'));
    expect(await codeOf(readHeldGrants(home, 'PRJ-1', log))).toBe('GOVERNANCE_CHANGED');
  });

  it('that the log never heard of', async () => {
    await save(approved());
    writeFileSync(file('applications', 'APP-2'), read(file('applications', 'APP-1')));
    writeFileSync(file('grants', 'PRJ-2'), read(file('grants', 'PRJ-1')));
    expect(await codeOf(load('APP-2'))).toBe('GOVERNANCE_CHANGED');
    expect(await codeOf(readHeldGrants(home, 'PRJ-2', log))).toBe('GOVERNANCE_CHANGED');
  });

  it('and the words name neither path nor content', async () => {
    await save(approved());
    rmSync(file('applications', 'APP-1'));
    const {message} = await failureOf(load());
    expect(message).toContain('the file of application APP-1 is missing');
    expect(message).not.toContain(home);
  });
});

describe('a command that is killed', () => {
  it('before its first entry leaves the old state, and the next command goes on from there', async () => {
    await save(approved());
    await expect(act(hold, dyingAfter(0))).rejects.toThrow();
    expect((await load()).state).toBe('approved');
    expect((await readHeldGrants(home, 'PRJ-1', log))?.grants.standing.state).toBe('in_force');
    await act(hold);
    await expectLogged(await load());
  });

  it('after its entries, before its files are in place, leaves the new state', async () => {
    const life = approved();
    await save(life);
    const paths = [file('applications', 'APP-1'), file('grants', 'PRJ-1')];
    const before = paths.map(read);
    await act(hold);
    for (const [i, path] of paths.entries()) {
      renameSync(path, `${path}.next`);
      writeFileSync(path, before[i] ?? '');
    }
    // Whoever only reads does not move what a writer may be about to replace.
    const held = await readHeldGrants(home, 'PRJ-1', log);
    expect(held?.grants.standing.state).toBe('suspended');
    expect(read(file('grants', 'PRJ-1'))).toBe(before[1]);
    const application = await load();
    expect(application.state).toBe('suspended');
    await inFolder((folder) => folder.grants('PRJ-1'));
    expect(paths.map(read)).not.toEqual(before);
    await expectLogged(application);
  });

  it('in its first command of all is found by the list, though its file is not in place', async () => {
    await save(new Life());
    const path = file('applications', 'APP-1');
    renameSync(path, `${path}.next`);
    expect(await inFolder((folder) => folder.nextId())).toBe('APP-2');
    expect(await inFolder((folder) => folder.applications())).toHaveLength(1);
    expect(read(path)).toContain('"id":"APP-1"');
  });

  it('after the first of its entries: the rest is written by the next, grants too', async () => {
    await save(approved());
    await expect(act(hold, dyingAfter(1))).rejects.toThrow();
    const application = await load();
    expect(application.state).toBe('suspended');
    expect(application.history.at(-1)?.event).toBe('GRANT_WITHHELD');
    const held = await readHeldGrants(home, 'PRJ-1', log);
    expect(held?.grants.standing.state).toBe('suspended');
    await inFolder((folder) => folder.grants('PRJ-1'));
    await expectLogged(application);
  });

  it.each([1, 5, 20, 'all but one'] as const)(
    'while it made the first grants of a project, after %s of its entries, makes them all the same',
    async (kept) => {
      const life = approved();
      const events = life.application.history.length;
      const entries = kept === 'all but one' ? events - 1 : kept;
      await expect(save(life, dyingAfter(entries))).rejects.toThrow();
      const application = await load();
      expect(application.state).toBe('approved');
      expect((await inFolder((folder) => folder.grants('PRJ-1')))?.version).toBe(1);
      await expectLogged(application);
    },
  );

  it('does not let other grants be put in the place of those that were announced', async () => {
    await save(approved());
    await expect(act(hold, dyingAfter(1))).rejects.toThrow();
    const next = `${file('grants', 'PRJ-1')}.next`;
    writeFileSync(next, read(next).replace('"suspended"', '"in_force"'));
    await load();
    const outcome = await readHeldGrants(home, 'PRJ-1', log).catch((error) => error.code as string);
    expect(outcome).toBe('GOVERNANCE_CHANGED');
  });
});

describe('two writers', () => {
  it('take turns, and no act of either is lost', async () => {
    await save(approved());
    const other = await openLog(join(home, 'audit'));
    const note = (words: string) => (change: Change) => suspend(change, 'officer', words);
    await Promise.all(
      [...Array(6).keys()].map((n) => act(note(`reason ${n}`), n % 2 === 0 ? log : other)),
    );
    const application = await load();
    expect(application.holds.map(({what}) => what).sort()).toEqual(
      [...Array(6).keys()].map((n) => `reason ${n}`),
    );
    await other.close();
    await expectLogged(application);
  });
});
