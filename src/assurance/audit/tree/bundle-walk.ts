/** Reads each bundle of a log once per process: full ones never change, the last is read anew. */

import {readStored} from '../stored-files.ts';
import {lastTile, TILE_WIDTH, type Tile, tilePath} from './tiles.ts';

export class BundleWalk {
  readonly #directory: string;
  readonly #read: (bytes: Buffer, tile: Tile) => void;
  /** Full bundles that have been read. */
  #full = 0;

  constructor(directory: string, read: (bytes: Buffer, tile: Tile) => void) {
    this.#directory = directory;
    this.#read = read;
  }

  /** Reads the full bundles that have not been read yet; no lock is needed. */
  async readFull(size: number): Promise<void> {
    while (this.#full < Math.floor(size / TILE_WIDTH)) {
      const index = this.#full;
      await this.#readBundle({level: 'entries', index, width: TILE_WIDTH});
      // Two calls at once may both have read it; it counts once, and none is passed over.
      if (this.#full === index) this.#full++;
    }
  }

  /** Reads the bundle that is not full yet. */
  async readPartial(size: number): Promise<void> {
    if (size % TILE_WIDTH > 0) await this.#readBundle(lastTile('entries', size));
  }

  async #readBundle(tile: Tile): Promise<void> {
    this.#read(await readStored(this.#directory, tilePath(tile)), tile);
  }
}
