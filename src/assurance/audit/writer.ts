/** What one process knows of the log, and how it writes. Every call is made under the lock. */

import {type FileHandle, open} from 'node:fs/promises';
import {join} from 'node:path';
import {exists} from '../../engine/files.ts';
import {type Instant, instant} from '../../kernel/dates.ts';
import {Defect} from '../../kernel/errors.ts';
import {readEntry} from './entry.ts';
import {encodeRecord, readJournal} from './journal.ts';
import {
  NOTHING_PUBLISHED,
  type Published,
  publishEntries,
  readLastEntry,
  readNote,
  readPublished,
  sweep,
} from './publication.ts';
import type {LogKey} from './signing-key.ts';
import {broken} from './stored-files.ts';

/** A clock that is this little behind the log is forgiven: two processes may read it apart. */
const CLOCK_TOLERANCE_MS = 2000;

/** Where the next entry stands. */
export interface Place {
  readonly seq: number;
  readonly ts: Instant;
}

export class LogWriter {
  readonly #directory: string;
  readonly #key: LogKey;
  #opened: FileHandle | null = null;
  #published: Published = NOTHING_PUBLISHED;
  /** Entries so far, published or not. */
  #size = 0;
  /** The most entries that this process ever saw or wrote; a log never has fewer again. */
  #seen = 0;
  #lastAt: Instant | null = null;
  /** How much of the journal has been read. */
  #journalBytes = 0;
  /** False before the first look, and after a write that failed. */
  #isKnown = false;
  /** After a failed sync nobody knows what is on disk, and another sync would not tell. */
  #hasFailed = false;

  constructor(directory: string, key: LogKey) {
    this.#directory = directory;
    this.#key = key;
  }

  get size(): number {
    return this.#size;
  }

  /** How much of the journal this process knows of. */
  get journalBytes(): number {
    return this.#journalBytes;
  }

  get published(): Published {
    return this.#published;
  }

  /** Learns what other processes wrote, then does some work; the journal is open meanwhile. */
  async caughtUp<T>(tookOver: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#hasFailed) {
      throw new Defect('LOG_UNWRITABLE', [{where: 'journal', what: 'a sync has failed before'}]);
    }
    const journal = await open(join(this.#directory, 'journal'), 'a+', 0o640);
    this.#opened = journal;
    try {
      await this.#catchUp(tookOver);
      return await work();
    } finally {
      this.#opened = null;
      await journal.close();
    }
  }

  get #journal(): FileHandle {
    if (!this.#opened) throw new Defect('UNEXPECTED', [{where: 'journal', what: 'not open'}]);
    return this.#opened;
  }

  /** After a death, what it left behind is cleared too. */
  async #catchUp(tookOver: boolean): Promise<void> {
    const note = await readNote(this.#directory);
    if (!this.#isKnown || tookOver || note !== this.#published.note) await this.#reload(note);
    await this.#readOn();
    if (this.#size < this.#seen) throw broken(`entry ${this.#size}`, 'was there before');
    this.#seen = this.#size;
    this.#isKnown = true;
    if (tookOver) await sweep(this.#directory, this.#published.size);
  }

  async #reload(note: string | null): Promise<void> {
    const published = await readPublished(this.#directory, note, this.#key.verifier);
    const {size, root} = this.#published;
    if (published.size < size) throw broken('checkpoint', 'smaller than one seen before');
    if (published.size === size && !published.root.equals(root)) {
      throw broken('checkpoint', 'another root for a size seen before');
    }
    const last = published.size > 0 ? await readLastEntry(this.#directory, published.size) : null;
    this.#published = published;
    this.#size = published.size;
    this.#lastAt = (last?.ts as Instant | undefined) ?? null;
    this.#journalBytes = 0;
  }

  /** Reads what the journal holds beyond what was read before, and drops a torn tail. */
  async #readOn(): Promise<void> {
    const {size: bytes} = await this.#journal.stat();
    if (bytes === 0 && this.#published.note === null) await this.#requireNoTiles();
    if (bytes < this.#journalBytes) throw broken('journal', 'shorter than before');
    if (bytes === this.#journalBytes) return;
    const reading = readJournal(await this.#read(this.#journalBytes, bytes));
    let next = this.#size;
    for (const [i, stored] of reading.entries.entries()) {
      const entry = readEntry(stored);
      if (typeof entry === 'string') throw broken(`entry ${next}`, entry);
      // A crash between checkpoint and emptying: the journal starts with what is published.
      if (i === 0 && this.#journalBytes === 0 && entry.seq < next) next = entry.seq;
      if (entry.seq !== next) throw broken(`entry ${next}`, 'missing from the journal');
      if (this.#lastAt !== null && next >= this.#published.size && entry.ts < this.#lastAt) {
        throw broken(`entry ${next}`, 'earlier than the entry before');
      }
      if (next >= this.#size) this.#lastAt = entry.ts as Instant;
      next++;
    }
    if (reading.end === 'damaged') throw broken(`entry ${next}`, 'its record has changed');
    const wholeBytes = this.#journalBytes + reading.wholeBytes;
    if (reading.end === 'torn') await this.#cutJournal(wholeBytes);
    if (next < this.#published.size) throw broken(`entry ${next}`, 'the journal ends too early');
    const isPublished = reading.entries.length > 0 && next === this.#published.size;
    if (isPublished) await this.#cutJournal(0);
    this.#journalBytes = isPublished ? 0 : wholeBytes;
    this.#size = next;
  }

  /** A new log has no tiles before its first entry is journalled. */
  async #requireNoTiles(): Promise<void> {
    if (await exists(join(this.#directory, 'tile'))) throw broken('checkpoint', 'missing');
  }

  async #read(from: number, to: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(to - from);
    const {bytesRead} = await this.#journal.read(bytes, 0, bytes.length, from);
    return bytes.subarray(0, bytesRead);
  }

  async #cutJournal(bytes: number): Promise<void> {
    await this.#journal.truncate(bytes);
    await this.#journal.datasync();
  }

  /**
   * Where the next entry stands at a moment.
   * @throws Defect CLOCK_WENT_BACK when the clock is behind the last entry.
   */
  next(nowMs: number): Place {
    const lastMs = this.#lastAt === null ? Number.NEGATIVE_INFINITY : Date.parse(this.#lastAt);
    if (nowMs < lastMs - CLOCK_TOLERANCE_MS) {
      const seconds = Math.ceil((lastMs - nowMs) / 1000);
      throw new Defect('CLOCK_WENT_BACK', [{where: 'clock', what: `${seconds} s behind`}]);
    }
    return {seq: this.#size, ts: instant(Math.max(nowMs, lastMs))};
  }

  /** Writes entries to the journal in one piece; they are durable when it resolves. */
  async append(entries: readonly Buffer[], lastAt: Instant): Promise<void> {
    if (entries.length === 0) return;
    const bytes = Buffer.concat(entries.map(encodeRecord));
    try {
      await this.#journal.appendFile(bytes);
    } catch (error) {
      this.#isKnown = false;
      await this.#journal.truncate(this.#journalBytes).catch(() => undefined);
      throw error;
    }
    try {
      await this.#journal.datasync();
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
    this.#journalBytes += bytes.length;
    this.#size += entries.length;
    this.#seen = this.#size;
    this.#lastAt = lastAt;
  }

  /** Publishes everything that is journalled, then empties the journal. */
  async publish(): Promise<Published> {
    if (this.#size === this.#published.size) return this.#published;
    const {entries} = readJournal(await this.#read(0, this.#journalBytes));
    if (entries.length !== this.#size - this.#published.size) {
      throw broken('journal', 'changed since it was read');
    }
    this.#isKnown = false;
    try {
      this.#published = await publishEntries(
        this.#directory,
        this.#published,
        entries,
        this.#key.signer,
      );
    } catch (error) {
      // Tiles that no checkpoint covers, as a full disk leaves them, would pass for tampering.
      await this.#catchUp(true).catch(() => undefined);
      throw error;
    }
    await this.#cutJournal(0);
    this.#journalBytes = 0;
    this.#isKnown = true;
    return this.#published;
  }

  /** The entries that are durable but not yet published, and the end of some that are. */
  async journalEntries(): Promise<readonly Buffer[]> {
    return readJournal(await this.#read(0, this.#journalBytes)).entries;
  }

  /** The journalled entries as text, for a search. */
  async journalText(): Promise<string> {
    return (await this.#read(0, this.#journalBytes)).toString('latin1');
  }
}
