/** The published entries of a log, in order, for people who read it. */

import {type Entry, readEntry} from './entry.ts';
import {broken, readStored} from './stored-files.ts';
import {decodeBundle} from './tree/bundle.ts';
import {TILE_WIDTH, tilePath} from './tree/tiles.ts';

/** @param size the size that the log's checkpoint says; verify the log first */
export async function* publishedEntries(directory: string, size: number): AsyncGenerator<Entry> {
  for (let first = 0; first < size; first += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, size - first);
    const path = tilePath({level: 'entries', index: first / TILE_WIDTH, width});
    const {entries} = decodeBundle(await readStored(directory, path));
    for (const [i, bytes] of entries.entries()) {
      const entry = readEntry(bytes);
      if (typeof entry === 'string') throw broken(`entry ${first + i}`, entry);
      yield entry;
    }
  }
}
