/** Files that appear whole or not at all: written beside their place, synced, then renamed. */

import {createHash, randomUUID} from 'node:crypto';
import {createReadStream, readFileSync} from 'node:fs';
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
  await removeLeftovers(path);
  const beside = `${path}.${process.pid}.${randomUUID()}.partial`;
  try {
    const handle = await open(beside, 'w', mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, {force: true});
    throw error;
  }
  await syncPath(dirname(path));
}

/** Removes what killed processes left beside a file: its content under another name. */
function removeLeftovers(path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  return removeOfDead(dirname(path), (name) =>
    name.startsWith(prefix) && name.endsWith('.partial')
      ? name.slice(prefix.length).split('.')[0]
      : undefined,
  );
}

/**
 * Removes what dead processes left in a folder, whatever it is.
 * @param ownerOf the process number in a name, or undefined for what belongs to nobody
 */
export async function removeOfDead(
  folder: string,
  ownerOf: (name: string) => string | undefined,
): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = ownerOf(name);
    if (owner !== undefined && !isRunning(Number(owner))) {
      await rm(join(folder, name), {recursive: true, force: true});
    }
  }
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
export async function startFolder(place: string, mode = 0o755): Promise<FolderInProgress> {
  if (await exists(place)) {
    throw new UsageError('OUTPUT_EXISTS', [{where: 'output', what: 'a folder of that name'}]);
  }
  const parent = dirname(place);
  const prefix = `.${basename(place)}.partial-`;
  await mkdir(parent, {recursive: true});
  await removeUnfinished(parent, prefix);
  const path = join(parent, `${prefix}${process.pid}`);
  await rm(path, {recursive: true, force: true});
  await mkdir(path, {mode});
  return {
    path,
    async publish() {
      for (const name of await readdir(path)) await syncPath(join(path, name));
      await rename(path, place);
      await syncPath(parent);
      // One that was dying when this began has ended by now.
      await removeUnfinished(parent, prefix);
    },
    discard: () => rm(path, {recursive: true, force: true}),
  };
}

/** Removes unfinished folders of dead processes. */
const removeUnfinished = (parent: string, prefix: string): Promise<void> =>
  removeOfDead(parent, (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : undefined));

/** Whether a process of this machine is alive. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || hasEnded(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process that waits to be reaped still has its number: state Z or X in proc(5) stat. */
function hasEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return 'ZX'.includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** The disk, a quota or the limit on the size of a file is reached. */
export const isOutOfSpace = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException)?.code ?? '');

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
