/** The store's key of a project: which version it is, and how it is destroyed even when that is cut short. */

import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {EntryDraft} from '../../../../src/assurance/audit/log.ts';
import {type Job, runJob} from '../../../../src/assurance/job/job.ts';
import {destroyedKeysOf} from '../../../../src/assurance/keys/destroyed-keys.ts';
import {makeKeyring} from '../../../../src/assurance/keys/keyring.ts';
import {projectKeyVersions} from '../../../../src/assurance/keys/project-keys.ts';
import {Defect} from '../../../../src/kernel/errors.ts';
import {
  forgetProject,
  projectKeyFor,
  rotateProjectKey,
} from '../../../../src/zones/research-store/project-key.ts';
import {openStore} from '../../../../src/zones/research-store/store-database.ts';
import {failureOf, IDENTITY, quietEffects, temporaryFolder} from '../../assurance/support/logs.ts';

async function inStore<T>(act: (job: Job, drafts: EntryDraft[]) => Promise<T>): Promise<T> {
  const quiet = quietEffects();
  const effects = {...quiet, now: () => quiet.time};
  const options = {zone: 'store', command: 'a test', identity: IDENTITY, seeded: false} as const;
  return runJob({...options, home: temporaryFolder()}, effects, async (job) => {
    await makeKeyring(job.directory, 'store', job.log, effects);
    const drafts: EntryDraft[] = [];
    const watched: Job = {
      ...job,
      record(draft) {
        drafts.push(draft);
        return job.record(draft);
      },
    };
    return act(watched, drafts);
  });
}

async function keyFor(project: string, version: number, job: Job) {
  const db = await openStore(job);
  try {
    return await projectKeyFor(project, version, db, job);
  } finally {
    db.close();
  }
}

const actions = (drafts: readonly EntryDraft[]) => drafts.map(({action}) => action);

describe('the store’s key of a project', () => {
  it('is made at the first extract, and is the version that the grants name or none', async () => {
    await inStore(async (job, drafts) => {
      expect((await failureOf(keyFor('P1', 2, job))).code).toBe('KEY_VERSION_DIFFERS');
      expect((await failureOf(rotateProjectKey('P1', job))).code).toBe('NO_GRANT');
      expect(drafts).toEqual([]);
      const made = await keyFor('P1', 1, job);
      expect(await keyFor('P1', 1, job)).toEqual(made);
      expect(actions(drafts)).toEqual(['KEY_CREATED', 'KEY_USED', 'KEY_USED']);
      const rotated = await rotateProjectKey('P1', job);
      expect((await failureOf(keyFor('P1', 1, job))).code).toBe('KEY_VERSION_DIFFERS');
      expect((await keyFor('P1', 2, job)).keyId).toBe(rotated.keyId);
      expect(rotated.keyId).not.toBe(made.keyId);
    });
  });

  it('is in the log before it is a file, when it is made, rotated and destroyed', async () => {
    await inStore(async (job) => {
      const refusing: Job = {
        ...job,
        record: () => Promise.reject(new Defect('LOG_UNWRITABLE')),
      };
      const versions = () => projectKeyVersions(job.directory, 'P1');
      expect((await failureOf(keyFor('P1', 1, refusing))).code).toBe('LOG_UNWRITABLE');
      expect(await versions()).toEqual([]);
      await keyFor('P1', 1, job);
      expect((await failureOf(rotateProjectKey('P1', refusing))).code).toBe('LOG_UNWRITABLE');
      expect((await failureOf(forgetProject('P1', refusing))).code).toBe('LOG_UNWRITABLE');
      expect(await versions()).toEqual([1]);
      expect(await destroyedKeysOf(job.directory, 'P1')).toBeNull();
    });
  });

  it('is destroyed once, in every version, wherever that was cut short', async () => {
    for (const after of [0, 1]) {
      await inStore(async (job, drafts) => {
        await keyFor('P1', 1, job);
        await rotateProjectKey('P1', job);
        let count = 0;
        const stopping: Job = {
          ...job,
          async record(draft) {
            await job.record(draft);
            if (count++ === after) throw new Defect('CHILD_FAILED');
            return 0;
          },
        };
        expect((await failureOf(forgetProject('P1', stopping))).code).toBe('CHILD_FAILED');
        expect(await projectKeyVersions(job.directory, 'P1')).toEqual([1, 2]);
        const keys = await forgetProject('P1', job);
        expect(keys.map(({keyVersion}) => keyVersion)).toEqual([1, 2]);
        const said = drafts.length;
        expect(await forgetProject('P1', job)).toEqual(keys);
        expect(drafts).toHaveLength(said);
      });
    }
  });

  it('is deleted by the next run when it was listed as destroyed and not yet deleted', async () => {
    await inStore(async (job) => {
      const {keyId} = await keyFor('P1', 1, job);
      const list = {v: 1, projects: [{project: 'P1', keys: [{keyVersion: 1, keyId}]}]};
      writeFileSync(join(job.directory, 'destroyed-keys.json'), JSON.stringify(list));
      expect((await failureOf(keyFor('P1', 1, job))).code).toBe('PROJECT_CLOSED');
      expect((await failureOf(rotateProjectKey('P1', job))).code).toBe('PROJECT_CLOSED');
      expect(await forgetProject('P1', job)).toEqual([{project: 'P1', keyVersion: 1, keyId}]);
      expect(existsSync(join(job.directory, 'project-keys', 'P1'))).toBe(false);
    });
  });

  it('is refused for ever to a project that never had one, once that is forgotten', async () => {
    await inStore(async (job) => {
      expect(await forgetProject('P9', job)).toEqual([]);
      expect((await failureOf(keyFor('P9', 1, job))).code).toBe('PROJECT_CLOSED');
      await keyFor('P1', 1, job);
    });
  });
});
