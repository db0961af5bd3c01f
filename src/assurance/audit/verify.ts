/** Verifies a whole log from its directory alone: no database, no keyring, no network. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {exists} from '../../engine/files.ts';
import type {Instant} from '../../kernel/dates.ts';
import {Defect, DolenError, type Fault, UsageError} from '../../kernel/errors.ts';
import {readEntry} from './entry.ts';
import {type JournalReading, readJournal} from './journal.ts';
import {type Checkpoint, openCheckpoint} from './note/checkpoint.ts';
import {filesOf} from './publication.ts';
import {readVkey} from './signing-key.ts';
import {JobWatch, type Silence, type UnfinishedJob} from './silences.ts';
import {isLocked, type Snapshot, takeSnapshot} from './snapshot.ts';
import {listFiles, readStored} from './stored-files.ts';
import {decodeBundle} from './tree/bundle.ts';
import {edgeRoot} from './tree/edge.ts';
import {HASH_BYTES, type Hash, leafHash, rootOf} from './tree/merkle.ts';
import {levelsOf, TILE_WIDTH, tilePath} from './tree/tiles.ts';

export interface VerifiedLog {
  readonly origin: string;
  /** Entries under the checkpoint. */
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Entries in the journal, durable but not yet under a checkpoint. */
  readonly unpublished: number;
  /** When the last entry was made, published or not. */
  readonly lastAt: Instant | null;
  /** How many entries of each event code, published or not. */
  readonly actions: {readonly [action: string]: number};
  /** Where a job said nothing for longer than its heartbeat allows. */
  readonly silences: readonly Silence[];
  /** Jobs without an end: killed, or still running. */
  readonly unfinished: readonly UnfinishedJob[];
}

/** Enough to see what happened; a log that was replaced would otherwise name every entry. */
const MAX_FAULTS = 20;
/** Of the length in front of each entry. */
const LENGTH_BYTES = 2;

/**
 * Verifies everything that is stored: signature, root, tiles, entries, journal.
 * @throws Defect LOG_BROKEN with the entries and files that differ.
 */
export async function verifyLog(directory: string): Promise<VerifiedLog> {
  if (!(await exists(directory))) {
    throw new UsageError('INPUT_NOT_FOUND', [{where: 'audit log', what: 'no such directory'}]);
  }
  const verification = new Verification(directory, await takeSnapshot(directory));
  const verified = await verification.run();
  if (!verified) throw new Defect('LOG_BROKEN', verification.faults);
  return verified;
}

class Verification {
  readonly faults: Fault[] = [];
  readonly #directory: string;
  readonly #snapshot: Snapshot;
  readonly #actions = new Map<string, number>();
  readonly #jobs = new JobWatch();
  #lastAt = '';

  constructor(directory: string, snapshot: Snapshot) {
    this.#directory = directory;
    this.#snapshot = snapshot;
  }

  /** Null when there are faults. */
  async run(): Promise<VerifiedLog | null> {
    const checkpoint = await this.#attempt(() => this.#checkpoint());
    if (!checkpoint) return null;
    const {origin, size, root} = checkpoint;
    const leaves = await this.#tiles(checkpoint);
    await this.#bundles(size, leaves);
    const unpublished = this.#journal(size, leaves);
    await this.#strays(size);
    if (this.faults.length > 0) return null;
    return {
      origin,
      size,
      root: root.toString('base64'),
      unpublished,
      lastAt: this.#lastAt === '' ? null : (this.#lastAt as Instant),
      actions: Object.fromEntries([...this.#actions].sort()),
      silences: this.#jobs.silences,
      unfinished: this.#jobs.unfinished(),
    };
  }

  #fault(where: string, what: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push({where, what});
  }

  /** Runs a part; what it throws about the log becomes faults, so that the other parts run too. */
  async #attempt<T>(part: () => Promise<T>): Promise<T | null> {
    try {
      return await part();
    } catch (error) {
      if (!(error instanceof DolenError) || error.code !== 'LOG_BROKEN') throw error;
      for (const {where, what} of error.faults) this.#fault(where, what);
      return null;
    }
  }

  async #read(path: string): Promise<Buffer | null> {
    const read = this.#snapshot.partial.get(path);
    return read ?? this.#attempt(() => readStored(this.#directory, path));
  }

  async #checkpoint(): Promise<Checkpoint | null> {
    const log = await readVkey(this.#directory);
    const note = this.#snapshot.checkpoint;
    const checkpoint = note && openCheckpoint(note, log);
    if (!note) this.#fault('checkpoint', 'missing');
    else if (!checkpoint) this.#fault('checkpoint', 'not signed by the key in log.vkey');
    return checkpoint;
  }

  /**
   * Reads the hash tiles, checks each level against the one below and all against the root, and
   * gives back the leaf hashes.
   */
  async #tiles({size, root}: Checkpoint): Promise<Hashes> {
    const edge: Hash[][] = [];
    let leaves: Hashes | undefined;
    let below: Hashes | undefined;
    for (const {level, full, partial} of levelsOf(size)) {
      const hashes = new Hashes(full * TILE_WIDTH + partial);
      for (let first = 0; first < hashes.count; first += TILE_WIDTH) {
        const width = Math.min(TILE_WIDTH, hashes.count - first);
        const path = tilePath({level, index: first / TILE_WIDTH, width});
        const bytes = await this.#read(path);
        if (bytes && !hashes.put(first, width, bytes)) this.#fault(path, `not ${width} hashes`);
      }
      if (below) this.#level(level, hashes, below);
      edge.push(hashes.from(full * TILE_WIDTH));
      leaves ??= hashes;
      below = hashes;
    }
    if (!edgeRoot(edge).equals(root))
      this.#fault('checkpoint', 'its root is not that of the tiles');
    return leaves ?? new Hashes(0);
  }

  #level(level: number, hashes: Hashes, below: Hashes): void {
    for (let i = 0; i < hashes.count; i++) {
      const covered = below.from(i * TILE_WIDTH, TILE_WIDTH);
      if (hashes.at(i).equals(rootOf(covered))) continue;
      const tile = tilePath({level: level - 1, index: i, width: TILE_WIDTH});
      this.#fault(tile, `does not hash to its place in level ${level}`);
    }
  }

  async #bundles(size: number, leaves: Hashes): Promise<void> {
    for (let first = 0; first < size; first += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, size - first);
      const path = tilePath({level: 'entries', index: first / TILE_WIDTH, width});
      const bytes = await this.#read(path);
      if (bytes) this.#bundle(bytes, {path, first, width}, leaves);
    }
  }

  /** Names the first entry that differs: after it the bytes may no longer line up. */
  #bundle(
    bytes: Buffer,
    {path, first, width}: {path: string; first: number; width: number},
    leaves: Hashes,
  ): void {
    const {entries, left} = decodeBundle(bytes);
    for (let i = 0; i < width; i++) {
      const index = first + i;
      const entry = entries[i];
      const isKept = entry && leaves.at(index).equals(leafHash(entry));
      if (!isKept) this.#fault(`entry ${index}`, `its bytes in ${path} are not those of its hash`);
      if (!isKept || !this.#entry(index, entry)) return;
    }
    if (left > 0 || entries.length > width) this.#fault(path, 'has bytes after its last entry');
  }

  /** Checks what an entry says of itself, and counts it. */
  #entry(index: number, bytes: Buffer): boolean {
    const entry = readEntry(bytes);
    const wrong =
      typeof entry === 'string'
        ? entry
        : entry.seq !== index
          ? `says that it is entry ${entry.seq}`
          : entry.ts < this.#lastAt
            ? 'earlier than the entry before'
            : null;
    if (typeof entry === 'string' || wrong !== null) {
      this.#fault(`entry ${index}`, wrong ?? 'not an entry');
      return false;
    }
    this.#lastAt = entry.ts;
    this.#jobs.hear(entry);
    this.#actions.set(entry.action, (this.#actions.get(entry.action) ?? 0) + 1);
    return true;
  }

  /** Checks the journal; without one, as in a copy for an auditor, nothing is unpublished. */
  #journal(size: number, leaves: Hashes): number {
    const reading = readJournal(this.#snapshot.journal ?? Buffer.alloc(0));
    const {entries, end} = reading;
    let next = firstJournalled(reading, size);
    for (const stored of entries) {
      if (next < size && !leaves.at(next).equals(leafHash(stored))) {
        this.#fault(`entry ${next}`, 'its bytes in the journal are not those that were published');
        return 0;
      }
      if (next >= size && !this.#entry(next, stored)) return 0;
      next++;
    }
    if (end === 'damaged') this.#fault(`entry ${next}`, 'its record in the journal has changed');
    if (end === 'torn' && !this.#snapshot.isInUse) {
      this.#fault(`entry ${next}`, 'its record in the journal is cut short');
    }
    return Math.max(0, next - size);
  }

  /** Looks for files that nothing points to; while others write, there may always be some. */
  async #strays(size: number): Promise<void> {
    const found = await listFiles(this.#directory).catch((error: NodeJS.ErrnoException) => {
      // A folder of partial tiles that went while we walked: someone is publishing.
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const now = await readFile(join(this.#directory, 'checkpoint')).catch(() => null);
    const isQuiet = now !== null && this.#snapshot.checkpoint?.equals(now);
    if (!isQuiet || this.#snapshot.isInUse || (await isLocked(this.#directory))) return;
    const expected = filesOf(size);
    for (const path of found) {
      if (!expected.has(path) && !isReserved(path)) this.#fault(path, 'does not belong to the log');
    }
  }
}

/** The hashes of one level, in one piece of memory: a log may have millions. */
class Hashes {
  readonly count: number;
  readonly #bytes: Buffer;

  constructor(count: number) {
    this.count = count;
    this.#bytes = Buffer.alloc(count * HASH_BYTES);
  }

  /** Takes a tile's bytes; false when they are not so many hashes. */
  put(first: number, width: number, tile: Buffer): boolean {
    if (tile.length !== width * HASH_BYTES) return false;
    this.#bytes.set(tile, first * HASH_BYTES);
    return true;
  }

  at(index: number): Hash {
    return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  from(first: number, width = this.count - first): Hash[] {
    return Array.from({length: width}, (_, i) => this.at(first + i));
  }
}

/** A crash between checkpoint and emptying leaves a journal that starts with published entries. */
function firstJournalled({entries, beyond}: JournalReading, size: number): number {
  const bytes = entries[0] ?? beyond?.entry;
  const entry = bytes ? readEntry(bytes) : '';
  if (typeof entry === 'string') return size;
  // If the first record is damaged, the whole entry behind it is the second, or the first itself
  // when it starts where it always did and only its length has changed.
  const isSecond = entries.length === 0 && (beyond?.bytes ?? 0) > LENGTH_BYTES;
  return Math.min(entry.seq - (isSecond ? 1 : 0), size);
}

/** What else stands beside the tiles (governance reference §4.9). */
const isReserved = (path: string): boolean =>
  /^(checkpoint|journal|log\.key|log\.vkey|lock|policy)$/.test(path) ||
  /^(witness|receipts)\//.test(path);
