/** The policy beside a log: which witnesses it asks, and how many of them it takes. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {exists, writeWhole} from '../../../engine/files.ts';
import {makeFolder} from '../stored-files.ts';
import {type Policy, parsePolicy, policyWithoutWitnesses} from './policy-file.ts';

const FILE = 'policy';

/** The public key of a log in its written form. */
export const logVkey = async (directory: string): Promise<string> =>
  (await readFile(join(directory, 'log.vkey'), 'utf8')).trimEnd();

/** Gives a log the policy that asks for nobody, unless it has one. */
export async function startPolicy(directory: string): Promise<void> {
  const path = join(directory, FILE);
  if (await exists(path)) return;
  await writeWhole(path, policyWithoutWitnesses(await logVkey(directory)));
}

/** The policy's bytes; those of a policy without witnesses for a log that has none yet. */
async function policyBytes(directory: string): Promise<Buffer> {
  return readFile(join(directory, FILE)).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return Buffer.from(policyWithoutWitnesses(await logVkey(directory)));
  });
}

export const policyText = async (directory: string): Promise<string> =>
  (await policyBytes(directory)).toString('utf8');

export const readPolicy = async (directory: string): Promise<Policy> =>
  parsePolicy(await policyBytes(directory));

/** Replaces the policy; call it when the log already says so. */
export async function keepPolicy(directory: string, text: string): Promise<void> {
  await writeWhole(join(directory, FILE), text);
  if (await exists(join(directory, 'receipts'))) await copyPolicy(directory);
}

/** Puts the policy beside the receipts, so that a folder of receipts can be handed on as it is. */
export async function copyPolicy(directory: string): Promise<void> {
  const bytes = await policyBytes(directory);
  const folder = join(directory, 'receipts');
  const there = await readFile(join(folder, FILE)).catch(() => null);
  if (there?.equals(bytes)) return;
  await makeFolder(folder);
  await writeWhole(join(folder, FILE), bytes);
}
