import {appendFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {decodeBundle} from '../../../../src/assurance/audit/tree/bundle.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {failureOf, logWith, openLog, temporaryFolder} from '../support/logs.ts';

/** The entries that a message names. */
const named = (message: string): number[] =>
  [...message.matchAll(/entry (\d+)/g)].map((match) => Number(match[1]));

describe('the verifier', () => {
  it('counts entries by what they say happened', async () => {
    const directory = await logWith(4, 2);
    expect(await verifyLog(directory)).toMatchObject({
      origin: 'dolen.local/audit',
      lastAt: '2026-01-05T09:00:00.000Z',
      actions: {JOB_STARTED: 5, LOG_OPENED: 1},
    });
  });

  it('does without journal and secret key, as in a copy for an auditor', async () => {
    const directory = await logWith(300, 0);
    const copy = temporaryFolder();
    for (const name of ['checkpoint', 'log.vkey', 'tile']) {
      cpSync(join(directory, name), join(copy, name), {recursive: true});
    }
    expect(await verifyLog(copy)).toMatchObject({size: 300, unpublished: 0});
  });

  it.each(['notes.txt', 'tile/0/001', 'tile/0/000.p/3', 'tile/entries/000.p/3', 'tile/9/000'])(
    'finds %s, which does not belong there',
    async (path) => {
      const directory = await logWith(5, 0);
      mkdirSync(join(directory, path, '..'), {recursive: true});
      writeFileSync(join(directory, path), '');
      expect((await failureOf(verifyLog(directory))).faults).toEqual([
        {where: path, what: 'does not belong to the log'},
      ]);
    },
  );

  it('finds bytes after the last entry of a bundle', async () => {
    const directory = await logWith(5, 0);
    const bundle = 'tile/entries/000.p/5';
    appendFileSync(join(directory, bundle), Buffer.of(0, 0));
    expect((await failureOf(verifyLog(directory))).faults[0]?.where).toBe(bundle);
  });

  it('names the first of entries that were swapped', async () => {
    const directory = await logWith(5, 0);
    const path = join(directory, 'tile/entries/000.p/5');
    const bytes = readFileSync(path);
    const [a = Buffer.of(), b = Buffer.of(), c = Buffer.of()] = decodeBundle(bytes).entries;
    const start = 2 + a.length;
    const second = bytes.subarray(start, start + 2 + b.length);
    const third = bytes.subarray(start + second.length, start + second.length + 2 + c.length);
    Buffer.concat([third, second]).copy(Buffer.from(bytes.buffer, bytes.byteOffset + start));
    const swapped = Buffer.concat([
      bytes.subarray(0, start),
      Buffer.from(third),
      Buffer.from(second),
      bytes.subarray(start + second.length + third.length),
    ]);
    writeFileSync(path, swapped);
    expect(named((await failureOf(verifyLog(directory))).message)).toEqual([1]);
  });

  it('reports a torn tail, unless a lock tells of the crash that tore it', async () => {
    const directory = await logWith(3, 2);
    const journal = readFileSync(join(directory, 'journal'));
    writeFileSync(join(directory, 'journal'), journal.subarray(0, -1));
    expect(named((await failureOf(verifyLog(directory))).message)).toEqual([4]);
    symlinkSync('1:1:0', join(directory, 'lock'));
    expect(await verifyLog(directory)).toMatchObject({size: 3, unpublished: 1});
  });

  it('accepts a journal that a crash left full after it was published', async () => {
    const directory = await logWith(3, 4);
    const journal = readFileSync(join(directory, 'journal'));
    await (await openLog(directory)).close();
    writeFileSync(join(directory, 'journal'), journal);
    expect(await verifyLog(directory)).toMatchObject({size: 7, unpublished: 0});
    // The first record, its length included.
    for (let at = 0; at < journal.readUInt16BE(0) + 6; at += at < 2 ? 1 : 7) {
      const changed = Buffer.from(journal);
      changed[at] = (changed[at] as number) ^ 1;
      writeFileSync(join(directory, 'journal'), changed);
      expect(named((await failureOf(verifyLog(directory))).message)).toEqual([3]);
    }
    writeFileSync(join(directory, 'journal'), journal);
    await (await openLog(directory)).close();
    expect(await verifyLog(directory)).toMatchObject({size: 7, unpublished: 0});
    expect(readFileSync(join(directory, 'journal'))).toHaveLength(0);
  });

  it('says that there is nothing where there is no directory, and no log in an empty one', async () => {
    const folder = temporaryFolder();
    expect((await failureOf(verifyLog(join(folder, 'nowhere')))).code).toBe('INPUT_NOT_FOUND');
    expect((await failureOf(verifyLog(folder))).code).toBe('LOG_BROKEN');
  });
});
