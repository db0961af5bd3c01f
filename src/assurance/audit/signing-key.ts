/** The log's own key: `log.key` (secret, mode 0600) and `log.vkey` (public, beside it). */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {exists, writeWhole} from '../../engine/files.ts';
import type {Effects} from '../../kernel/effects.ts';
import {Defect} from '../../kernel/errors.ts';
import {type NoteSigner, type NoteVerifier, parseVkey, signerFromSeed} from './note/note.ts';

const DEFAULT_ORIGIN = 'dolen.local/audit';

export interface LogKey {
  readonly signer: NoteSigner;
  readonly verifier: NoteVerifier;
}

/** Opens the key, or makes it when the directory holds no log yet. Call it under the lock. */
export async function openLogKey(
  directory: string,
  origin: string | undefined,
  effects: Pick<Effects, 'randomBytes'>,
): Promise<LogKey> {
  const keyPath = join(directory, 'log.key');
  const vkeyPath = join(directory, 'log.vkey');
  if (!(await exists(keyPath))) {
    if (await holdsLog(directory)) {
      throw new Defect('LOG_UNWRITABLE', [{where: 'log.key', what: 'missing'}]);
    }
    const seed = Buffer.from(effects.randomBytes(32)).toString('hex');
    await writeWhole(keyPath, `${seed}\n`, 0o600);
  }
  const seed = await readSeed(keyPath);
  if (!(await exists(vkeyPath))) {
    // A crash between the two files; once there is a checkpoint, the public key is never guessed.
    if (await exists(join(directory, 'checkpoint'))) {
      throw new Defect('LOG_BROKEN', [{where: 'log.vkey', what: 'missing'}]);
    }
    await writeWhole(vkeyPath, `${signerFromSeed(origin ?? DEFAULT_ORIGIN, seed).vkey}\n`);
  }
  const verifier = await readVkey(directory);
  const signer = signerFromSeed(verifier.name, seed);
  if (parseVkey(signer.vkey)?.keyId !== verifier.keyId) {
    throw new Defect('LOG_BROKEN', [{where: 'log.vkey', what: 'not the public half of log.key'}]);
  }
  if (origin !== undefined && origin !== verifier.name) {
    throw new Defect('LOG_BROKEN', [{where: 'log.vkey', what: 'another origin than asked for'}]);
  }
  return {signer, verifier};
}

const holdsLog = async (directory: string): Promise<boolean> =>
  (await exists(join(directory, 'log.vkey'))) || (await exists(join(directory, 'checkpoint')));

async function readSeed(path: string): Promise<Buffer> {
  const text = await readFile(path, 'latin1');
  // The faulty text is never repeated: most of a key is a key.
  if (!/^[0-9a-f]{64}\n$/.test(text)) {
    throw new Defect('LOG_UNWRITABLE', [{where: 'log.key', what: 'not a key'}]);
  }
  return Buffer.from(text.trimEnd(), 'hex');
}

/** The public key beside the log. */
export async function readVkey(directory: string): Promise<NoteVerifier> {
  const text = await readFile(join(directory, 'log.vkey'), 'utf8').catch(() => '');
  const verifier = text.endsWith('\n') ? parseVkey(text.slice(0, -1)) : null;
  if (!verifier) {
    throw new Defect('LOG_BROKEN', [{where: 'log.vkey', what: 'missing, or not a public key'}]);
  }
  return verifier;
}
