/** Which digests the log has announced as outputs: each entry is looked at once per process. */

import {type Published, readHashTile} from './publication.ts';
import {broken, readStored} from './stored-files.ts';
import {decodeBundle} from './tree/bundle.ts';
import {BundleWalk} from './tree/bundle-walk.ts';
import {leafHash, rootOf} from './tree/merkle.ts';
import {TILE_WIDTH, type Tile, tilePath} from './tree/tiles.ts';

const BEGIN = '"outputHashes":[';

/** Where a digest was found. */
type Source = Tile | 'journal';

export class Announcements {
  readonly #directory: string;
  readonly #found = new Map<string, Source>();
  readonly #bundles: BundleWalk;

  constructor(directory: string) {
    this.#directory = directory;
    this.#bundles = new BundleWalk(directory, (bytes, tile) =>
      this.#read(bytes.toString('latin1'), tile),
    );
  }

  readFullBundles(size: number): Promise<void> {
    return this.#bundles.readFull(size);
  }

  readPartialBundle(size: number): Promise<void> {
    return this.#bundles.readPartial(size);
  }

  readJournal(entries: string): void {
    this.#read(entries, 'journal');
  }

  /**
   * Collects the digests of a run of entries. They are not parsed: in canonical JSON a quote inside
   * a text is escaped, so the member's name cannot be part of one.
   */
  #read(entries: string, source: Source): void {
    for (let at = entries.indexOf(BEGIN); at >= 0; at = entries.indexOf(BEGIN, at)) {
      at += BEGIN.length;
      const list = entries.slice(at, entries.indexOf(']', at));
      if (list === '') continue;
      for (const quoted of list.split(',')) this.#found.set(quoted.slice(1, -1), source);
    }
  }

  /**
   * Whether a digest was announced. Only what the signed root covers counts, or what the journal
   * holds: a bundle that was changed to hold the digest is a broken log.
   */
  async has(digest: string, published: Published): Promise<boolean> {
    const source = this.#found.get(digest);
    if (source !== undefined && source !== 'journal') {
      await requireCovered(this.#directory, source, published);
    }
    return source !== undefined;
  }
}

/** Follows a bundle from its entries up to the edge of the tree, which is known to be right. */
export async function requireCovered(
  directory: string,
  bundle: Tile,
  {size, edge}: Published,
): Promise<void> {
  const hashesAt = (level: number, index: number) => {
    const isFull = index < Math.floor(size / TILE_WIDTH ** (level + 1));
    const tile = {level, index, width: TILE_WIDTH};
    return isFull ? readHashTile(directory, tile) : (edge[level] ?? []);
  };
  const isAtEdge = (level: number, index: number): boolean =>
    index >= Math.floor(size / TILE_WIDTH ** (level + 1));
  let index = bundle.index;
  let hashes = await hashesAt(0, index);
  const path = tilePath({...bundle, width: isAtEdge(0, index) ? hashes.length : TILE_WIDTH});
  const {entries} = decodeBundle(await readStored(directory, path));
  const wrong = hashes.findIndex((leaf, i) => {
    const entry = entries[i];
    return !entry || !leaf.equals(leafHash(entry));
  });
  if (wrong >= 0) throw broken(`entry ${index * TILE_WIDTH + wrong}`, 'its bytes have changed');
  for (let level = 0; !isAtEdge(level, index); level++) {
    const place = index % TILE_WIDTH;
    const root = rootOf(hashes);
    const tile = tilePath({level, index, width: TILE_WIDTH});
    index = Math.floor(index / TILE_WIDTH);
    hashes = await hashesAt(level + 1, index);
    if (!hashes[place]?.equals(root)) {
      throw broken(tile, `does not hash to its place in level ${level + 1}`);
    }
  }
}
