/**
 * The store's keys for projects: for each version a secret of its own beside the store's root key,
 * sealed to the store itself. Deleting the secret destroys the key; no backup of the root restores it.
 */

import {mkdir, readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {exists} from '../../engine/files.ts';
import {openSealedText, sealText} from '../../engine/sealing.ts';
import {instant} from '../../kernel/dates.ts';
import {sha256} from '../../kernel/digests.ts';
import type {Effects} from '../../kernel/effects.ts';
import {DataFault} from '../../kernel/errors.ts';
import {deriveProjectRoot, derivePseudonymKey, pseudonymiser} from './derive.ts';
import type {Keyring} from './keyring.ts';
import {readPrivate, removeLeftovers, writeFirst} from './private-file.ts';

const KeyFileSchema = z.strictObject({
  v: z.literal(1),
  project: z.string(),
  keyVersion: z.int().positive(),
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  storeVersion: z.int().positive(),
  created: z.string(),
  /** The secret, sealed to the store's recipient. */
  sealed: z.string(),
});

/** What may be said of a project's key. */
export interface ProjectKeyHead {
  readonly project: string;
  readonly keyVersion: number;
  readonly keyId: string;
}

/** A key's file also says which version of the store's own pseudonyms it is for. */
export interface ProjectKeyInFile extends ProjectKeyHead {
  readonly storeVersion: number;
}

/** An opened key of one project and version; its root stays inside. */
export class ProjectKey implements ProjectKeyInFile {
  readonly project: string;
  readonly keyVersion: number;
  readonly keyId: string;
  readonly storeVersion: number;
  readonly #root: Buffer;

  constructor({project, keyVersion, keyId, storeVersion}: ProjectKeyInFile, root: Buffer) {
    this.project = project;
    this.keyVersion = keyVersion;
    this.keyId = keyId;
    this.storeVersion = storeVersion;
    this.#root = root;
  }

  /** From the store's pseudonyms of a field type to the project's. */
  pseudonymiser(fieldType: string): (input: string) => string {
    return pseudonymiser(
      derivePseudonymKey(this.#root, {
        zone: 'project',
        project: this.project.toLowerCase(),
        fieldType,
        keyVersion: this.keyVersion,
      }),
    );
  }
}

const FOLDER = 'project-keys';
const folderOf = (storeDirectory: string, project: string): string =>
  join(storeDirectory, FOLDER, project);
const FILE_NAME = /^v([1-9]\d*)\.key$/;
const fileName = (keyVersion: number): string => `v${keyVersion}.key`;

/** A key that is drawn but not yet written, so that the log can name it first. */
export interface NewProjectKey extends ProjectKeyInFile {
  readonly text: string;
}

export async function drawProjectKey(
  keyring: Keyring,
  {project, keyVersion, storeVersion}: Omit<ProjectKeyInFile, 'keyId'>,
  effects: Pick<Effects, 'now' | 'randomBytes'>,
): Promise<NewProjectKey> {
  const secret = Buffer.from(effects.randomBytes(32)).toString('hex');
  const keyId = projectKeyId(secret);
  const file = {
    v: 1,
    project,
    keyVersion,
    keyId,
    storeVersion,
    created: instant(effects.now()),
    sealed: await sealText(secret, {recipient: keyring.recipient}),
  };
  return {project, keyVersion, keyId, storeVersion, text: `${JSON.stringify(file, null, 2)}\n`};
}

/** A digest of 256 random bits says nothing of them. */
const projectKeyId = (secret: string): string =>
  sha256(`dolen/project-key/v1\n${secret}`).slice(0, 16);

/** Writes a key; of two processes that do, the first wins and both use its key. */
export async function keepProjectKey(
  storeDirectory: string,
  {project, keyVersion, text}: NewProjectKey,
): Promise<void> {
  const folder = folderOf(storeDirectory, project);
  await mkdir(folder, {recursive: true, mode: 0o700});
  await removeLeftovers(folder, fileName(keyVersion));
  await writeFirst(join(folder, fileName(keyVersion)), text);
}

/** The versions that a project has a key of, lowest first. */
export async function projectKeyVersions(
  storeDirectory: string,
  project: string,
): Promise<readonly number[]> {
  const names = await readdir(folderOf(storeDirectory, project)).catch(() => []);
  return names
    .flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** What is known of a project's keys without opening them. */
export async function projectKeyHeads(
  storeDirectory: string,
  project: string,
): Promise<readonly ProjectKeyHead[]> {
  const versions = await projectKeyVersions(storeDirectory, project);
  const files = await Promise.all(versions.map((v) => readFileOf(storeDirectory, project, v)));
  return files.map(({keyVersion, keyId}) => ({project, keyVersion, keyId}));
}

async function readFileOf(storeDirectory: string, project: string, keyVersion: number) {
  const text = await readPrivate(
    join(folderOf(storeDirectory, project), fileName(keyVersion)),
    'the key of a project',
  );
  const read = KeyFileSchema.safeParse(parsed(text ?? ''));
  const isIts = read.data?.project === project && read.data.keyVersion === keyVersion;
  if (!read.success || !isIts) throw damaged('not the key of this project and version');
  return read.data;
}

/** @throws DataFault KEYRING_INVALID when it is damaged, or not sealed to this store */
export async function openProjectKey(
  storeDirectory: string,
  keyring: Keyring,
  project: string,
  keyVersion: number,
): Promise<ProjectKey> {
  const file = await readFileOf(storeDirectory, project, keyVersion);
  const secret = await openSealedText(file.sealed, {identities: [keyring.identity]});
  if (secret === null || projectKeyId(secret) !== file.keyId) {
    throw damaged('not sealed to this store');
  }
  return new ProjectKey(file, deriveProjectRoot(keyring.rootKey, Buffer.from(secret, 'hex')));
}

/** Deletes every key of a project. Its entry `KEY_DESTROYED` must stand already. */
export async function deleteProjectKeys(storeDirectory: string, project: string): Promise<void> {
  const folder = folderOf(storeDirectory, project);
  if (await exists(folder)) await rm(folder, {recursive: true});
}

const damaged = (what: string): DataFault =>
  new DataFault('KEYRING_INVALID', [{where: 'project key', what}]);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
