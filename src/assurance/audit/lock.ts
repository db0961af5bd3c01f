/** The lock of the log: held by one process, for the moment of one write. */

import {randomBytes, randomInt} from 'node:crypto';
import {readFileSync, readlinkSync, renameSync, rmSync, symlinkSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {isRunning} from '../../engine/files.ts';
import {Defect} from '../../kernel/errors.ts';

const LOCK_PATIENCE_MS = 30_000;
const LONGEST_PAUSE_MS = 40;

export interface Lock {
  /** Whether its last holder died with it, and may have left work half done. */
  readonly tookOver: boolean;
  release(): void;
}

/**
 * The lock is a symbolic link whose target is its owner, `pid:start time:nonce`: link and content
 * appear in one step, so nobody ever reads an owner that is half written.
 * @throws Defect LOG_BUSY when a living process holds it for longer than `patienceMs`.
 */
export async function acquireLock(path: string, patienceMs = LOCK_PATIENCE_MS): Promise<Lock> {
  // A monotonic clock: on a busy machine pauses last longer than was asked for.
  const start = performance.now();
  for (;;) {
    const taken = tryLock(path);
    if (taken) return taken;
    const waited = performance.now() - start;
    if (waited >= patienceMs) throw busy(path);
    await sleep(randomInt(1, Math.min(LONGEST_PAUSE_MS, 3 + Math.floor(waited / 4))));
  }
}

function busy(path: string): Defect {
  const [pid] = readOwner(path)?.split(':') ?? [];
  return new Defect('LOG_BUSY', [{where: 'lock', what: `held by process ${pid ?? 'unknown'}`}]);
}

/**
 * Takes the lock if it is free or if its owner is dead. Two processes may see the same dead owner;
 * only the one that locks `<path>.<the dead owner's nonce>` may replace it. A nonce is used once,
 * so whoever comes late finds another owner and leaves it alone. A death in there is broken alike.
 */
function tryLock(path: string): Lock | null {
  const me = newOwner();
  if (linkOwner(me, path)) return held(path, false);
  const owner = readOwner(path);
  if (owner === null || isAlive(owner)) return null;
  const breaking = tryLock(`${path}.${owner.slice(owner.lastIndexOf(':') + 1)}`);
  if (!breaking) return null;
  try {
    if (readOwner(path) !== owner) return null;
    const beside = `${path}.${me.slice(me.lastIndexOf(':') + 1)}.partial`;
    symlinkSync(me, beside);
    renameSync(beside, path);
    return held(path, true);
  } finally {
    breaking.release();
  }
}

const held = (path: string, tookOver: boolean): Lock => ({
  tookOver,
  release: () => rmSync(path, {force: true}),
});

function linkOwner(owner: string, path: string): boolean {
  try {
    symlinkSync(owner, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function newOwner(): string {
  return `${process.pid}:${startTime(process.pid) ?? ''}:${randomBytes(8).toString('hex')}`;
}

/** A pid alone is not enough: after a crash it may be given to another process. */
function isAlive(owner: string): boolean {
  const [pid, started] = owner.split(':');
  if (!isRunning(Number(pid))) return false;
  const now = startTime(Number(pid));
  return now === null || started === '' || now === started;
}

/**
 * When a process started, in clock ticks since boot; `ended` for one that waits to be reaped; null
 * where the system does not say. Field 22 of proc(5) stat, counted after the name in brackets.
 */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : (fields[19] ?? null);
  } catch {
    return null;
  }
}
