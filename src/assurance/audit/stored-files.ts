/** Files of the log's directory: read, listed, removed, and folders that last. */

import {mkdir, open, readdir, readFile, rm, rmdir} from 'node:fs/promises';
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
    const parent = await open(dirname(made), 'r');
    try {
      await parent.sync();
    } finally {
      await parent.close();
    }
    if (made === first || made === dirname(made)) return;
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
