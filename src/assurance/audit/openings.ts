/** What commitments commit to: kept in the zone that made them, one small file each, and erasable. */

import {mkdir, open, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {removeOfDead, writeWhole} from '../../engine/files.ts';
import {type Digest, isDigest} from '../../kernel/digests.ts';
import type {Effects} from '../../kernel/effects.ts';
import {DataFault} from '../../kernel/errors.ts';
import {commit, opens} from './commitment.ts';
import {members, text} from './shapes.ts';
import {syncFolder} from './stored-files.ts';

export interface Opening {
  /** Under which name the entry has the commitment. */
  readonly name: string;
  /** 64 hexadecimal digits. */
  readonly salt: string;
  readonly value: string;
}

const Text = text(/^/, 'text');
const OPENING_SHAPE = members({name: Text, salt: text(/^[0-9a-f]{64}$/, 'a salt'), value: Text});

const placeOf = (directory: string, commitment: string): string =>
  join(directory, 'openings', `${commitment}.json`);

/**
 * Commits to values and keeps how to open them, in the zone's directory. They are durable when this
 * resolves, so a crash may leave an opening without its entry, and never an entry without its opening.
 * @returns the `commits` of an entry
 */
export async function commitAndKeep(
  directory: string,
  values: {readonly [name: string]: string},
  effects: Pick<Effects, 'randomBytes'>,
): Promise<{readonly [name: string]: Digest}> {
  const folder = join(directory, 'openings');
  await mkdir(folder, {recursive: true, mode: 0o700});
  await removeOfDead(folder, (name) =>
    name.endsWith('.partial') ? name.split('.')[2] : undefined,
  );
  const commits: Record<string, Digest> = {};
  for (const [name, value] of Object.entries(values)) {
    const {commitment, salt} = commit(value, effects);
    const opening = {name, salt, value} satisfies Opening;
    await writeWhole(placeOf(directory, commitment), `${JSON.stringify(opening)}\n`, 0o600);
    commits[name] = commitment;
  }
  await syncFolder(directory);
  return commits;
}

/**
 * How to open a commitment; null when it was erased, or made in another zone.
 * @throws DataFault OPENING_DAMAGED when what is kept is not what was committed to
 */
export async function readOpening(directory: string, commitment: string): Promise<Opening | null> {
  // What is no digest was never kept, and could name any file.
  if (!isDigest(commitment)) return null;
  const stored = await readFile(placeOf(directory, commitment), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  if (stored === null) return null;
  const opening = parse(stored);
  if (opening && opens(commitment, opening.value, opening.salt)) return opening;
  throw new DataFault('OPENING_DAMAGED', [{where: 'opening', what: 'does not fit its commitment'}]);
}

function parse(stored: string): Opening | null {
  try {
    const value: unknown = JSON.parse(stored);
    return OPENING_SHAPE.holds(value) ? (value as Opening) : null;
  } catch {
    return null;
  }
}

/**
 * Erases salt and value for good: the entry stays, and nobody can say any more what it committed to.
 * The bytes are written over before the name goes, as removing a file leaves them on the disk.
 * @returns false when there was nothing to erase
 */
export async function eraseOpening(directory: string, commitment: string): Promise<boolean> {
  if (!isDigest(commitment)) return false;
  const place = placeOf(directory, commitment);
  const handle = await open(place, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return false;
  try {
    const {size} = await handle.stat();
    await handle.write(Buffer.alloc(size), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(place);
  await syncFolder(join(directory, 'openings'));
  return true;
}
