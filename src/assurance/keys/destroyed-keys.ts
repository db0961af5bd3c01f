/** Keys of projects that were destroyed: a list that only grows, and outlives every restored backup of keys. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {writeWhole} from '../../engine/files.ts';
import {canonicalJson} from '../../kernel/canonical-json.ts';
import {DataFault, refuse} from '../../kernel/errors.ts';
import type {ProjectKeyHead} from './project-keys.ts';

const NAME = 'destroyed-keys.json';

const ListSchema = z.strictObject({
  v: z.literal(1),
  /** A project without keys is listed as well: it shall never get any. */
  projects: z.array(
    z.strictObject({
      project: z.string(),
      keys: z.array(z.strictObject({keyVersion: z.int().positive(), keyId: z.string()})),
    }),
  ),
});

type DestroyedProjects = z.infer<typeof ListSchema>['projects'];

async function readList(storeDirectory: string): Promise<DestroyedProjects> {
  const text = await readFile(join(storeDirectory, NAME), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  if (text === null) return [];
  try {
    return ListSchema.parse(JSON.parse(text)).projects;
  } catch {
    // A list in doubt is never taken for an empty one.
    throw new DataFault('FILE_UNREADABLE', [{where: NAME, what: 'not a list of destroyed keys'}]);
  }
}

/** The keys of a project that were destroyed, or null when it was not forgotten. */
export async function destroyedKeysOf(
  storeDirectory: string,
  project: string,
): Promise<readonly ProjectKeyHead[] | null> {
  const found = (await readList(storeDirectory)).find((one) => one.project === project);
  return found ? found.keys.map((key) => ({project, ...key})) : null;
}

/** @throws Refusal PROJECT_CLOSED for a project whose keys were destroyed */
export async function refuseForgotten(storeDirectory: string, project: string): Promise<void> {
  if ((await destroyedKeysOf(storeDirectory, project)) === null) return;
  throw refuse('PROJECT_CLOSED', `the store has destroyed the keys of ${project}`);
}

/** Lists a project's keys as destroyed. From then on the store never uses or makes one for it. */
export async function listAsDestroyed(
  storeDirectory: string,
  project: string,
  keys: readonly ProjectKeyHead[],
): Promise<void> {
  const projects = await readList(storeDirectory);
  const own = keys.map(({keyVersion, keyId}) => ({keyVersion, keyId}));
  const list = {v: 1, projects: [...projects, {project, keys: own}]} as const;
  await writeWhole(join(storeDirectory, NAME), `${canonicalJson(list)}\n`);
}
