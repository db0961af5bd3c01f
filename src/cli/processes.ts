/** Starts a command of a zone as a process of its own: the only way in which zones are composed. */

import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {CATALOGUE, type ErrorCode} from '../kernel/catalogue.ts';
import {Defect, DolenError} from '../kernel/errors.ts';
import type {SharedOptions} from './command.ts';
import {PROJECT_ROOT} from './identity.ts';

const DOLEN = join(PROJECT_ROOT, 'bin', 'dolen.js');

/**
 * Runs a command with `--json` and returns its object.
 * @throws DolenError with the code of the command that failed
 */
export async function runZoneCommand<T = unknown>(
  shared: SharedOptions,
  args: readonly string[],
): Promise<T> {
  const child = spawn(process.execPath, [DOLEN, ...args, ...sharedArgs(shared), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const status = await new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  });
  const printed = Buffer.concat(chunks).toString('utf8');
  if (status === 0) return JSON.parse(printed) as T;
  throw failureOf(printed, args, status);
}

/** A failure whose message the command that failed has printed: only its code is carried on. */
export class ToldAlready extends DolenError {
  override name = 'ToldAlready';
}

/** The child has printed its own message; only its code is carried on. */
function failureOf(printed: string, args: readonly string[], status: number | null): DolenError {
  const where = args.slice(0, 2).join(' ');
  const code = codeIn(printed);
  if (code) return new ToldAlready(code, [{where, what: 'failed'}]);
  return new Defect('CHILD_FAILED', [{where, what: `status ${status ?? 'killed'}`}]);
}

function codeIn(printed: string): ErrorCode | null {
  try {
    const {error} = JSON.parse(printed) as {error?: {code?: string}};
    return error?.code && error.code in CATALOGUE ? (error.code as ErrorCode) : null;
  } catch {
    return null;
  }
}

const unlockArgs = ({passphraseFile, identityFile}: NonNullable<SharedOptions['unlock']>) => [
  ...(passphraseFile === undefined ? [] : ['--passphrase-file', passphraseFile]),
  ...(identityFile === undefined ? [] : ['--identity-file', identityFile]),
];

export const sharedArgs = (shared: SharedOptions): string[] => [
  ...['--home', shared.home, '--actor', shared.actor, '--governance', shared.governance],
  ...(shared.role === undefined ? [] : ['--role', shared.role]),
  ...(shared.seed === undefined ? [] : ['--seed', shared.seed]),
  ...(shared.at === undefined ? [] : ['--at', shared.at]),
  ...(shared.memory === undefined ? [] : ['--memory', shared.memory]),
  ...(shared.threads === undefined ? [] : ['--threads', shared.threads]),
  ...unlockArgs(shared.unlock ?? {}),
  ...(shared.quiet ? ['--quiet'] : []),
];
