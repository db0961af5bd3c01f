/** What is published: reads the edge of the tile tree, and moves journalled entries into it. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {writeWhole} from '../../engine/files.ts';
import {type Entry, readEntry} from './entry.ts';
import {openCheckpoint, signCheckpoint} from './note/checkpoint.ts';
import type {NoteSigner, NoteVerifier} from './note/note.ts';
import {broken, listFiles, readStored, removeFile, writeStored} from './stored-files.ts';
import {decodeBundle, encodeBundle} from './tree/bundle.ts';
import {type Edge, edgeRoot, growEdge} from './tree/edge.ts';
import {EMPTY_ROOT, HASH_BYTES, type Hash, leafHash} from './tree/merkle.ts';
import {lastTile, levelsOf, partialTiles, TILE_WIDTH, type Tile, tilePath} from './tree/tiles.ts';

/** The last checkpoint, and what it takes to grow its tree. */
export interface Published {
  /** The checkpoint file; null before the first. */
  readonly note: string | null;
  readonly size: number;
  readonly root: Hash;
  readonly edge: Edge;
}

export const NOTHING_PUBLISHED: Published = {note: null, size: 0, root: EMPTY_ROOT, edge: []};

export async function readNote(directory: string): Promise<string | null> {
  return readFile(join(directory, 'checkpoint'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Reads what a checkpoint stands for; a log that is shorter than it is broken. */
export async function readPublished(
  directory: string,
  note: string | null,
  log: NoteVerifier,
): Promise<Published> {
  if (note === null) return NOTHING_PUBLISHED;
  const checkpoint = openCheckpoint(Buffer.from(note), log);
  if (!checkpoint) throw broken('checkpoint', 'not signed by the key in log.vkey');
  const {size, root} = checkpoint;
  const edge = await Promise.all(
    levelsOf(size).map(({level, full, partial}) =>
      partial === 0 ? [] : readHashTile(directory, {level, index: full, width: partial}),
    ),
  );
  if (!edgeRoot(edge).equals(root))
    throw broken('checkpoint', 'its root is not the root of the tiles');
  return {note, size, root, edge};
}

export async function readHashTile(directory: string, tile: Tile): Promise<Hash[]> {
  const path = tilePath(tile);
  const bytes = await readStored(directory, path);
  if (bytes.length !== tile.width * HASH_BYTES) throw broken(path, `not ${tile.width} hashes`);
  return Array.from({length: tile.width}, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

/** The last published entry, checked against its leaf hash. */
export async function readLastEntry(directory: string, size: number): Promise<Entry> {
  const bundle = decodeBundle(await readStored(directory, tilePath(lastTile('entries', size))));
  const leaves = await readHashTile(directory, lastTile(0, size));
  const bytes = bundle.entries[leaves.length - 1];
  const leaf = leaves.at(-1);
  const entry =
    bytes && leaf?.equals(leafHash(bytes)) ? readEntry(bytes) : 'its bytes have changed';
  if (typeof entry === 'string') throw broken(`entry ${size - 1}`, entry);
  return entry;
}

/**
 * Moves entries into the tree: bundles and tiles first, the checkpoint when they are durable, and
 * only then goes what it made superfluous. A crash before the checkpoint leaves tiles that nothing
 * points to; a crash after it leaves partial tiles that nobody reads.
 */
export async function publishEntries(
  directory: string,
  published: Published,
  entries: readonly Buffer[],
  signer: NoteSigner,
): Promise<Published> {
  const leaves = entries.map(leafHash);
  const {size, edge, tiles} = growEdge(published.size, published.edge, leaves);
  const files: StoredFile[] = tiles.map((tile) => ({tile, bytes: Buffer.concat(tile.hashes)}));
  files.push(...(await bundlesOf(directory, published.size, entries)));
  await writeStored(
    directory,
    files.map(({tile, bytes}) => ({path: tilePath(tile), bytes})),
  );
  const root = edgeRoot(edge);
  const note = signCheckpoint({size, root}, signer);
  await writeWhole(join(directory, 'checkpoint'), note);
  await removeSuperseded(directory, published.size, size);
  return {note, size, root, edge};
}

interface StoredFile {
  readonly tile: Tile;
  readonly bytes: Buffer;
}

async function bundlesOf(
  directory: string,
  size: number,
  entries: readonly Buffer[],
): Promise<StoredFile[]> {
  const before = size % TILE_WIDTH;
  const started =
    before > 0 ? [await readStored(directory, tilePath(lastTile('entries', size)))] : [];
  const bundles: StoredFile[] = [];
  let from = 0;
  for (let index = Math.floor(size / TILE_WIDTH); from < entries.length; index++) {
    const there = from === 0 ? before : 0;
    const taken = entries.slice(from, from + TILE_WIDTH - there);
    const bytes = Buffer.concat([...(from === 0 ? started : []), encodeBundle(taken)]);
    bundles.push({tile: {level: 'entries', index, width: there + taken.length}, bytes});
    from += taken.length;
  }
  return bundles;
}

async function removeSuperseded(directory: string, before: number, after: number): Promise<void> {
  const kept = new Set(partialTiles(after).map(tilePath));
  for (const path of partialTiles(before).map(tilePath)) {
    if (!kept.has(path)) await removeFile(directory, path);
  }
}

/** Every file that the tree of a size consists of. */
export function filesOf(size: number): Set<string> {
  const paths = new Set(partialTiles(size).map(tilePath));
  const fullTiles = (level: Tile['level'], count: number) => {
    for (let index = 0; index < count; index++) {
      paths.add(tilePath({level, index, width: TILE_WIDTH}));
    }
  };
  for (const {level, full} of levelsOf(size)) fullTiles(level, full);
  fullTiles('entries', Math.floor(size / TILE_WIDTH));
  return paths;
}

/** Removes what a crash left: files half written, tiles that no checkpoint covers, broken locks. */
export async function sweep(directory: string, size: number): Promise<void> {
  const expected = filesOf(size);
  for (const path of await listFiles(directory)) {
    const leftover = path.startsWith('tile/')
      ? !expected.has(path)
      : path.startsWith('lock.') || /^[a-z.]+\.([0-9]+\.)?[0-9a-f-]{36}\.partial$/.test(path);
    if (leftover) await removeFile(directory, path);
  }
}
