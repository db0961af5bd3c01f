/** Which digests the log has announced as outputs: each entry is looked at once per process. */

import {readStored} from './stored-files.ts';
import {TILE_WIDTH, tilePath} from './tiles.ts';

const BEGIN = '"outputHashes":[';

export class Announcements {
  readonly #digests = new Set<string>();
  /** Full bundles that have been looked at; they never change. */
  #bundles = 0;

  /** Reads the full bundles of a log of some size that have not been looked at yet. */
  async readFullBundles(directory: string, size: number): Promise<void> {
    for (; this.#bundles < Math.floor(size / TILE_WIDTH); this.#bundles++) {
      const tile = {level: 'entries', index: this.#bundles, width: TILE_WIDTH} as const;
      this.read((await readStored(directory, tilePath(tile))).toString('latin1'));
    }
  }

  /**
   * Collects the digests from any run of entries. The entries are not parsed: in canonical JSON a
   * quote inside a text is escaped, so the member's name cannot be part of one.
   */
  read(entries: string): void {
    for (let at = entries.indexOf(BEGIN); at >= 0; at = entries.indexOf(BEGIN, at)) {
      at += BEGIN.length;
      const list = entries.slice(at, entries.indexOf(']', at));
      if (list !== '') for (const quoted of list.split(',')) this.#digests.add(quoted.slice(1, -1));
    }
  }

  has(digest: string): boolean {
    return this.#digests.has(digest);
  }
}
