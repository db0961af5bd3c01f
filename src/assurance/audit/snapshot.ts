/** The parts of a log that change while it is written, read as they were at one moment. */

import {lstat, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {readJournal} from './journal.ts';
import {parseCheckpoint} from './note/checkpoint.ts';
import {parseNote} from './note/note.ts';
import {partialTiles, tilePath} from './tree/tiles.ts';

export interface Snapshot {
  /** The checkpoint file; null when there is none. */
  readonly checkpoint: Buffer | null;
  /** The partial tiles and bundle of that checkpoint, by path; those that are missing are left out. */
  readonly partial: ReadonlyMap<string, Buffer>;
  /** Null when there is none, as in a copy for an auditor. */
  readonly journal: Buffer | null;
  /** Someone writes, or died writing: half-done work is then no sign of tampering. */
  readonly isInUse: boolean;
}

const ATTEMPTS = 20;

/**
 * Reads the checkpoint, what it alone points to, and the journal. Full tiles never change and need
 * no snapshot. Another process may publish meanwhile and remove what we are about to read: then we
 * look again. A fault that is still there at the second look is a fault.
 */
export async function takeSnapshot(directory: string): Promise<Snapshot> {
  let before: Snapshot | null = null;
  for (let attempt = 1; ; attempt++) {
    const snapshot = await look(directory);
    const after = await readIfThere(join(directory, 'checkpoint'));
    const isOfOneMoment = same(snapshot.checkpoint, after) && isWhole(snapshot);
    const isSteady = before !== null && !snapshot.isInUse && isSame(before, snapshot);
    if (isOfOneMoment || isSteady || attempt === ATTEMPTS) return snapshot;
    before = snapshot;
    await sleep(5 * attempt);
  }
}

async function look(directory: string): Promise<Snapshot> {
  const checkpoint = await readIfThere(join(directory, 'checkpoint'));
  const partial = new Map<string, Buffer>();
  for (const path of partialPaths(checkpoint)) {
    const bytes = await readIfThere(join(directory, path));
    if (bytes) partial.set(path, bytes);
  }
  const journal = await readIfThere(join(directory, 'journal'));
  return {checkpoint, partial, journal, isInUse: await isLocked(directory)};
}

/** Nothing here is verified yet: a size that is a lie only leads to files that are not there. */
function partialPaths(checkpoint: Buffer | null): string[] {
  const note = checkpoint && parseNote(checkpoint);
  const size = (note && parseCheckpoint(note.text)?.size) ?? 0;
  return partialTiles(size).map(tilePath);
}

const isWhole = ({checkpoint, partial, journal}: Snapshot): boolean =>
  partial.size === partialPaths(checkpoint).length &&
  (journal === null || readJournal(journal).end !== 'torn');

const isSame = (a: Snapshot, b: Snapshot): boolean =>
  same(a.checkpoint, b.checkpoint) &&
  same(a.journal, b.journal) &&
  a.partial.size === b.partial.size;

const same = (a: Buffer | null, b: Buffer | null): boolean =>
  a === null || b === null ? a === b : a.equals(b);

/** Anything else than that it is missing is for the verifier to meet and to name. */
const readIfThere = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR') return null;
    throw error;
  });

export const isLocked = (directory: string): Promise<boolean> =>
  lstat(join(directory, 'lock')).then(
    () => true,
    () => false,
  );
