/** What the audit commands share: the log of a home that exists, its policy, and who acts on it. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {AuditLog} from '../../../assurance/audit/log.ts';
import type {Policy, PolicyWitness} from '../../../assurance/audit/outside/policy-file.ts';
import {exists} from '../../../engine/files.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {CommandInput} from '../../command.ts';
import {identify} from '../../identity.ts';

/** The log's folder; a command about a log never starts one. */
export async function logFolder(home: string): Promise<string> {
  const directory = join(home, 'audit');
  if (!(await exists(join(directory, 'checkpoint')))) {
    throw new UsageError('INPUT_NOT_FOUND', [{where: 'audit log', what: 'none in this home'}]);
  }
  return directory;
}

/** Opens the log to write to it, in the role of whoever runs the command. */
export async function openForAct(
  {shared, effects}: Pick<CommandInput, 'shared' | 'effects'>,
  directory: string,
  role: string,
): Promise<AuditLog> {
  const {AuditLog} = await import('../../../assurance/audit/log.ts');
  return AuditLog.open(directory, await identify(shared, role), effects);
}

/** Reads a policy that was given as a file. */
export async function policyFrom(path: string): Promise<Policy> {
  const {parsePolicy} = await import('../../../assurance/audit/outside/policy-file.ts');
  return parsePolicy(await readGiven(path, 'policy'));
}

/** @param where what the file is: its own name may be somebody's */
export async function readGiven(path: string, where: string): Promise<Buffer> {
  return readFile(path).catch(() => {
    throw new UsageError('INPUT_NOT_FOUND', [{where, what: 'no such file'}]);
  });
}

/** The name of a witness's key, which is what the witness calls itself. */
const keyNameOf = ({vkey}: PolicyWitness): string => vkey.slice(0, vkey.indexOf('+'));

/** By its name in the policy, which is unique, or else by the name of its key, where only one has it. */
function namedWitness(witnesses: Policy['witnesses'], name: string): PolicyWitness | undefined {
  const own = witnesses.find((witness) => witness.name === name);
  if (own) return own;
  const [first, ...others] = witnesses.filter((witness) => keyNameOf(witness) === name);
  return others.length === 0 ? first : undefined;
}

/** The witness of that name, or of that URL, or the only one. */
export function witnessOf(
  {witnesses}: Policy,
  {name, url}: {readonly name?: string | undefined; readonly url?: string | undefined},
): PolicyWitness {
  const only = witnesses.length === 1 ? witnesses[0] : undefined;
  const found =
    name === undefined
      ? (witnesses.find((witness) => url !== undefined && witness.url === url) ?? only)
      : namedWitness(witnesses, name);
  if (found) return found;
  const names = witnesses.map((witness) => witness.name).join(', ');
  throw new UsageError('USAGE', [
    {where: '--name', what: names === '' ? 'the policy names no witness' : `one of: ${names}`},
  ]);
}

/** A number of entries, or an index, as digits. */
export function countOf(text: string | undefined, where: string): number | undefined {
  if (text === undefined) return undefined;
  const number = /^(0|[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new UsageError('USAGE', [{where, what: 'a number'}]);
  return number;
}
