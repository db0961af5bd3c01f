/** Which key of a project the store uses: the version that its grants name, made once and rotated on purpose. */

import type {Job} from '../../assurance/job/job.ts';
import {
  destroyedKeysOf,
  listAsDestroyed,
  refuseForgotten,
} from '../../assurance/keys/destroyed-keys.ts';
import {
  deleteProjectKeys,
  drawProjectKey,
  keepProjectKey,
  openProjectKey,
  type ProjectKey,
  type ProjectKeyHead,
  projectKeyHeads,
  projectKeyVersions,
} from '../../assurance/keys/project-keys.ts';
import type {Database} from '../../engine/database.ts';
import {refuse} from '../../kernel/errors.ts';
import {openStore} from './store-database.ts';
import {storeKeyVersion} from './store-key.ts';

/** What the log calls the key of a project, beside the project's name. */
const objectsOf = ({keyId, keyVersion}: ProjectKeyHead) => [
  {type: 'project-key', id: keyId},
  {type: 'key-version', id: String(keyVersion)},
];

/**
 * The project's key of the version that its grants name. The first version is made here.
 * @throws Refusal KEY_VERSION_DIFFERS when the store is at another version; PROJECT_CLOSED
 */
export async function projectKeyFor(
  project: string,
  keyVersion: number,
  db: Database,
  job: Job,
): Promise<ProjectKey> {
  const {directory} = job;
  await refuseForgotten(directory, project);
  const current = (await projectKeyVersions(directory, project)).at(-1);
  if ((current ?? 1) !== keyVersion) {
    const because = `the grants name version ${keyVersion}, the store is at ${current ?? 1}`;
    throw refuse('KEY_VERSION_DIFFERS', because);
  }
  const keyring = await job.keyring();
  const storeVersion = await storeKeyVersion(db);
  if (current === undefined) {
    const drawn = await drawProjectKey(
      keyring,
      {project, keyVersion: 1, storeVersion},
      job.effects,
    );
    await job.record({action: 'KEY_CREATED', project, objects: objectsOf(drawn)});
    await keepProjectKey(directory, drawn);
  }
  const key = await openProjectKey(directory, keyring, project, keyVersion);
  // The same version of a key gives the same pseudonyms for ever, which it could not any more.
  if (key.storeVersion !== storeVersion) {
    throw refuse('KEY_VERSION_DIFFERS', 'the store was re-keyed since: rotate the project’s key');
  }
  await job.record({
    action: 'KEY_USED',
    project,
    objects: [{type: 'key', id: keyring.keyId}, ...objectsOf(key)],
  });
  return key;
}

/**
 * Gives a project a new version of its key. Extracts are under the new one from then on, once the
 * grants name it; the old one stays until the project is closed, for it alone says who its pseudonyms are.
 */
export async function rotateProjectKey(project: string, job: Job): Promise<ProjectKeyHead> {
  const {directory} = job;
  const db = await openStore(job);
  try {
    await refuseForgotten(directory, project);
    const current = (await projectKeyVersions(directory, project)).at(-1);
    if (current === undefined) throw refuse('NO_GRANT', `the store has no key of ${project} yet`);
    const storeVersion = await storeKeyVersion(db);
    const next = {project, keyVersion: current + 1, storeVersion};
    const drawn = await drawProjectKey(await job.keyring(), next, job.effects);
    await job.record({action: 'KEY_ROTATED', project, objects: objectsOf(drawn)});
    await keepProjectKey(directory, drawn);
    return drawn;
  } finally {
    db.close();
  }
}

/**
 * Destroys a project's keys for good. 1. The log names them. 2. They are listed as destroyed, which
 * refuses the project from then on. 3. They are deleted. A run that was killed is taken up anywhere.
 */
export async function forgetProject(project: string, job: Job): Promise<readonly ProjectKeyHead[]> {
  const {directory} = job;
  // An open database keeps extracts, and other forgettings, out until this is done.
  const db = await openStore(job);
  try {
    const listed = await destroyedKeysOf(directory, project);
    const keys = listed ?? (await projectKeyHeads(directory, project));
    if (!listed) {
      for (const key of keys) {
        await job.record({action: 'KEY_DESTROYED', project, objects: objectsOf(key)});
      }
      await listAsDestroyed(directory, project, keys);
    }
    await deleteProjectKeys(directory, project);
    return keys;
  } finally {
    db.close();
  }
}
