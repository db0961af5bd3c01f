/** A file that the log vouches for: read only as the newest entry about it announced it. */

import {readFile, rename} from 'node:fs/promises';
import {writeWhole} from '../../../engine/files.ts';
import {sha256} from '../../../kernel/digests.ts';
import {type Refusal, refuse} from '../../../kernel/errors.ts';
import type {Entry} from '../../audit/entry.ts';
import type {Subject} from '../../audit/latest.ts';
import type {AuditLog} from '../../audit/log.ts';

const ATTEMPTS = 3;

export interface Held {
  readonly text: string;
  /** The entry that announced it. */
  readonly entry: Entry;
  /** Whether it still stands beside its place, as a killed command leaves it. */
  readonly isNext: boolean;
}

/**
 * The next text stands beside the file before its entry is written, and takes its place after: a
 * killed command leaves either the old text with the old entry, or both new ones.
 */
export class HeldFile {
  readonly #path: string;
  readonly #subject: Subject;
  readonly #id: string;

  constructor(path: string, subject: Subject, id: string) {
    this.#path = path;
    this.#subject = subject;
    this.#id = id;
  }

  get #next(): string {
    return `${this.#path}.next`;
  }

  /**
   * The text, or null when there was never one.
   * @throws Refusal GOVERNANCE_CHANGED when it is not the one that the log announced last
   */
  async read(log: Pick<AuditLog, 'latest'>): Promise<Held | null> {
    for (let attempt = 1; ; attempt++) {
      const entry = await log.latest(this.#subject, this.#id);
      const [text, next] = [await textAt(this.#path), await textAt(this.#next)];
      if (entry === null && text === null) return null;
      if (entry !== null && text !== null && announces(entry, text))
        return {text, entry, isNext: false};
      // Left beside its place: only a writer may move it, who alone knows that it is still this one.
      if (entry !== null && next !== null && announces(entry, next))
        return {text: next, entry, isNext: true};
      // Another process may have written between our looks; then the next look agrees.
      if (attempt === ATTEMPTS) throw this.#changed(entry, text);
    }
  }

  #changed(entry: Entry | null, text: string | null): Refusal {
    const name = `${this.#subject} ${this.#id}`;
    const because =
      entry === null
        ? `the log knows no ${name}`
        : `the file of ${name} ${text === null ? 'is missing' : 'is not what was announced'}`;
    return refuse('GOVERNANCE_CHANGED', because);
  }

  /** Writes the next text; it counts once an entry has announced it. */
  prepare(text: string): Promise<void> {
    return writeWhole(this.#next, text, 0o600);
  }

  /** The next text takes the file's place, after its entry; for whoever holds the lock. */
  commit(): Promise<void> {
    return rename(this.#next, this.#path);
  }

  /** The text that was prepared, if an entry announces it. */
  async preparedFor(entry: Entry): Promise<string | null> {
    const next = await textAt(this.#next);
    return next !== null && announces(entry, next) ? next : null;
  }
}

const announces = ({outputHashes}: Entry, text: string): boolean =>
  outputHashes.includes(sha256(text));

const textAt = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
