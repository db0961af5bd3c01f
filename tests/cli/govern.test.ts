/** Governance from the command line: two at once, a clock that goes back, bad input, and sudden ends. */

import {randomBytes} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Application} from '../../src/assurance/approval/application/application.ts';
import {GovernanceFolder} from '../../src/assurance/approval/records/governance-folder.ts';
import {AuditLog} from '../../src/assurance/audit/log.ts';
import {verifyLog} from '../../src/assurance/audit/verify.ts';
import {sha256} from '../../src/kernel/digests.ts';
import {dolen, dolenJson, ROOT, scratch} from '../support/dolen.ts';
import {entriesOf} from '../unit/assurance/support/logs.ts';

const FILE = join(ROOT, 'governance', 'examples', 'deaths-by-month', 'application.yaml');
const APPLICANT = ['--actor', 'researcher:first'];

interface Shown {
  readonly applications: readonly Application[];
}

const start = (home: string, file = FILE) =>
  dolen(['govern', 'apply', file, '--home', home, ...APPLICANT]);
const edit = (home: string, options = {}) =>
  dolen(['govern', 'apply', FILE, '--application', 'APP-1', '--home', home, ...APPLICANT], options);

/** Opens log and folder as the next command would, and gives the application with what the log says of it. */
async function recovered(home: string) {
  const directory = join(home, 'audit');
  const identity = {
    actor: 'system:test',
    role: 'auditor',
    assurance: 'none',
    requestId: 'test',
    policyHash: sha256('policy'),
    codeHash: sha256('code'),
  };
  const log = await AuditLog.open(directory, identity, {now: () => Date.now(), randomBytes});
  const application = await GovernanceFolder.with(home, log, {randomBytes}, (folder) =>
    folder.application('APP-1'),
  );
  const {size} = await log.close();
  await verifyLog(directory);
  const events = entriesOf(directory, size).flatMap(({objects}) =>
    objects.some(({type}) => type === 'application')
      ? [Number(objects.find(({type}) => type === 'event')?.id)]
      : [],
  );
  return {application, events};
}

describe('dolen govern', () => {
  it('keeps both of two acts at once, from two processes', async () => {
    const home = await scratch();
    expect((await start(home)).status).toBe(0);
    const runs = await Promise.all([edit(home), edit(home)]);
    expect(runs.map(({status}) => status)).toEqual([0, 0]);
    const {application, events} = await recovered(home);
    expect(application.history.map(({event}) => event)).toEqual([
      'APPLICATION_STARTED',
      'APPLICATION_EDITED',
      'APPLICATION_EDITED',
    ]);
    expect(events).toEqual([1, 2, 3]);
    const times = application.history.map(({at}) => at);
    expect([...times].sort()).toEqual(times);
  });

  it('gives two applications that are started at once two ids', async () => {
    const home = await scratch();
    const runs = await Promise.all([start(home), start(home)]);
    expect(runs.map(({status}) => status)).toEqual([0, 0]);
    const {applications} = await dolenJson<Shown>(['govern', 'show', '--home', home]);
    expect(applications.map(({id}) => id)).toEqual(['APP-1', 'APP-2']);
  });

  it('does nothing while the clock is behind the log', async () => {
    const home = await scratch();
    const at = (instant: string) => ['--seed', 'made-up', '--at', instant];
    const first = ['govern', 'apply', FILE, '--home', home, ...APPLICANT];
    expect((await dolen([...first, ...at('2026-03-02T09:00:00.000Z')])).status).toBe(0);
    const again = [...first, '--application', 'APP-1', ...at('2026-03-01T09:00:00.000Z')];
    const run = await dolen(again);
    expect(run.status).toBe(70);
    expect(run.stderr).toContain('CLOCK_WENT_BACK');
    const text = await readFile(join(home, 'governance', 'applications', 'APP-1.json'), 'utf8');
    expect((JSON.parse(text) as Application).history).toHaveLength(1);
  });

  it('refuses data about a person, and a question that is not there, without repeating a value', async () => {
    const home = await scratch();
    const file = join(home, 'application.yaml');
    const text = await readFile(FILE, 'utf8');
    await writeFile(
      file,
      text.replace('answers:', 'answers:\n  background: Such as 943 476 5919.'),
    );
    const run = await start(home, file);
    expect(run.status).toBe(3);
    expect(run.stderr).toContain(
      'PERSONAL_DATA_IN_ANSWER: background holds what looks like an NHS number',
    );
    expect(run.stdout + run.stderr).not.toContain('943 476 5919');
    await writeFile(file, text.replace('answers:', 'answers:\n  shoe-size: 38 and a half'));
    const other = await start(home, file);
    expect(other.status).toBe(4);
    expect(other.stderr).toContain('shoe-size: not a question of the bank');
    expect(other.stderr).not.toContain('38 and a half');
    const log = await readFile(join(home, 'audit', 'checkpoint'), 'utf8');
    expect(log).not.toBe('');
  });

  it('killed twenty times at any moment leaves a log that verifies and an application that loads', async () => {
    const home = await scratch();
    const began = performance.now();
    expect((await start(home)).status).toBe(0);
    const wholeMs = performance.now() - began;
    let acknowledged = 1;
    for (let n = 0; n < 20; n++) {
      // Most of a command is its start; the writing is in the last part of it.
      const killAfterMs = Math.round(wholeMs * (0.4 + (0.7 * n) / 20));
      const {status} = await edit(home, {killAfterMs});
      const {application, events} = await recovered(home);
      if (status === 0) acknowledged++;
      expect(application.history.length).toBeGreaterThanOrEqual(acknowledged);
      acknowledged = application.history.length;
      expect(application.history.map(({n: counted}) => counted)).toEqual(events);
    }
    expect((await edit(home)).status).toBe(0);
  }, 60_000);
});
