/** If the log cannot be written, nothing is done: no act begins, and not a byte of data is served. */

import {execFileSync} from 'node:child_process';
import {existsSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {type RecordEntry, runLogged} from '../../../../src/assurance/job/logged.ts';
import type {DolenError} from '../../../../src/kernel/errors.ts';
import {
  DRAFT,
  digest,
  failureOf,
  IDENTITY,
  openLog,
  quietEffects,
  temporaryFolder,
} from '../support/logs.ts';

const NOW = quietEffects().time;
const OPTIONS = {command: 'store extract', identity: IDENTITY, zone: 'store'} as const;

/** A home with a log that is in order. */
async function newHome(): Promise<string> {
  const home = temporaryFolder();
  const log = await openLog(join(home, 'audit'));
  await log.append(DRAFT);
  await log.close();
  return home;
}

/** Runs a command that serves data, each after its entry; says how it failed and what was served. */
async function serve(
  home: string,
  breakLog: () => void = () => undefined,
): Promise<{failure: DolenError; served: string[]}> {
  const served: string[] = [];
  const act = async (_: unknown, record: RecordEntry) => {
    served.push(await read(record));
    breakLog();
    // The page that the journal has begun takes some entries more, even on a full disk.
    for (let i = 0; i < 50; i++) served.push(await read(record));
  };
  const failure = await failureOf(runLogged({home, ...OPTIONS}, {now: () => NOW}, act));
  return {failure, served};
}

async function read(record: RecordEntry): Promise<string> {
  await record({action: 'QUERY_ASKED'});
  return 'rows';
}

const run = (tool: string, args: readonly string[]) => execFileSync(tool, args, {stdio: 'ignore'});

/** A file system that is full, or that cannot be written, as soon as it is told to be. */
function mountedHome(size: string): {home: string; remount: (option: string) => void} | null {
  const place = temporaryFolder();
  const mount = (...args: string[]) => run('mount', args);
  try {
    mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place);
  } catch {
    console.warn('skipped: needs a tmpfs, and mount is not permitted here');
    return null;
  }
  onTestFinished(() => void run('umount', [place]));
  return {
    home: join(place, 'home'),
    remount: (option) => void mount('-o', `remount,${option}`, place),
  };
}

describe('an act whose log cannot be written', () => {
  it('is refused without the key', async () => {
    const home = await newHome();
    rmSync(join(home, 'audit', 'log.key'));
    const {failure, served} = await serve(home);
    expect([failure.code, served]).toEqual(['LOG_UNWRITABLE', []]);
  });

  it('is refused with a key that is damaged', async () => {
    const home = await newHome();
    writeFileSync(join(home, 'audit', 'log.key'), 'no key\n');
    const {failure, served} = await serve(home);
    expect([failure.code, served]).toEqual(['LOG_UNWRITABLE', []]);
  });

  it('is refused where a file stands in the place of the log', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'audit'), '');
    const {failure, served} = await serve(home);
    expect([failure.code, served]).toEqual(['LOG_UNWRITABLE', []]);
  });

  it.skipIf(!existsSync('/dev/full'))('is refused on a full disk', async () => {
    const home = await newHome();
    rmSync(join(home, 'audit', 'journal'));
    symlinkSync('/dev/full', join(home, 'audit', 'journal'));
    const {failure, served} = await serve(home);
    expect([failure.code, failure.faults[0]?.what, served]).toEqual([
      'LOG_UNWRITABLE',
      'ENOSPC',
      [],
    ]);
  });

  it('is refused on a disk that fills up, after what had its entry', async () => {
    const mounted = mountedHome('1m');
    if (!mounted) return;
    const {home} = mounted;
    const ballast = join(home, 'ballast');
    const {failure, served} = await serve(home, () => {
      try {
        writeFileSync(ballast, Buffer.alloc(2 ** 20));
      } catch {
        // As much as there is room for.
      }
    });
    expect([failure.code, failure.faults[0]?.what]).toEqual(['LOG_UNWRITABLE', 'ENOSPC']);
    expect(served.length).toBeLessThan(20);
    rmSync(ballast);
    const log = await openLog(join(home, 'audit'));
    await log.close();
    const {actions} = await verifyLog(join(home, 'audit'));
    expect(actions.QUERY_ASKED).toBe(served.length);
  });

  it('is refused on a disk that has become read-only, before it and amid it', async () => {
    const mounted = mountedHome('4m');
    if (!mounted) return;
    const {home, remount} = mounted;
    const amid = await serve(home, () => remount('ro'));
    expect([amid.failure.code, amid.failure.faults[0]?.what, amid.served]).toEqual([
      'LOG_UNWRITABLE',
      'EROFS',
      ['rows'],
    ]);
    const before = await serve(home);
    expect([before.failure.code, before.served]).toEqual(['LOG_UNWRITABLE', []]);
  });

  it.skipIf(process.getuid?.() === 0)('is refused in a directory without permission', async () => {
    const home = await newHome();
    run('chmod', ['-R', 'a-w', join(home, 'audit')]);
    onTestFinished(() => void run('chmod', ['-R', 'u+w', home]));
    const {failure, served} = await serve(home);
    expect([failure.code, failure.faults[0]?.what, served]).toEqual([
      'LOG_UNWRITABLE',
      'EACCES',
      [],
    ]);
  });
});

describe('a long journal that there is no room to publish', () => {
  it('keeps all that was acknowledged, and is published once there is room', async () => {
    const mounted = mountedHome('45m');
    if (!mounted) return;
    const directory = join(mounted.home, 'audit');
    const log = await openLog(directory);
    const long = {...DRAFT, outputHashes: Array(230).fill(digest('output'))};
    let acknowledged = 0;
    let failure: unknown = null;
    while (failure === null) {
      const said = await Promise.allSettled(Array.from({length: 256}, () => log.append(long)));
      acknowledged += said.filter(({status}) => status === 'fulfilled').length;
      failure = said.find((one) => one.status === 'rejected')?.reason ?? null;
    }
    expect(failure).toMatchObject({code: 'LOG_UNWRITABLE'});
    // Longer than what is published by itself: it was tried, and nobody was told otherwise.
    expect(statSync(join(directory, 'journal')).size).toBeGreaterThan(33 * 2 ** 20);
    expect(await verifyLog(directory)).toMatchObject({size: 1, unpublished: acknowledged});
    mounted.remount('size=200m');
    expect((await log.close()).size).toBe(1 + acknowledged);
    expect(await verifyLog(directory)).toMatchObject({size: 1 + acknowledged, unpublished: 0});
  });
});
