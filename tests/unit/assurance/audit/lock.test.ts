import {spawnSync} from 'node:child_process';
import {readlinkSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {acquireLock} from '../../../../src/assurance/audit/lock.ts';
import {failureOf, temporaryFolder} from '../support/logs.ts';

const NONCE = '0123456789abcdef';
/** The pid of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;
const newLockPath = (): string => join(temporaryFolder(), 'lock');

describe('the lock', () => {
  it('is held by one at a time, and goes to the next when it is released', async () => {
    const path = newLockPath();
    const order: string[] = [];
    const first = await acquireLock(path);
    const second = acquireLock(path).then((lock) => {
      order.push('second took it');
      return lock;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    order.push('first gave it back');
    first.release();
    (await second).release();
    expect(order).toEqual(['first gave it back', 'second took it']);
  });

  it('says who holds it when patience ends', async () => {
    const path = newLockPath();
    await acquireLock(path);
    const failure = await failureOf(acquireLock(path, 50));
    expect(failure.code).toBe('LOG_BUSY');
    expect(failure.faults[0]?.what).toBe(`held by process ${process.pid}`);
  });

  it('is taken over from a dead owner', async () => {
    const path = newLockPath();
    symlinkSync(`${deadPid()}:1:${NONCE}`, path);
    const lock = await acquireLock(path, 0);
    expect(lock.tookOver).toBe(true);
    lock.release();
    expect((await acquireLock(path, 0)).tookOver).toBe(false);
  });

  it('is taken over from an owner whose pid another process has now', async () => {
    const path = newLockPath();
    symlinkSync(`${process.pid}:1:${NONCE}`, path);
    expect((await acquireLock(path, 0)).tookOver).toBe(true);
  });

  it('is taken over by one only, when many see the same dead owner', async () => {
    const path = newLockPath();
    symlinkSync(`${deadPid()}:1:${NONCE}`, path);
    let holders = 0;
    const takes = Array.from({length: 40}, async () => {
      const lock = await acquireLock(path);
      expect(++holders).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      holders--;
      lock.release();
      return lock.tookOver;
    });
    expect((await Promise.all(takes)).filter((tookOver) => tookOver)).toHaveLength(1);
  });

  it('is taken over even when the one who broke it died on the way', async () => {
    const path = newLockPath();
    symlinkSync(`${deadPid()}:1:${NONCE}`, path);
    symlinkSync(`${deadPid()}:2:fedcba9876543210`, `${path}.${NONCE}`);
    expect((await acquireLock(path, 0)).tookOver).toBe(true);
  });

  it('is left to a living process that is breaking it', async () => {
    const path = newLockPath();
    const dead = `${deadPid()}:1:${NONCE}`;
    symlinkSync(dead, path);
    const breaking = await acquireLock(`${path}.${NONCE}`);
    expect((await failureOf(acquireLock(path, 20))).code).toBe('LOG_BUSY');
    expect(readlinkSync(path)).toBe(dead);
    breaking.release();
    expect((await acquireLock(path, 0)).tookOver).toBe(true);
  });

  it('is never broken when it is something that we did not write', async () => {
    const path = newLockPath();
    writeFileSync(path, '');
    expect((await failureOf(acquireLock(path, 20))).code).toBe('LOG_BUSY');
  });
});
