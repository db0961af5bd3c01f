/** Logs for tests: a quiet world, a directory that goes away, and a look inside. */

import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {Entry, LogIdentity} from '../../../../src/assurance/audit/entry.ts';
import {readJournal} from '../../../../src/assurance/audit/journal.ts';
import {AuditLog, type EntryDraft} from '../../../../src/assurance/audit/log.ts';
import {decodeBundle} from '../../../../src/assurance/audit/tree/bundle.ts';
import type {Digest} from '../../../../src/kernel/digests.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import type {Effects} from '../../../../src/kernel/effects.ts';
import {DolenError} from '../../../../src/kernel/errors.ts';

export const IDENTITY: LogIdentity = {
  actor: 'system:test',
  role: 'system',
  assurance: 'none',
  requestId: 'request-1',
  policyHash: sha256('policy'),
  codeHash: sha256('code'),
};

export const DRAFT: EntryDraft = {action: 'JOB_STARTED', zone: 'store'};

/** A clock that a test moves, and randomness that repeats. */
export interface QuietEffects extends Effects {
  time: number;
}

export function quietEffects(time = Date.UTC(2026, 0, 5, 9)): QuietEffects {
  let calls = 0;
  return {
    time,
    now() {
      return this.time;
    },
    randomBytes: (length) => {
      const digest = Buffer.from(sha256(`random ${calls++}`), 'hex');
      return digest.subarray(0, length);
    },
    step: () => undefined,
  };
}

/** Memory where there is some: most tests ask what is written, not whether the disk keeps it. */
const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** An empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(root, 'dolen-audit-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

export const openLog = (directory: string, effects: Effects = quietEffects()): Promise<AuditLog> =>
  AuditLog.open(directory, IDENTITY, effects);

/** A log of some published and some journalled entries, as a crash after the last append leaves it. */
export async function logWith(published: number, journalled: number): Promise<string> {
  const directory = join(temporaryFolder(), 'audit');
  const log = await openLog(directory);
  await append(log, published - 1);
  await log.publish();
  await append(log, journalled);
  // Not closed on purpose: closing would publish.
  return directory;
}

/** Appends entries of one moment; the n-th announces `output n`. */
export const append = (log: AuditLog, count: number): Promise<number[]> =>
  Promise.all(
    Array.from({length: count}, (_, i) =>
      log.append({...DRAFT, outputHashes: [digest(`output ${i}`)], rows: i}),
    ),
  );

export const digest = (text: string): Digest => sha256(text);

/** Every entry of a closed log, read without its code for opening. */
export function entriesOf(directory: string, size: number): Entry[] {
  const entries: Entry[] = [];
  for (let first = 0; first < size; first += 256) {
    const width = Math.min(256, size - first);
    const name = String(first / 256).padStart(3, '0');
    const path = join(directory, 'tile/entries', width === 256 ? name : `${name}.p/${width}`);
    for (const bytes of decodeBundle(readFileSync(path)).entries) {
      entries.push(JSON.parse(bytes.toString()) as Entry);
    }
  }
  return entries;
}

export const journalOf = (directory: string): Entry[] =>
  readJournal(readFileSync(join(directory, 'journal'))).entries.map(
    (bytes) => JSON.parse(bytes.toString()) as Entry,
  );

/** The error that a promise ends with; fails when it ends well. */
export async function failureOf(work: Promise<unknown>): Promise<DolenError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof DolenError) return error;
  throw error ?? new Error('it did not fail');
}
