/** Files that appear whole or not at all: written beside their place, synced, then renamed. */

import {createHash, randomUUID} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {mkdir, open, readdir, readFile, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import type {Digest} from '../kernel/digests.ts';
import {UsageError} from '../kernel/errors.ts';

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file by rename; a crash leaves the old file or the new one, never a mixture. */
export async function writeWhole(
  path: string,
  bytes: string | Uint8Array,
  mode = 0o644,
): Promise<void> {
  const beside = `${path}.${randomUUID()}.partial`;
  const handle = await open(beside, 'w', mode);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
  await syncPath(dirname(path));
}

/** A folder under construction beside its place; `publish` gives it its name. */
export interface FolderInProgress {
  readonly path: string;
  publish(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Starts a folder that will appear whole. What a killed run left beside it is removed.
 * @throws UsageError OUTPUT_EXISTS when the place is taken.
 */
export async function startFolder(place: string): Promise<FolderInProgress> {
  if (await exists(place)) {
    throw new UsageError('OUTPUT_EXISTS', [{where: 'output', what: 'a folder of that name'}]);
  }
  const parent = dirname(place);
  const prefix = `.${basename(place)}.partial-`;
  await mkdir(parent, {recursive: true});
  for (const name of await readdir(parent)) {
    const owner = Number(name.slice(prefix.length));
    if (name.startsWith(prefix) && !isRunning(owner)) {
      await rm(join(parent, name), {recursive: true, force: true});
    }
  }
  const path = join(parent, `${prefix}${process.pid}`);
  await rm(path, {recursive: true, force: true});
  await mkdir(path);
  return {
    path,
    async publish() {
      for (const name of await readdir(path)) await syncPath(join(path, name));
      await rename(path, place);
      await syncPath(parent);
    },
    discard: () => rm(path, {recursive: true, force: true}),
  };
}

/** Whether a process of this machine is alive. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** SHA-256 of a file, streamed. */
export async function digestOfFile(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, {highWaterMark: 1 << 20})) hash.update(bytes);
  return hash.digest('hex') as Digest;
}

/**
 * Reads a file that the caller named, or says that it is not there.
 * @param where what the file is, for the error: its name may be somebody's
 */
export async function readInput(path: string, where: string): Promise<Buffer> {
  return readFile(path).catch(() => {
    throw new UsageError('INPUT_NOT_FOUND', [{where, what: 'no such file'}]);
  });
}
