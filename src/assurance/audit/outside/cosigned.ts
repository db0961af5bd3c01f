/** The cosigned checkpoints that a log holds: `witness/<name>/<size>`, one a witness and size. */

import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {writeWhole} from '../../../engine/files.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {Checkpoint} from '../note/checkpoint.ts';
import {parseNote} from '../note/note.ts';
import {makeFolder} from '../stored-files.ts';
import type {Policy} from './policy-file.ts';
import {judge, type WitnessSight} from './quorum.ts';

/** A name in a policy that can be a folder's: those that dolen audit policy gives are. */
const FOLDER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function witnessFolder(directory: string, name: string): string {
  if (!FOLDER_NAME.test(name)) {
    throw new UsageError('USAGE', [
      {where: 'witness', what: 'its name in the policy needs letters, digits, dots and hyphens'},
    ]);
  }
  return join(directory, 'witness', name);
}

export async function keepCosigned(
  directory: string,
  name: string,
  {size, note}: {readonly size: number; readonly note: string},
): Promise<void> {
  const folder = witnessFolder(directory, name);
  await makeFolder(folder);
  await writeWhole(join(folder, String(size)), note);
}

export interface CosignedFile {
  /** Where it stands under the log's directory. */
  readonly path: string;
  /** The witness that it came from, by its name in the policy. */
  readonly witness: string;
  readonly bytes: Buffer;
}

/** Every cosigned checkpoint as it is stored, each witness's largest first. */
export async function cosignedFiles(directory: string): Promise<CosignedFile[]> {
  const files: CosignedFile[] = [];
  for (const witness of (await namesIn(join(directory, 'witness'))).sort()) {
    const sizes = (await namesIn(join(directory, 'witness', witness)))
      .filter((name) => /^(0|[1-9]\d*)$/.test(name))
      .sort((a, b) => Number(b) - Number(a));
    for (const size of sizes) {
      const path = `witness/${witness}/${size}`;
      files.push({path, witness, bytes: await readFile(join(directory, path))});
    }
  }
  return files;
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** A checkpoint with all cosignatures that are held of it. */
export interface CosignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: Buffer;
  readonly witnesses: readonly WitnessSight[];
  readonly quorum: boolean;
}

/** What witnesses cosigned, and the log's own newest checkpoint; the best to rely on first. */
export async function heldCheckpoints(
  directory: string,
  policy: Policy,
): Promise<CosignedCheckpoint[]> {
  const current = await readFile(join(directory, 'checkpoint'));
  const notes = [...(await cosignedFiles(directory)).map(({bytes}) => bytes), current];
  const signatures = new Map<string, Set<string>>();
  for (const bytes of notes) {
    const note = parseNote(bytes);
    if (!note) continue;
    const lines = signatures.get(note.text) ?? new Set();
    for (const {line} of note.signatures) lines.add(line);
    signatures.set(note.text, lines);
  }
  const held = [...signatures].flatMap(([text, lines]) => {
    const note = Buffer.from(`${text}\n${[...lines].join('')}`);
    const {checkpoint, witnesses, quorum} = judge(note, policy);
    return checkpoint ? [{checkpoint, note, witnesses, quorum}] : [];
  });
  return held.sort(
    (a, b) =>
      Number(b.quorum) - Number(a.quorum) ||
      seenBy(b) - seenBy(a) ||
      b.checkpoint.size - a.checkpoint.size,
  );
}

/** How many witnesses of the policy cosigned. */
export const seenBy = ({witnesses}: Pick<CosignedCheckpoint, 'witnesses'>): number =>
  witnesses.filter(({at}) => at !== null).length;
