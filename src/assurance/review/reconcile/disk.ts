/** What is on disk, by digest and label. Nothing is opened that is sealed, and no keyring is read. */

import {readdir, readFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {digestOfFile, exists} from '../../../engine/files.ts';
import {ManifestSchema} from '../../../engine/sealed-folder.ts';
import {type Digest, sha256} from '../../../kernel/digests.ts';
import {UsageError} from '../../../kernel/errors.ts';

const MANIFEST = 'manifest.json';

export interface BorderFolder {
  readonly digest: Digest;
  /** Border and dataset, as the manifest says; `a folder` when it cannot be read. */
  readonly label: string;
  /** Whether the payload is the one that the manifest names. */
  readonly isWhole: boolean;
  readonly payload: string | null;
}

export interface OtherFile {
  readonly digest: Digest;
  readonly label: string;
}

/** Everything in a folder: border folders, and files that belong to none. */
export async function readBorderFolders(
  folder: string,
): Promise<{readonly borders: BorderFolder[]; readonly others: OtherFile[]}> {
  const items = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => {
    throw new UsageError('INPUT_NOT_FOUND', [{where: '--folder', what: 'no such folder'}]);
  });
  const paths = items
    .filter((item) => !item.isDirectory())
    .map((item) => join(item.parentPath, item.name))
    .sort();
  const borders: BorderFolder[] = [];
  const explained = new Set<string>();
  for (const path of paths.filter((one) => basename(one) === MANIFEST)) {
    const border = await readBorder(path);
    borders.push(border);
    explained.add(path);
    if (border.payload) explained.add(border.payload);
  }
  const others: OtherFile[] = [];
  for (const path of paths) {
    if (!explained.has(path)) others.push({digest: await digestOfFile(path), label: 'a file'});
  }
  return {borders, others};
}

async function readBorder(path: string): Promise<BorderFolder> {
  const bytes = await readFile(path);
  const digest = sha256(bytes);
  const manifest = ManifestSchema.safeParse(parsed(bytes));
  if (!manifest.success) return {digest, label: 'a folder', isWhole: false, payload: null};
  const {border, dataset, payload} = manifest.data;
  const place = join(dirname(path), payload.file);
  const isThere = await exists(place);
  const isWhole = isThere && (await digestOfFile(place)) === payload.sealed;
  return {digest, label: `${border} ${dataset}`, isWhole, payload: isThere ? place : null};
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

/** Names in a folder, sorted; none when it is not there. */
export const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).sort();
