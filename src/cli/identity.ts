/** Who acts, under which policy, with which code: what every audit entry carries. */

import {randomUUID} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {LogIdentity} from '../assurance/audit/log.ts';
import {type Digest, sha256} from '../kernel/digests.ts';
import type {SharedOptions} from './command.ts';

export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** @param usualRole the role of someone who names none */
export async function identify(
  {actor, role, governance, assurance}: SharedOptions,
  usualRole: string,
): Promise<LogIdentity> {
  return {
    actor,
    role: role ?? usualRole,
    assurance,
    requestId: process.env.DOLEN_REQUEST_ID ?? randomUUID(),
    policyHash: await digestOfFolder(governance, ['.yaml'], /^examples\//),
    codeHash: await digestOfFolder(join(PROJECT_ROOT, 'src'), ['.ts']),
  };
}

/** SHA-256 over the names and digests of a folder's files with these endings; empty when absent. */
async function digestOfFolder(
  folder: string,
  endings: readonly string[],
  leftOut?: RegExp,
): Promise<Digest> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !leftOut?.test(relative(folder, path)))
    .sort();
  const lines = await Promise.all(
    paths.map(async (path) => `${relative(folder, path)} ${sha256(await readFile(path))}`),
  );
  return sha256(lines.join('\n'));
}
