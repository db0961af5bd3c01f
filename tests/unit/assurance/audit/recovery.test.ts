import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {type Appender, expectKept, startAppender} from '../support/appenders.ts';
import {DRAFT, journalOf, logWith, openLog, temporaryFolder} from '../support/logs.ts';

describe('a log whose process was killed', () => {
  it('is used on by others that were waiting for it', async () => {
    const directory = join(temporaryFolder(), 'audit');
    const appenders = ['a', 'b', 'c'].map((name) => startAppender(directory, 'for ever', name));
    const survivor = appenders[2] as Appender;
    while (appenders.some((one) => one.acknowledged().length === 0)) await sleep(2);
    for (const {child, ended} of appenders.slice(0, 2)) {
      child.kill('SIGKILL');
      await ended;
      const before = survivor.acknowledged().length;
      while (survivor.acknowledged().length === before) await sleep(2);
    }
    survivor.child.kill('SIGKILL');
    await survivor.ended;
    await expectKept(
      directory,
      appenders.flatMap((one) => one.acknowledged()),
    );
  });

  it('drops a torn tail, at every place where the journal can be cut', async () => {
    const directory = await logWith(2, 2);
    const journal = readFileSync(join(directory, 'journal'));
    const firstEnd = journal.readUInt16BE(0) + 6;
    const checkpoint = readFileSync(join(directory, 'checkpoint'));
    for (let at = 0; at < journal.length; at++) {
      writeFileSync(join(directory, 'journal'), journal.subarray(0, at));
      const log = await openLog(directory);
      const whole = at < firstEnd ? 0 : 1;
      expect(journalOf(directory)).toHaveLength(whole);
      expect(await log.append(DRAFT)).toBe(2 + whole);
      expect(await verifyLog(directory)).toMatchObject({size: 2, unpublished: whole + 1});
    }
    expect(readFileSync(join(directory, 'checkpoint'))).toEqual(checkpoint);
  });

  it('never drops a record that was whole and has changed', async () => {
    const directory = await logWith(2, 3);
    const path = join(directory, 'journal');
    const journal = readFileSync(path);
    for (let at = 0; at < journal.length; at += 5) {
      const changed = Buffer.from(journal);
      changed[at] = (changed[at] as number) ^ 0x10;
      writeFileSync(path, changed);
      await expect(openLog(directory)).rejects.toMatchObject({code: 'LOG_BROKEN'});
      expect(readFileSync(path)).toEqual(changed);
    }
  });
});

describe('a log that many processes write', () => {
  it('verifies at every moment', async () => {
    const directory = join(temporaryFolder(), 'audit');
    const appenders = ['a', 'b'].map((name) => startAppender(directory, 'for ever', name));
    while (appenders.some((one) => one.acknowledged().length === 0)) await sleep(2);
    const sizes: number[] = [];
    for (let i = 0; i < 12; i++) sizes.push((await verifyLog(directory)).size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes.at(-1)).toBeGreaterThan(sizes[0] ?? 0);
    for (const {child, ended} of appenders) {
      child.kill('SIGKILL');
      await ended;
    }
  });

  it('is gapless, with every entry acknowledged once', async () => {
    const directory = join(temporaryFolder(), 'audit');
    const appenders = Array.from({length: 8}, (_, i) =>
      startAppender(directory, 'finish', `process-${i}`),
    );
    await Promise.all(appenders.map(({ended}) => ended));
    const acknowledged = appenders.flatMap((one) => one.acknowledged());
    const indexes = acknowledged.map(({index}) => index).sort((a, b) => a - b);
    expect(indexes).toEqual(Array.from({length: 8000}, (_, i) => i + 1));
    const entries = await expectKept(directory, acknowledged);
    expect(entries.map(({seq}) => seq)).toEqual(Array.from({length: 8001}, (_, i) => i));
  });
});
