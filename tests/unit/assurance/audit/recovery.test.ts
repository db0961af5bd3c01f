import {type ChildProcess, spawn} from 'node:child_process';
import {randomInt} from 'node:crypto';
import {once} from 'node:events';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {AuditLog} from '../../../../src/assurance/audit/log.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {
  DRAFT,
  entriesOf,
  IDENTITY,
  journalOf,
  logWith,
  openLog,
  quietEffects,
  temporaryFolder,
} from '../support/logs.ts';

const APPENDER = fileURLToPath(new URL('../support/appender.ts', import.meta.url));
const ROUNDS = 12;

interface Appender {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  /** What was acknowledged so far: index and id. */
  acknowledged(): {index: number; id: string}[];
}

function startAppender(directory: string, mode: 'finish' | 'for ever', name: string): Appender {
  const child = spawn(process.execPath, [APPENDER, directory, mode, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  return {
    child,
    ended: once(child, 'close'),
    acknowledged: () =>
      // What follows the last line feed was cut off by the kill, and was not said.
      said
        .split('\n')
        .slice(0, -1)
        .map((line) => {
          const [index, id] = line.split(' ');
          return {index: Number(index), id: id ?? ''};
        }),
  };
}

async function expectKept(directory: string, acknowledged: {index: number; id: string}[]) {
  const log = await AuditLog.open(directory, IDENTITY, {
    now: () => Date.now(),
    randomBytes: quietEffects().randomBytes,
  });
  const {size} = await log.close();
  expect(await verifyLog(directory)).toMatchObject({size, unpublished: 0});
  expect(readdirSync(directory).sort()).toEqual([
    'checkpoint',
    'journal',
    'log.key',
    'log.vkey',
    'tile',
  ]);
  const entries = entriesOf(directory, size);
  expect(acknowledged.map(({index}) => entries[index]?.objects[0]?.id)).toEqual(
    acknowledged.map(({id}) => id),
  );
  return entries;
}

describe('a log whose process was killed', () => {
  it('keeps everything that was acknowledged, wherever the kill came', async () => {
    const directory = join(temporaryFolder(), 'audit');
    const acknowledged: {index: number; id: string}[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const appender = startAppender(directory, 'for ever', `round-${round}`);
      while (appender.acknowledged().length === 0) await sleep(2);
      await sleep(randomInt(0, 40));
      appender.child.kill('SIGKILL');
      await appender.ended;
      acknowledged.push(...appender.acknowledged());
      await expectKept(directory, acknowledged);
    }
    expect(acknowledged.length).toBeGreaterThan(ROUNDS);
  });

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
    expect(indexes).toEqual(Array.from({length: 1600}, (_, i) => i + 1));
    const entries = await expectKept(directory, acknowledged);
    expect(entries.map(({seq}) => seq)).toEqual(Array.from({length: 1601}, (_, i) => i));
  });
});
