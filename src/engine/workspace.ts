/** A zone's scratch folder: one for each process, and what dead processes left is removed. */

import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {removeOfDead} from './files.ts';

export interface Workspace {
  readonly path: string;
  file(name: string): string;
  clear(): Promise<void>;
}

/** Opens `<zone>/tmp/<pid>`. It can hold unsealed rows of its own zone, so it is emptied at both ends. */
export async function openWorkspace(zoneDirectory: string): Promise<Workspace> {
  const parent = join(zoneDirectory, 'tmp');
  await mkdir(parent, {recursive: true, mode: 0o700});
  await removeOfDead(parent, (name) => name);
  const path = join(parent, String(process.pid));
  await mkdir(path, {recursive: true, mode: 0o700});
  return {
    path,
    file: (name) => join(path, name),
    clear: () => rm(path, {recursive: true, force: true}),
  };
}
