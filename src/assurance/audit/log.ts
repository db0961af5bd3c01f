/** The audit log of a home: entries are durable before anyone acts on them, and published under a signed root. */

import {join} from 'node:path';
import type {Digest} from '../../kernel/digests.ts';
import type {Effects} from '../../kernel/effects.ts';
import {Defect, DolenError} from '../../kernel/errors.ts';
import {Announcements, requireCovered} from './announcements.ts';
import {type Entry, type EntryDraft, entryBytes, type LogIdentity} from './entry.ts';
import {Heartbeat} from './heartbeat.ts';
import {LatestEntries, type Subject} from './latest.ts';
import {acquireLock, type Lock} from './lock.ts';
import type {PublishedCheckpoint} from './note/checkpoint.ts';
import {writeReceipts, yieldsReceipt} from './outside/receipts.ts';
import {startPolicy} from './outside/stored-policy.ts';
import type {Published} from './publication.ts';
import {openLogKey} from './signing-key.ts';
import {makeFolder} from './stored-files.ts';
import {LogWriter} from './writer.ts';

export type {EntryDraft, LogIdentity} from './entry.ts';
export type {EventCode} from './event-codes.ts';
export type {PublishedCheckpoint} from './note/checkpoint.ts';

/** How many entries share one write: bounds how long the lock is held, and how long a call waits. */
const GROUP = 1024;
/** A journal that is longer is published: bounds what a publication, and an opening, must read. */
const LONG_JOURNAL_BYTES = 32 * 2 ** 20;

interface Waiting {
  readonly draft: EntryDraft;
  readonly resolve: (index: number) => void;
  readonly reject: (error: unknown) => void;
}

type LogEffects = Pick<Effects, 'now' | 'randomBytes'>;

export class AuditLog {
  readonly #directory: string;
  readonly #identity: LogIdentity;
  readonly #effects: LogEffects;
  readonly #writer: LogWriter;
  readonly #announced: Announcements;
  readonly #latest: LatestEntries;
  /** Calls that wait to share one sync. */
  #waiting: Waiting[] = [];
  #committing: Promise<void> | null = null;
  /** The end of the line of those who want the lock: one process asks for it once at a time. */
  #line: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** Entries of this process that yield a receipt when it ends. */
  readonly #receipted: number[] = [];
  #heartbeat: Heartbeat | null = null;
  #publishAtBytes = LONG_JOURNAL_BYTES;

  private constructor(
    directory: string,
    identity: LogIdentity,
    writer: LogWriter,
    effects: LogEffects,
  ) {
    this.#directory = directory;
    this.#identity = identity;
    this.#writer = writer;
    this.#effects = effects;
    this.#announced = new Announcements(directory);
    this.#latest = new LatestEntries(directory);
  }

  /**
   * Opens the log, or starts it with its key and `LOG_OPENED`; what a crash left is recovered.
   * @throws Defect LOG_BROKEN when it is shorter than its checkpoint, or does not agree with it.
   */
  static async open(
    directory: string,
    identity: LogIdentity,
    effects: LogEffects,
  ): Promise<AuditLog> {
    return withFailuresNamed(async () => {
      await makeFolder(directory);
      const lock = await acquireLock(lockPath(directory));
      try {
        const key = await openLogKey(directory, identity.origin, effects);
        const writer = new LogWriter(directory, key);
        const log = new AuditLog(directory, identity, writer, effects);
        await writer.caughtUp(lock.tookOver, () => log.#begin());
        log.#heartbeat = new Heartbeat(() => log.beat());
        return log;
      } finally {
        lock.release();
      }
    });
  }

  async #begin(): Promise<void> {
    if (this.#writer.size === 0) {
      const place = this.#writer.next(this.#effects.now());
      await this.#writer.append(
        [entryBytes({action: 'LOG_OPENED'}, this.#identity, place)],
        place.ts,
      );
    }
    // From its first moment on, a log has a checkpoint that it can be held to.
    if (this.#writer.published.note === null) {
      await startPolicy(this.#directory);
      await this.#writer.publish();
    }
  }

  /** Appends an entry and gives its index; it is on disk when this resolves. */
  append(draft: EntryDraft): Promise<number> {
    if (this.#isClosed) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.#waiting.push({draft, resolve, reject});
      this.#committing ??= this.#commitWaiting();
    });
  }

  async #commitWaiting(): Promise<void> {
    // Lets the calls of one moment gather before the first group is cut.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      let group: readonly Waiting[] | null = null;
      try {
        const acknowledge = await this.#withLock(() => {
          // Cut under the lock: whoever came while we waited for it is written with the others.
          group = this.#waiting.splice(0, GROUP);
          return this.#commit(group);
        });
        // Told when the lock is free again, so that what they do next need not wait for it.
        acknowledge();
        this.#heartbeat?.heard();
        await this.#shortenJournal();
      } catch (error) {
        for (const one of group ?? this.#waiting.splice(0)) one.reject(error);
      }
    }
    // In the same step as the last look at who waits, so that nobody is left waiting.
    this.#committing = null;
  }

  /** What is journalled is safe already: if it cannot be published now, the next one tells why. */
  async #shortenJournal(): Promise<void> {
    if (this.#writer.journalBytes < this.#publishAtBytes) return;
    await this.#withLock(() => this.#writer.publish()).catch(() => undefined);
    // Where that failed, not again before it is as long again: trying costs reading all of it.
    this.#publishAtBytes = this.#writer.journalBytes + LONG_JOURNAL_BYTES;
  }

  /** Writes a group, and gives back how to tell its callers that it is durable. */
  async #commit(group: readonly Waiting[]): Promise<() => void> {
    const {seq: first, ts} = this.#writer.next(this.#effects.now());
    const entries: Buffer[] = [];
    const kept: Waiting[] = [];
    for (const one of group) {
      try {
        entries.push(entryBytes(one.draft, this.#identity, {seq: first + entries.length, ts}));
        kept.push(one);
      } catch (error) {
        one.reject(error);
      }
    }
    await this.#writer.append(entries, ts);
    return () => {
      for (const [i, {draft, resolve}] of kept.entries()) {
        if (yieldsReceipt(draft.action)) this.#receipted.push(first + i);
        resolve(first + i);
      }
    };
  }

  /** Whether any entry has a digest among its outputs. */
  async announces(digest: Digest): Promise<boolean> {
    // Full bundles never change, so nobody has to wait while most of the log is read.
    await withFailuresNamed(() => this.#announced.readFullBundles(this.#writer.published.size));
    return this.#withLock(async () => {
      const {published} = this.#writer;
      await this.#announced.readFullBundles(published.size);
      await this.#announced.readPartialBundle(published.size);
      this.#announced.readJournal(await this.#writer.journalText());
      return this.#announced.has(digest, published);
    });
  }

  /** The newest entry about an application, or about the grants of a project. */
  async latest(subject: Subject, id: string): Promise<Entry | null> {
    // As in `announces`: nobody waits while most of the log is read.
    await withFailuresNamed(() => this.#latest.readFullBundles(this.#writer.published.size));
    return this.#withLock(async () => {
      const {published} = this.#writer;
      await this.#readLatest();
      const found = this.#latest.of(subject, id);
      if (found && found.source !== 'journal') {
        await requireCovered(this.#directory, found.source, published);
      }
      return found?.entry ?? null;
    });
  }

  /** Ids of all applications, or of all projects with grants, that the log knows. */
  async subjects(subject: Subject): Promise<readonly string[]> {
    return this.#withLock(async () => {
      await this.#readLatest();
      return this.#latest.idsOf(subject);
    });
  }

  async #readLatest(): Promise<void> {
    await this.#latest.readOn(this.#writer.published.size, await this.#writer.journalEntries());
  }

  /** Says that this process is there, and publishes it. */
  async beat(): Promise<PublishedCheckpoint> {
    await this.append({action: 'LOG_HEARTBEAT'});
    return this.publish();
  }

  /** Moves everything that is journalled into the tree, and signs its new root. */
  async publish(): Promise<PublishedCheckpoint> {
    if (this.#isClosed) throw closed();
    return this.#publish();
  }

  async #publish(): Promise<PublishedCheckpoint> {
    await this.#committing;
    return this.#withLock(async () => described(await this.#writer.publish()));
  }

  /** Publishes for the last time. Between calls nothing is held, so there is nothing else to end. */
  async close(): Promise<PublishedCheckpoint> {
    if (this.#isClosed) throw closed();
    this.#isClosed = true;
    this.#heartbeat?.stop();
    const published = await this.#publish();
    // What was logged stands, whatever happens here: dolen audit verify names a receipt that is
    // missing, and dolen audit prove makes it again.
    await writeReceipts(this.#directory, this.#receipted).catch(() => undefined);
    return published;
  }

  #withLock<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#line.then(() => withFailuresNamed(() => this.#locked(work)));
    this.#line = turn.catch(() => undefined);
    return turn;
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    const lock: Lock = await acquireLock(lockPath(this.#directory));
    try {
      return await this.#writer.caughtUp(lock.tookOver, work);
    } finally {
      lock.release();
    }
  }
}

const lockPath = (directory: string): string => join(directory, 'lock');

const closed = (): Defect =>
  new Defect('UNEXPECTED', [{where: 'audit log', what: 'used after it was closed'}]);

function described({note, size, root}: Published): PublishedCheckpoint {
  const text = note ?? '';
  return {
    origin: text.slice(0, text.indexOf('\n')),
    size,
    root: root.toString('base64'),
    note: text,
  };
}

/** What the file system says becomes LOG_UNWRITABLE, with its code and without its paths. */
async function withFailuresNamed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const {code, syscall} = error as NodeJS.ErrnoException;
    if (error instanceof DolenError || !code || !syscall) throw error;
    throw new Defect('LOG_UNWRITABLE', [{where: syscall, what: code}]);
  }
}
