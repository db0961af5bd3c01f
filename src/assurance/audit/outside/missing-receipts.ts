/** Which acts of a log ought to have a receipt, and have none: a crash after publishing leaves such. */

import {readStored} from '../stored-files.ts';
import {decodeBundle} from '../tree/bundle.ts';
import {TILE_WIDTH, tilePath} from '../tree/tiles.ts';
import {receiptIndexes, yieldsReceipt} from './receipts.ts';

/** In canonical JSON the code of an entry comes first, whatever else it says. */
const ACTION = /^\{"action":"([A-Z0-9_]+)",/;
const HEAD_BYTES = 100;

/** @param size the size that the log's checkpoint says; verify the log first */
export async function missingReceipts(directory: string, size: number): Promise<number[]> {
  const there = new Set(await receiptIndexes(directory));
  const missing: number[] = [];
  for (let first = 0; first < size; first += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, size - first);
    const path = tilePath({level: 'entries', index: first / TILE_WIDTH, width});
    const {entries} = decodeBundle(await readStored(directory, path));
    for (const [i, entry] of entries.entries()) {
      const action = ACTION.exec(entry.toString('latin1', 0, HEAD_BYTES))?.[1] ?? '';
      if (yieldsReceipt(action) && !there.has(first + i)) missing.push(first + i);
    }
  }
  return missing;
}
