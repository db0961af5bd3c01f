/** A border folder: `manifest.json` and `payload.parquet.age`, written whole, checked before it is read. */

import {readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {canonicalJson} from '../kernel/canonical-json.ts';
import {type Digest, isDigest, sha256} from '../kernel/digests.ts';
import {DataFault, refuse, UsageError} from '../kernel/errors.ts';
import {BORDERS, type Border} from '../kernel/zones.ts';
import {digestOfFile, type FolderInProgress, startFolder} from './files.ts';
import {openSealedFile, sealFile} from './sealing.ts';

const MANIFEST = 'manifest.json';
const PAYLOAD = 'payload.parquet.age';

const DigestSchema = z.string().refine(isDigest, 'not a SHA-256');
/** What a column is and means; File 3's readers need no contract, the store needs these. */
const ColumnSchema = z.strictObject({
  name: z.string(),
  type: z.string(),
  role: z.string().optional(),
  codeSystem: z.string().optional(),
  title: z.string().optional(),
});

export const ManifestSchema = z.strictObject({
  v: z.literal(1),
  border: z.enum(Object.keys(BORDERS) as [Border, ...Border[]]),
  dataset: z.string(),
  /** SHA-256 of the parsed contract that drove the split. */
  contract: DigestSchema,
  /** Names one split: the files that came out of it hold the same rows. */
  split: z.string(),
  rows: z.int().nonnegative(),
  /** Rows of the split that are not in this file, because people dissented. */
  rowsRemoved: z.int().nonnegative(),
  columns: z.array(ColumnSchema).nonempty(),
  provider: z.string(),
  people: z.enum(['real', 'made-up']),
  created: z.string(),
  /** The age recipient that alone can open the payload. */
  receiver: z.string(),
  payload: z.strictObject({
    file: z.literal(PAYLOAD),
    sealed: DigestSchema,
    plain: DigestSchema,
    bytes: z.int().positive(),
  }),
  /** What only this border says: for example the model and spine version of File 3. */
  about: z.record(z.string(), z.union([z.string(), z.int(), z.array(z.string())])),
});

export type Manifest = z.infer<typeof ManifestSchema>;
export type ManifestDraft = Omit<Manifest, 'v' | 'payload'>;
export type ManifestColumn = Manifest['columns'][number];

/** Appends the entry that announces a folder; it resolves when the entry is durable. */
export type Announce = (manifest: Digest, rows: number) => Promise<unknown>;
/** Whether the log holds an entry that announced this manifest. */
export type IsAnnounced = (manifest: Digest) => Promise<boolean>;

/**
 * Seals a Parquet file into a folder. The manifest's digest is in the log before the folder has
 * its name; a crash leaves an entry without a folder, never a folder without an entry.
 */
export async function writeSealedFolder(
  place: string,
  plainFile: string,
  draft: ManifestDraft,
  announce: Announce,
): Promise<Manifest> {
  let folder: FolderInProgress | null = null;
  try {
    folder = await startFolder(place);
    const sealed = await sealFile(plainFile, join(folder.path, PAYLOAD), draft.receiver);
    const manifest: Manifest = {v: 1, ...draft, payload: {file: PAYLOAD, ...sealed}};
    const text = `${canonicalJson(manifest)}\n`;
    await writeFile(join(folder.path, MANIFEST), text);
    await announce(sha256(text), manifest.rows);
    await folder.publish();
    return manifest;
  } catch (error) {
    await folder?.discard();
    throw error;
  } finally {
    // Also when the place was taken: nothing unsealed stays behind.
    await rm(plainFile, {force: true});
  }
}

export interface FolderReceipt {
  readonly manifest: Manifest;
  readonly digest: Digest;
}

/** Reads and checks the manifest: its form, its border, its place in the log, its payload's bytes. */
export async function checkSealedFolder(
  place: string,
  border: Border,
  isAnnounced: IsAnnounced,
): Promise<FolderReceipt> {
  const where = border;
  if (!(await stat(place).catch(() => null))?.isDirectory()) {
    throw new UsageError('INPUT_NOT_FOUND', [{where, what: 'no such folder'}]);
  }
  const bytes = await readFile(join(place, MANIFEST)).catch(() => {
    throw new DataFault('BORDER_MANIFEST_MISSING', [{where, what: `no ${MANIFEST}`}]);
  });
  const digest = sha256(bytes);
  const manifest = parseManifest(bytes, where);
  if (manifest.border !== border) {
    const {receiver} = BORDERS[manifest.border];
    throw refuse('WRONG_BORDER', `this is ${manifest.border}, which goes to ${receiver}`);
  }
  if (!(await isAnnounced(digest))) {
    throw refuse('NOT_IN_LOG', `no entry announced this ${where}`);
  }
  const payload = join(place, PAYLOAD);
  const sealed = await digestOfFile(payload).catch(() => null);
  if (sealed !== manifest.payload.sealed) {
    const what = sealed === null ? `no ${PAYLOAD}` : 'its bytes differ from the manifest';
    throw new DataFault('BORDER_DAMAGED', [{where, what}]);
  }
  return {manifest, digest};
}

/** Opens the payload of a checked folder into a file of the receiver's workspace. */
export async function openPayload(
  place: string,
  {manifest}: FolderReceipt,
  to: string,
  identity: string,
): Promise<void> {
  const plain = await openSealedFile(join(place, PAYLOAD), to, identity);
  if (plain !== manifest.payload.plain) {
    await rm(to, {force: true});
    throw new DataFault('BORDER_DAMAGED', [{where: manifest.border, what: 'other rows inside'}]);
  }
}

function parseManifest(bytes: Buffer, where: string): Manifest {
  try {
    return ManifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw new DataFault('BORDER_DAMAGED', [{where, what: `${MANIFEST} breaks its schema`}]);
  }
}
