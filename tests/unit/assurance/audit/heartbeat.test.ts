/** A process that has the log open is heard at least once a minute; when it is not, the log shows it. */

import {spawnSync} from 'node:child_process';
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {HEARTBEAT_MS} from '../../../../src/assurance/audit/heartbeat.ts';
import {AuditLog} from '../../../../src/assurance/audit/log.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {
  DRAFT,
  failureOf,
  IDENTITY,
  openLog,
  quietEffects,
  temporaryFolder,
} from '../support/logs.ts';

const newDirectory = (): string => join(temporaryFolder(), 'audit');
const beats = async (directory: string): Promise<number> =>
  (await verifyLog(directory)).actions.LOG_HEARTBEAT ?? 0;

describe('the heartbeat of the log', () => {
  beforeEach(() => {
    vi.useFakeTimers({toFake: ['setInterval', 'clearInterval']});
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets so much time pass, and what was started in it reach the disk. */
  async function pass(ms: number): Promise<void> {
    vi.advanceTimersByTime(ms);
    for (let i = 0; i < 200; i++) await turn();
  }

  it('is an entry under a new checkpoint, after a minute without any', async () => {
    const directory = newDirectory();
    const log = await openLog(directory);
    await pass(HEARTBEAT_MS - 1);
    expect(await beats(directory)).toBe(0);
    await pass(1);
    await vi.waitFor(async () =>
      expect(await verifyLog(directory)).toMatchObject({
        size: 2,
        unpublished: 0,
        actions: {LOG_HEARTBEAT: 1},
      }),
    );
    await pass(HEARTBEAT_MS);
    await vi.waitFor(async () => expect(await beats(directory)).toBe(2));
    await log.close();
  });

  it('waits for a whole minute after every entry', async () => {
    const directory = newDirectory();
    const log = await openLog(directory);
    for (let i = 0; i < 4; i++) {
      await pass(HEARTBEAT_MS - 1);
      await log.append(DRAFT);
    }
    expect(await beats(directory)).toBe(0);
    await log.close();
  });

  it('stops when the log is closed', async () => {
    const directory = newDirectory();
    const log = await openLog(directory);
    await log.close();
    await pass(5 * HEARTBEAT_MS);
    expect(vi.getTimerCount()).toBe(0);
    expect(await verifyLog(directory)).toMatchObject({size: 1, unpublished: 0});
  });

  it('does not begin in a log that could not be opened', async () => {
    const directory = newDirectory();
    await (await openLog(directory)).close();
    rmSync(join(directory, 'checkpoint'));
    expect((await failureOf(openLog(directory))).code).toBe('LOG_BROKEN');
    rmSync(join(directory, 'log.key'));
    expect((await failureOf(openLog(directory))).code).toBe('LOG_UNWRITABLE');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does no harm when it cannot be written, and beats again when it can', async () => {
    const directory = newDirectory();
    const effects = quietEffects();
    const log = await openLog(directory, effects);
    effects.time -= 3600_000;
    await pass(HEARTBEAT_MS);
    expect((await failureOf(log.append(DRAFT))).code).toBe('CLOCK_WENT_BACK');
    expect(await beats(directory)).toBe(0);
    effects.time += 3600_000;
    await pass(HEARTBEAT_MS);
    await vi.waitFor(async () => expect(await beats(directory)).toBe(1));
    await log.close();
  });
});

describe('a process that forgets to close the log', () => {
  it('ends all the same', () => {
    const script = `
      import {AuditLog} from ${JSON.stringify(join(import.meta.dirname, '../../../../src/assurance/audit/log.ts'))};
      await AuditLog.open(${JSON.stringify(newDirectory())}, ${JSON.stringify(IDENTITY)},
        {now: () => Date.now(), randomBytes: (n) => new Uint8Array(n)});`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 20_000,
      encoding: 'utf8',
    });
    expect([run.status, run.signal, run.stderr]).toEqual([0, null, '']);
  });
});

describe('what a log says of silence', () => {
  /** Appends entries of several requests at given seconds. */
  async function logOf(
    told: readonly (readonly [seconds: number, requestId: string, action: string])[],
  ): Promise<string> {
    const directory = newDirectory();
    const effects = quietEffects();
    const start = effects.time;
    for (const [seconds, requestId, action] of told) {
      effects.time = start + seconds * 1000;
      const log = await AuditLog.open(directory, {...IDENTITY, requestId}, effects);
      await log.append({action: action as 'JOB_STARTED'});
      await log.close();
    }
    return directory;
  }

  it('is nothing where jobs speak every two minutes and end', async () => {
    const directory = await logOf([
      [0, 'r1', 'JOB_STARTED'],
      [120, 'r1', 'LOG_HEARTBEAT'],
      [240, 'r1', 'JOB_FINISHED'],
      [9000, 'r1', 'JOB_STARTED'],
      [9001, 'r1', 'JOB_FAILED'],
    ]);
    expect(await verifyLog(directory)).toMatchObject({silences: [], unfinished: []});
  });

  it('names the entry after which a job was silent, although others spoke', async () => {
    const directory = await logOf([
      [0, 'r1', 'JOB_STARTED'],
      [60, 'r2', 'JOB_STARTED'],
      [119, 'r2', 'JOB_FINISHED'],
      [121, 'r1', 'JOB_FINISHED'],
    ]);
    expect(await verifyLog(directory)).toMatchObject({
      silences: [{requestId: 'r1', after: 1, seconds: 121}],
      unfinished: [],
    });
  });

  it('names the jobs without an end, and not the jobs that they started', async () => {
    const directory = await logOf([
      [0, 'r1', 'JOB_STARTED'],
      [1, 'r2', 'JOB_STARTED'],
      [2, 'r1', 'JOB_STARTED'],
      [3, 'r1', 'JOB_FINISHED'],
    ]);
    expect((await verifyLog(directory)).unfinished).toEqual([
      {requestId: 'r1', started: 1},
      {requestId: 'r2', started: 2},
    ]);
  });
});
