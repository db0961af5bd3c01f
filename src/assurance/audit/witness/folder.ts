/** A witness's own folder: its key, the logs that it knows, and what it last cosigned of each. */

import {readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {exists, writeWhole} from '../../../engine/files.ts';
import {isDigest, sha256} from '../../../kernel/digests.ts';
import type {Effects} from '../../../kernel/effects.ts';
import {Defect, UsageError} from '../../../kernel/errors.ts';
import {acquireLock} from '../lock.ts';
import {type Checkpoint, parseCheckpoint} from '../note/checkpoint.ts';
import {
  type Cosigner,
  cosignedAt,
  cosignerFromSeed,
  parseWitnessVkey,
} from '../note/cosignature.ts';
import {type NoteVerifier, parseNote, parseVkey} from '../note/note.ts';
import {isKeyName} from '../note/vkey.ts';
import {makeFolder} from '../stored-files.ts';

const KEY_FILE = 'witness.key';
const LOGS_FILE = 'known-logs';

const keyOf = (origin: string): string => sha256(origin);

/** @throws UsageError OUTPUT_EXISTS when a witness lives there: a key is never replaced. */
export async function makeWitness(
  directory: string,
  name: string,
  effects: Pick<Effects, 'randomBytes'>,
): Promise<string> {
  if (!isKeyName(name)) {
    throw new UsageError('USAGE', [{where: '--name', what: 'one word without white space and +'}]);
  }
  await makeFolder(directory);
  if (await exists(join(directory, KEY_FILE))) {
    throw new UsageError('OUTPUT_EXISTS', [{where: 'witness', what: 'has its key already'}]);
  }
  const seed = Buffer.from(effects.randomBytes(32));
  // One file for name and seed: a crash cannot leave one without the other.
  await writeWhole(join(directory, KEY_FILE), `${name} ${seed.toString('hex')}\n`, 0o600);
  const {vkey} = cosignerFromSeed(name, seed);
  await writeWhole(join(directory, 'witness.vkey'), `${vkey}\n`);
  return vkey;
}

export async function openCosigner(directory: string): Promise<Cosigner> {
  const text = await readFile(join(directory, KEY_FILE), 'utf8').catch(() => null);
  if (text === null) {
    throw new UsageError('INPUT_NOT_FOUND', [{where: 'witness', what: 'make it first: --init'}]);
  }
  const [, name, seed] = /^([^\s+]+) ([0-9a-f]{64})\n$/.exec(text) ?? [];
  // The faulty text is never repeated: most of a key is a key.
  if (!name || !seed) throw brokenWitness(KEY_FILE, 'not a key');
  return cosignerFromSeed(name, Buffer.from(seed, 'hex'));
}

const brokenWitness = (where: string, what: string): Defect =>
  new Defect('WITNESS_BROKEN', [{where, what}]);

/** The public keys of the logs that this witness knows, as they were given to it. */
async function readKnownLogs(directory: string): Promise<readonly string[]> {
  const text = await readFile(join(directory, LOGS_FILE), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    },
  );
  return text.split('\n').filter((line) => line !== '');
}

/** The keys that are trusted for a log. */
export async function trustedKeys(directory: string, origin: string): Promise<NoteVerifier[]> {
  const keys = (await readKnownLogs(directory)).map((vkey) => {
    const verifier = parseVkey(vkey);
    if (!verifier) throw brokenWitness(LOGS_FILE, 'holds a line that is no key of a log');
    return verifier;
  });
  return keys.filter(({name}) => name === origin);
}

/**
 * Adds a log; gives back its origin. What is cosigned is kept by origin, so two logs under one name
 * would look like one log with two histories: a second key for a name is refused.
 */
export async function trustLog(directory: string, vkey: string): Promise<string> {
  const verifier = parseVkey(vkey);
  if (!verifier) {
    throw new UsageError('USAGE', [{where: '--trust', what: 'not the public key of a log'}]);
  }
  const lock = await acquireLock(join(directory, 'lock'));
  try {
    const known = await readKnownLogs(directory);
    if (known.includes(vkey)) return verifier.name;
    if ((await trustedKeys(directory, verifier.name)).length > 0) {
      const what = 'another log of that name is known: start a log with a name of its own';
      throw new UsageError('USAGE', [{where: '--trust', what}]);
    }
    await writeWhole(join(directory, LOGS_FILE), `${[...known, vkey].join('\n')}\n`);
    return verifier.name;
  } finally {
    lock.release();
  }
}

/** What was last cosigned of a log. */
export interface Held {
  readonly checkpoint: Checkpoint;
  /** When, in seconds since 1970. */
  readonly at: number;
  /** The cosigned checkpoint, to the byte. */
  readonly note: string;
}

const heldPath = (directory: string, origin: string): string =>
  join(directory, 'logs', keyOf(origin), 'checkpoint');

/**
 * One file, so that size, root and signatures change in one step. It must carry our own
 * cosignature: a witness that forgot what it signed would sign anything.
 */
export async function readHeld(
  directory: string,
  origin: string,
  {vkey}: Cosigner,
): Promise<Held | null> {
  const bytes = await readFile(heldPath(directory, origin)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  if (!bytes) return null;
  const note = parseNote(bytes);
  const checkpoint = note && parseCheckpoint(note.text);
  const self = parseWitnessVkey(vkey);
  const at = note && self && cosignedAt(note, self);
  if (checkpoint?.origin !== origin || !at) {
    throw brokenWitness('checkpoint', 'not cosigned by this witness');
  }
  return {checkpoint, at, note: bytes.toString('utf8')};
}

/** Durable when it resolves: only then may anyone be told. */
export async function keepHeld(directory: string, origin: string, note: string): Promise<void> {
  const path = heldPath(directory, origin);
  await makeFolder(dirname(path));
  await writeWhole(path, note);
}

/** The checkpoint last cosigned of the log whose origin has this SHA-256; null when there is none. */
export function heldBytes(directory: string, originDigest: string): Promise<string | null> {
  // The digest becomes part of a path.
  if (!isDigest(originDigest)) return Promise.resolve(null);
  return readFile(join(directory, 'logs', originDigest, 'checkpoint'), 'utf8').catch(() => null);
}
