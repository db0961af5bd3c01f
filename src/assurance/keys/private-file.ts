/** Files of secrets: read only while nobody but their owner can read them. */

import {randomUUID} from 'node:crypto';
import {type FileHandle, link, open, rm} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {exists, removeOfDead, writeWhole} from '../../engine/files.ts';
import {refuse} from '../../kernel/errors.ts';

/**
 * The text of a file of secrets; null when there is none.
 * @param name what the file is, for the refusal
 * @throws Refusal KEYRING_EXPOSED when others may read it, or it is not ours
 */
export async function readPrivate(path: string, name: string): Promise<string | null> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    await refuseExposed(handle, name);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Asks the open file and not its name, which could become another file's between two looks. */
async function refuseExposed(handle: FileHandle, name: string): Promise<void> {
  const info = await handle.stat();
  // A pipe has no owner who could have left it open: what it says is gone once it is read.
  if (!info.isFile()) return;
  if ((info.mode & 0o077) !== 0) {
    throw refuse('KEYRING_EXPOSED', `${name} can be read by others; run chmod 600 on it`);
  }
  // Where the system knows no owners, there is nobody to compare.
  const {uid} = userInfo();
  if (uid !== -1 && info.uid !== uid) {
    throw refuse(
      'KEYRING_EXPOSED',
      `${name} belongs to another account than the one that runs this`,
    );
  }
}

/** Writes a file of secrets where there is none; says whether this was the first. */
export async function writeFirst(path: string, text: string): Promise<boolean> {
  const beside = `${path}.${process.pid}.${randomUUID()}`;
  try {
    await writeWhole(beside, text, 0o600);
    // A link fails when the name is taken: of two processes, the second uses the first one's keys.
    await link(beside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(beside, {force: true});
  }
}

/** Removes what killed processes left beside a file of secrets: a copy under another name. */
export async function removeLeftovers(directory: string, name: string): Promise<void> {
  if (!(await exists(directory))) return;
  await removeOfDead(directory, (other) =>
    other.startsWith(`${name}.`) ? other.slice(name.length).split('.')[1] : undefined,
  );
}
