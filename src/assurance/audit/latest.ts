/** The newest entry about each application and each project's grants: what their files are held to. */

import {decodeBundle} from './bundle.ts';
import {type Entry, readEntry} from './entry.ts';
import {readStored} from './stored-files.ts';
import {lastTile, TILE_WIDTH, type Tile, tilePath} from './tiles.ts';

/** Types of objects whose newest entry is remembered. */
const SUBJECTS = ['application', 'grants'] as const;
export type Subject = (typeof SUBJECTS)[number];

export interface LatestEntry {
  readonly entry: Entry;
  /** The bundle that holds it, or the journal. */
  readonly source: Tile | 'journal';
}

export class LatestEntries {
  readonly #directory: string;
  readonly #found = new Map<string, LatestEntry>();
  /** Full bundles that have been looked at; they never change. */
  #fullBundles = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Reads the full bundles that were not looked at before; they never change, so no lock is needed. */
  async readFullBundles(size: number): Promise<void> {
    while (this.#fullBundles < Math.floor(size / TILE_WIDTH)) {
      const index = this.#fullBundles;
      await this.#readBundle({level: 'entries', index, width: TILE_WIDTH});
      // Two calls at once may both have read it; it counts once, and none is passed over.
      if (this.#fullBundles === index) this.#fullBundles++;
    }
  }

  /** Reads what is published since, then the journal; call it under the lock. */
  async readOn(size: number, journalled: readonly Buffer[]): Promise<void> {
    await this.readFullBundles(size);
    if (size % TILE_WIDTH > 0) await this.#readBundle(lastTile('entries', size));
    this.#read(journalled, 'journal');
  }

  of(subject: Subject, id: string): LatestEntry | null {
    return this.#found.get(`${subject} ${id}`) ?? null;
  }

  /** Ids of everything of a kind that an entry was ever about. */
  idsOf(subject: Subject): readonly string[] {
    return [...this.#found.keys()]
      .filter((key) => key.startsWith(`${subject} `))
      .map((key) => key.slice(subject.length + 1));
  }

  async #readBundle(tile: Tile): Promise<void> {
    const bytes = await readStored(this.#directory, tilePath(tile));
    // Most bundles are about data alone; those need not be taken apart.
    if (MARKS.some((mark) => bytes.includes(mark))) this.#read(decodeBundle(bytes).entries, tile);
  }

  /** The newest stays, in whatever order bundles were read. */
  #keep(key: string, found: LatestEntry): void {
    const before = this.#found.get(key);
    if (!before || before.entry.seq <= found.entry.seq) this.#found.set(key, found);
  }

  #read(entries: readonly Buffer[], source: Tile | 'journal'): void {
    for (const bytes of entries) {
      if (!MARKS.some((mark) => bytes.includes(mark))) continue;
      const entry = readEntry(bytes);
      // What is not an entry is for the verifier to name; it cannot stand for anything here.
      if (typeof entry === 'string') continue;
      for (const {type, id} of entry.objects) {
        if (isSubject(type)) this.#keep(`${type} ${id}`, {entry, source});
      }
    }
  }
}

const MARKS = SUBJECTS.map((type) => `"type":"${type}"`);
const isSubject = (type: string): type is Subject => (SUBJECTS as readonly string[]).includes(type);
