/** After a journey the log verifies; one changed byte of any stored entry is found, and the entry is named. */

import {randomUUID} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {AuditLog} from '../../src/assurance/audit/log.ts';
import {verifyLog} from '../../src/assurance/audit/verify.ts';
import {sha256} from '../../src/kernel/digests.ts';
import {DolenError} from '../../src/kernel/errors.ts';
import {dolen, dolenJson} from '../support/dolen.ts';
import {filesUnder, sharedScratch} from './support/homes.ts';

/** Positions that are changed, over all files together. */
const POSITIONS = 60;
/** As many entries as a bundle holds, so that the log has a full one and a partial one. */
const BUNDLE = 256;

interface StoredEntry {
  readonly file: string;
  readonly index: number;
  /** Where its record starts, its length prefix included, and where the next one starts. */
  readonly from: number;
  readonly to: number;
}

/** Where each entry stands in a file of `length ‖ entry ‖ trailer` records. */
function entriesOf(file: string, bytes: Buffer, first: number, trailer: number): StoredEntry[] {
  const entries: StoredEntry[] = [];
  for (let from = 0; from < bytes.length; ) {
    const to = from + 2 + bytes.readUInt16BE(from) + trailer;
    entries.push({file, index: first + entries.length, from, to});
    from = to;
  }
  return entries;
}

async function failureOf(directory: string): Promise<DolenError | null> {
  return verifyLog(directory).then(
    () => null,
    (error: unknown) => {
      if (error instanceof DolenError) return error;
      throw error;
    },
  );
}

const named = (text: string): number[] =>
  [...text.matchAll(/entry (\d+)/g)].map((match) => Number(match[1]));

describe('the audit log of a journey', async () => {
  const home = await sharedScratch();
  const directory = join(home, 'audit');
  let entries: StoredEntry[] = [];

  /** Flips one bit, hands over, and puts the file back. */
  async function withChangedByte<T>(file: string, at: number, look: () => Promise<T>): Promise<T> {
    const path = join(directory, file);
    const bytes = readFileSync(path);
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    writeFileSync(path, changed);
    try {
      return await look();
    } finally {
      writeFileSync(path, bytes);
    }
  }

  beforeAll(async () => {
    for (const zone of ['third-party', 'store', 'output']) {
      await dolenJson([zone, 'keys', '--home', home]);
    }
    await dolenJson(['store', 'catalogue', '--home', home]);
    await dolen(['third-party', 'spine', 'show', '--home', home]);
    await growLog(directory);
    const {size} = await verifyLog(directory);
    for (const file of (await filesUnder(directory)).filter((path) =>
      /entries|journal/.test(path),
    )) {
      const bytes = readFileSync(join(directory, file));
      const isJournal = file === 'journal';
      const first = isJournal ? size : file.includes('/001') ? BUNDLE : 0;
      entries = [...entries, ...entriesOf(file, bytes, first, isJournal ? 4 : 0)];
    }
  }, 600_000);

  it('verifies, and holds a full bundle, a partial one and a journal', async () => {
    const run = await dolen(['audit', 'verify', '--home', home]);
    expect(run.status).toBe(0);
    const files = new Set(entries.map(({file}) => file));
    expect([...files].map((file) => file.replace(/\d+$/, ''))).toEqual([
      'journal',
      'tile/entries/',
      'tile/entries/001.p/',
    ]);
  });

  it('names the entry of which one byte has changed, at places all over its files', async () => {
    const files = [...new Set(entries.map(({file}) => file))];
    let looks = 0;
    for (const file of files) {
      const here = entries.filter((entry) => entry.file === file);
      const length = here.at(-1)?.to ?? 0;
      for (let i = 0; i < POSITIONS / files.length; i++) {
        const at = Math.floor(((i + 0.5) * length * files.length) / POSITIONS);
        const owner = here.find(({from, to}) => from <= at && at < to);
        const failure = await withChangedByte(file, at, () => failureOf(directory));
        const found = {
          code: failure?.code,
          exit: failure?.exitStatus,
          named: named(failure?.message ?? ''),
        };
        expect({file, at, ...found}).toEqual({
          ...{file, at, code: 'LOG_BROKEN', exit: 5},
          named: [owner?.index],
        });
        looks++;
      }
    }
    expect(looks).toBeGreaterThanOrEqual(40);
    expect(await failureOf(directory)).toBeNull();
  });

  it('says so on the command line with an exit status of its own, and is content when it is put back', async () => {
    const one = (part: string) => entries.filter(({file}) => file.includes(part)).at(1);
    for (const entry of [one('entries/000'), one('entries/001'), one('journal')]) {
      if (!entry) throw new Error('the log has too few entries to test');
      const at = Math.floor((entry.from + entry.to) / 2);
      const args = ['audit', 'verify', '--home', home];
      const broken = await withChangedByte(entry.file, at, () => dolen(args));
      expect(broken.status).toBe(5);
      expect(broken.stderr).toContain('LOG_BROKEN');
      expect(named(broken.stderr)).toEqual([entry.index]);
    }
    expect((await dolen(['audit', 'verify', '--home', home])).status).toBe(0);
  });

  it('says so when a bundle is cut short', async () => {
    const file = entries.at(-1)?.file ?? '';
    const path = join(directory, file);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 10));
    expect((await failureOf(directory))?.code).toBe('LOG_BROKEN');
    writeFileSync(path, bytes);
    expect(await failureOf(directory)).toBeNull();
  });
});

/** Adds entries of the same kind until one bundle is full, and leaves a few in the journal. */
async function growLog(directory: string): Promise<void> {
  const identity = {
    actor: 'os:test',
    role: 'data_engineer',
    assurance: 'operating-system',
    requestId: randomUUID(),
    policyHash: sha256(''),
    codeHash: sha256(''),
  } as const;
  const effects = {now: () => Date.now(), randomBytes: (length: number) => new Uint8Array(length)};
  const log = await AuditLog.open(directory, identity, effects);
  const append = (count: number) =>
    Promise.all(
      Array.from({length: count}, (_, i) =>
        log.append({action: 'JOB_STARTED', objects: [{type: 'command', id: `grow ${i}`}]}),
      ),
    );
  await append(BUNDLE);
  await log.publish();
  // Not closed: what follows stays in the journal, as while a job runs.
  await append(5);
}
