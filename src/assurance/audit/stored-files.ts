/** Files of the log's directory: read, listed, removed, and folders that last. */

import {randomUUID} from 'node:crypto';
import {mkdir, open, readdir, readFile, rename, rm, rmdir} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {Defect} from '../../kernel/errors.ts';

export const broken = (where: string, what: string): Defect =>
  new Defect('LOG_BROKEN', [{where, what}]);

/** Reads one stored file of the log; that it is missing means that the log is broken. */
export async function readStored(directory: string, path: string): Promise<Buffer> {
  return readFile(join(directory, path)).catch((error: NodeJS.ErrnoException) => {
    throw ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')
      ? broken(path, 'missing')
      : error;
  });
}

/** Makes a folder, and syncs every folder that got a new name in it. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(resolve(folder), {recursive: true});
  if (first === undefined) return;
  for (let made = resolve(folder); ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const FILES_AT_A_TIME = 32;

/**
 * Writes many files of the log, each by rename; all are durable when it resolves. Their folders are
 * synced once, at the end: until then nothing points to any of them.
 */
export async function writeStored(
  directory: string,
  files: readonly {readonly path: string; readonly bytes: Buffer}[],
): Promise<void> {
  const folders = new Set(files.map(({path}) => dirname(join(directory, path))));
  for (const folder of folders) await makeFolder(folder);
  for (let at = 0; at < files.length; at += FILES_AT_A_TIME) {
    const some = files.slice(at, at + FILES_AT_A_TIME);
    const written = await Promise.allSettled(
      some.map(({path, bytes}) => writeByRename(join(directory, path), bytes)),
    );
    // Thrown when none is being written any more: one that came later would look like tampering.
    const failed = written.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }
  for (const folder of folders) await syncFolder(folder);
}

/** What a kill leaves of it is swept away by the next who takes over the lock. */
async function writeByRename(path: string, bytes: Buffer): Promise<void> {
  const beside = `${path}.${process.pid}.${randomUUID()}.partial`;
  try {
    const handle = await open(beside, 'w', 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, {force: true});
    throw error;
  }
}

/** Removes a file of the log, and the folder of partial tiles that it may leave empty. */
export async function removeFile(directory: string, path: string): Promise<void> {
  await rm(join(directory, path), {force: true});
  const folder = dirname(path);
  if (folder.endsWith('.p')) await rmdir(join(directory, folder)).catch(() => undefined);
}

/** Paths of all files under the log's directory, folders excluded. */
export async function listFiles(directory: string): Promise<string[]> {
  const found = await readdir(directory, {recursive: true, withFileTypes: true});
  return found
    .filter((item) => !item.isDirectory())
    .map((item) => join(item.parentPath, item.name).slice(join(directory, '/').length));
}
