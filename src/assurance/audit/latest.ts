/** The newest entry about each application and each project's grants: what their files are held to. */

import {type Entry, readEntry} from './entry.ts';
import {decodeBundle} from './tree/bundle.ts';
import {BundleWalk} from './tree/bundle-walk.ts';
import type {Tile} from './tree/tiles.ts';

/** Types of objects whose newest entry is remembered. */
const SUBJECTS = ['application', 'grants'] as const;
export type Subject = (typeof SUBJECTS)[number];

export interface LatestEntry {
  readonly entry: Entry;
  /** The bundle that holds it, or the journal. */
  readonly source: Tile | 'journal';
}

export class LatestEntries {
  readonly #found = new Map<string, LatestEntry>();
  readonly #bundles: BundleWalk;

  constructor(directory: string) {
    this.#bundles = new BundleWalk(directory, (bytes, tile) => {
      // Most bundles are about data alone; those need not be taken apart.
      if (isAboutSubjects(bytes)) this.#read(decodeBundle(bytes).entries, tile);
    });
  }

  /** Call it before the lock is taken, so that nobody waits while most of the log is read. */
  readFullBundles(size: number): Promise<void> {
    return this.#bundles.readFull(size);
  }

  /** Reads what is published since, then the journal; call it under the lock. */
  async readOn(size: number, journalled: readonly Buffer[]): Promise<void> {
    await this.#bundles.readFull(size);
    await this.#bundles.readPartial(size);
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

  /** The newest stays, in whatever order bundles were read. */
  #keep(key: string, found: LatestEntry): void {
    const before = this.#found.get(key);
    if (!before || before.entry.seq <= found.entry.seq) this.#found.set(key, found);
  }

  #read(entries: readonly Buffer[], source: Tile | 'journal'): void {
    for (const bytes of entries) {
      if (!isAboutSubjects(bytes)) continue;
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
const isAboutSubjects = (bytes: Buffer): boolean => MARKS.some((mark) => bytes.includes(mark));
const isSubject = (type: string): type is Subject => (SUBJECTS as readonly string[]).includes(type);
