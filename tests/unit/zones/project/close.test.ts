/** Closing a project, stopped before and after every entry that it writes, and taken up again. */

import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {type Job, type JobOptions, runJob} from '../../../../src/assurance/job/job.ts';
import {makeKeyring} from '../../../../src/assurance/keys/keyring.ts';
import {publishRecipient} from '../../../../src/assurance/keys/recipients.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import {Defect} from '../../../../src/kernel/errors.ts';
import {closeProject} from '../../../../src/zones/project/close.ts';
import {openProject} from '../../../../src/zones/project/project-database.ts';
import {
  entriesOf,
  failureOf,
  IDENTITY,
  quietEffects,
  temporaryFolder,
} from '../../assurance/support/logs.ts';

const PROJECT = 'P001';
const STORE_KEYS = [{project: PROJECT, keyVersion: 1, keyId: '0123456789abcdef'}];

/** A job takes the clock off its effects, so that here it must not depend on them. */
function effects() {
  const quiet = quietEffects();
  return {...quiet, now: () => quiet.time};
}

const options = (home: string, command: string): JobOptions => ({
  ...{zone: 'project', home, project: PROJECT, command, identity: IDENTITY, seeded: false},
});

async function homeWithProject(): Promise<string> {
  const home = temporaryFolder();
  await runJob(options(home, 'project keys'), effects(), async (job) => {
    const keyring = await makeKeyring(job.directory, 'project', job.log, job.effects);
    await publishRecipient(home, keyring, `project-${PROJECT}`);
    (await openProject(job)).close();
    mkdirSync(join(job.directory, 'cohort'));
    writeFileSync(join(job.directory, 'cohort', 'counts.csv'), 'n\n12\n');
    mkdirSync(join(home, 'extracts', PROJECT, '1'), {recursive: true});
    writeFileSync(join(home, 'extracts', PROJECT, '1', 'manifest.json'), '{}');
  });
  return home;
}

const close = (home: string, around: (job: Job) => Job = (job) => job) =>
  runJob(options(home, 'project close'), effects(), (job) =>
    closeProject({project: PROJECT, storeKeys: STORE_KEYS}, around(job)),
  );

const certificatePath = (home: string) =>
  join(home, 'governance', 'certificates', `${PROJECT}.json`);
const inProject = (home: string) => join(home, 'projects', PROJECT);

/** What is left, and what the log says of it, is the same however often it was stopped. */
async function expectClosed(home: string): Promise<void> {
  expect(readdirSync(inProject(home)).sort()).toEqual(['closed.json', 'tmp']);
  expect(readdirSync(join(inProject(home), 'tmp'))).toEqual([]);
  expect(existsSync(join(home, 'extracts', PROJECT))).toBe(false);
  expect(existsSync(join(home, 'recipients', `project-${PROJECT}`))).toBe(false);
  const text = readFileSync(certificatePath(home), 'utf8');
  const {size} = await verifyLog(join(home, 'audit'));
  const entries = entriesOf(join(home, 'audit'), size);
  const certified = entries.filter(({action}) => action === 'DELETION_CERTIFIED');
  expect(certified.map(({outputHashes}) => outputHashes)).toEqual([[sha256(text)]]);
  const {files, keys, logIndex} = JSON.parse(text);
  expect(files.map((one: {sha256: string}) => one.sha256)).toEqual(
    expect.arrayContaining([sha256('n\n12\n'), sha256('{}')]),
  );
  expect(entries[logIndex]).toMatchObject({action: 'PROJECT_CLOSED', project: PROJECT});
  const destroyed = entries.filter(({action}) => action === 'KEY_DESTROYED');
  expect(destroyed.map(({objects}) => objects[0]?.id)).toContain(keys[1].keyId);
  expect(keys[0]).toMatchObject({keyId: '0123456789abcdef', heldBy: 'store'});
}

/** Every file of the project, as it stands. */
const filesOf = (home: string): readonly string[] =>
  readdirSync(inProject(home), {recursive: true}).map(String).sort();

describe('closing a project', () => {
  it('leaves a mark, a certificate that the log announces, and nothing else', async () => {
    const home = await homeWithProject();
    const result = await close(home);
    expect(result).toMatchObject({project: PROJECT, files: 4});
    await expectClosed(home);
    const again = await close(home);
    expect(again).toEqual({...result, certifiedAt: null});
    await expectClosed(home);
  });

  // PROJECT_CLOSED, KEY_DESTROYED, DELETION_CERTIFIED
  it.each(
    [0, 1, 2].flatMap((entry) => [
      [entry, 'before'],
      [entry, 'after'],
    ]),
  )(
    'deletes nothing when it is stopped at entry %i, %s it is written, and ends well the next time',
    async (entry, when) => {
      const home = await homeWithProject();
      const before = filesOf(home);
      let count = 0;
      const stopping = (job: Job): Job => ({
        ...job,
        async record(draft) {
          const isHere = count++ === entry;
          if (isHere && when === 'before') throw new Defect('LOG_UNWRITABLE');
          const index = await job.record(draft);
          if (isHere) throw new Defect('CHILD_FAILED');
          return index;
        },
      });
      const failure = await failureOf(close(home, stopping));
      expect(failure.code).toBe(when === 'before' ? 'LOG_UNWRITABLE' : 'CHILD_FAILED');
      expect(filesOf(home)).toEqual(expect.arrayContaining([...before]));
      await close(home);
      await expectClosed(home);
    },
  );

  it('goes on deleting where it was stopped', async () => {
    const home = await homeWithProject();
    const keep = readFileSync(join(inProject(home), 'cohort', 'counts.csv'));
    await close(home);
    mkdirSync(join(inProject(home), 'cohort'));
    writeFileSync(join(inProject(home), 'cohort', 'counts.csv'), keep);
    await close(home);
    await expectClosed(home);
  });

  it('does not take a certificate that the log never announced for its own', async () => {
    const home = await homeWithProject();
    mkdirSync(join(certificatePath(home), '..'), {recursive: true});
    writeFileSync(certificatePath(home), '{"v":1,"files":[],"keys":[]}\n');
    await close(home);
    await expectClosed(home);
  });

  it('refuses every other command from its first entry on', async () => {
    const home = await homeWithProject();
    const stopping = (job: Job): Job => ({
      ...job,
      async record(draft) {
        if (draft.action === 'KEY_DESTROYED') throw new Defect('CHILD_FAILED');
        return job.record(draft);
      },
    });
    await failureOf(close(home, stopping));
    const other = runJob(options(home, 'project keys'), effects(), async () => 'opened');
    expect((await failureOf(other)).code).toBe('PROJECT_CLOSED');
    // A mark that cannot be read refuses as well.
    writeFileSync(join(inProject(home), 'closed.json'), '{');
    const blind = runJob(options(home, 'project keys'), effects(), async () => 'opened');
    expect((await failureOf(blind)).code).toBe('FILE_UNREADABLE');
    rmSync(join(inProject(home), 'closed.json'));
    const open = runJob(options(home, 'project keys'), effects(), async () => 'opened');
    expect(await open).toBe('opened');
  });
});
