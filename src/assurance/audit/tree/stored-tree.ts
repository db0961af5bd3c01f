/** The tree and entries of a log's directory, read while others may publish. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DolenError} from '../../../kernel/errors.ts';
import {parseCheckpoint} from '../note/checkpoint.ts';
import {parseNote} from '../note/note.ts';
import {readHashTile} from '../publication.ts';
import {broken, readStored} from '../stored-files.ts';
import {decodeBundle} from './bundle.ts';
import {TileTree} from './tile-proofs.ts';
import {TILE_WIDTH, type Tile, tilePath} from './tiles.ts';

const ATTEMPTS = 20;

export const storedTree = (directory: string): TileTree =>
  new TileTree((level, index, atLeast) =>
    readGrowing(directory, {level, index, atLeast}, (tile) => readHashTile(directory, tile)),
  );

/** The stored bytes of an entry; they are checked by proving their hash. */
export async function storedEntry(directory: string, index: number): Promise<Buffer> {
  const bundle = Math.floor(index / TILE_WIDTH);
  const place = index - bundle * TILE_WIDTH;
  const {entries} = await readGrowing(
    directory,
    {level: 'entries', index: bundle, atLeast: place + 1},
    async (tile) => decodeBundle(await readStored(directory, tilePath(tile))),
  );
  const entry = entries[place];
  if (!entry) throw broken(`entry ${index}`, 'missing from its bundle');
  return entry;
}

/**
 * Reads a tile as wide as it is now. When someone publishes meanwhile, a partial tile gives way to a
 * wider one that starts alike, so the checkpoint is looked at again.
 */
async function readGrowing<T>(
  directory: string,
  {level, index, atLeast}: Omit<Tile, 'width'> & {readonly atLeast: number},
  read: (tile: Tile) => Promise<T>,
): Promise<T> {
  let size = await storedSize(directory);
  for (let attempt = 1; ; attempt++) {
    const count = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
    const width = Math.min(TILE_WIDTH, count - index * TILE_WIDTH);
    if (width < atLeast) throw broken(`entry ${size}`, 'missing: the tree was larger before');
    try {
      return await read({level, index, width});
    } catch (error) {
      const now = await storedSize(directory);
      const isStale = error instanceof DolenError && now !== size && attempt < ATTEMPTS;
      if (!isStale) throw error;
      size = now;
    }
  }
}

/** How many entries the checkpoint claims; a lie only leads to files that are not there. */
async function storedSize(directory: string): Promise<number> {
  const bytes = await readFile(join(directory, 'checkpoint')).catch(() => null);
  const note = bytes && parseNote(bytes);
  return (note && parseCheckpoint(note.text)?.size) ?? 0;
}
