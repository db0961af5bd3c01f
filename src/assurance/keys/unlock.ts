/** What opens a sealed keyring: a passphrase or identities, from files, never from arguments. */

import {UsageError} from '../../kernel/errors.ts';
import {readPrivate} from './private-file.ts';

/** Where the secrets are that open or seal a keyring; they are read when they are needed. */
export interface Unlock {
  /** Its first line is the passphrase. A pipe such as `/dev/fd/3` is read once. */
  readonly passphraseFile?: string;
  /** Age identities, one a line, as `age-keygen` writes them. */
  readonly identityFile?: string;
}

/** Whom a keyring is sealed to. */
export type SealTo = {readonly passphraseFile: string} | {readonly recipient: string};

/** Eight random letters can be guessed by whoever holds the file. */
const SHORTEST_PASSPHRASE = 12;

/** The passphrase that a keyring is to be sealed to. */
export async function readNewPassphrase(path: string): Promise<string> {
  const passphrase = await readPassphrase(path);
  if (passphrase.length < SHORTEST_PASSPHRASE) {
    const what = `a passphrase has ${SHORTEST_PASSPHRASE} characters or more`;
    throw new UsageError('USAGE', [{where: 'passphrase file', what}]);
  }
  return passphrase;
}

export const readPassphrase = async (path: string): Promise<string> =>
  (await secretsIn(path, 'the passphrase file')).split(/\r?\n/)[0] ?? '';

export const readIdentities = async (path: string): Promise<readonly string[]> =>
  (await secretsIn(path, 'the identity file'))
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.startsWith('AGE-SECRET-KEY-'));

async function secretsIn(path: string, name: string): Promise<string> {
  const text = await readPrivate(path, name).catch((error: NodeJS.ErrnoException) => {
    if (error.name === 'Refusal') throw error;
    return null;
  });
  if (text === null) throw new UsageError('INPUT_NOT_FOUND', [{where: name, what: 'not there'}]);
  return text;
}
