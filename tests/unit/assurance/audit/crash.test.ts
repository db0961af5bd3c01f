/** Two hundred kills at moments of chance: the log verifies, and all that was served is in it. */

import {randomInt} from 'node:crypto';
import {type FSWatcher, readdirSync, readFileSync, watch} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {readEntry} from '../../../../src/assurance/audit/entry.ts';
import {readJournal} from '../../../../src/assurance/audit/journal.ts';
import {type Acknowledged, type Appender, expectKept, startAppender} from '../support/appenders.ts';
import {temporaryFolder} from '../support/logs.ts';

const KILLS = 200;
/** Logs that are worked on side by side; the kills are shared among them. */
const LANES = 4;

/** When the kill comes: at any time, or while tiles or the checkpoint are being written. */
const MOMENTS = ['any time', 'tiles', 'checkpoint'] as const;

/** Waits for a moment in the life of a process that appends and publishes. */
async function wait(moment: (typeof MOMENTS)[number], directory: string): Promise<void> {
  if (moment === 'any time') return sleep(randomInt(0, 40));
  const folder = moment === 'tiles' ? join(directory, 'tile', 'entries') : directory;
  const isIt = (name: string | null) => moment === 'tiles' || name?.startsWith('checkpoint');
  const event = randomInt(1, 8);
  let watcher: FSWatcher | undefined;
  const seen = new Promise<void>((resolve) => {
    let events = 0;
    watcher = watch(folder, (_, name) => {
      if (isIt(name) && ++events === event) resolve();
    });
  });
  await Promise.race([seen, sleep(500)]);
  watcher?.close();
}

/** What a kill left half done, seen before anybody recovers it. */
function leftBehind(directory: string): string {
  const files = readdirSync(directory, {recursive: true, encoding: 'utf8'});
  if (files.some((name) => name.endsWith('.partial'))) return 'a file half written';
  const size = Number(readFileSync(join(directory, 'checkpoint'), 'utf8').split('\n')[1]);
  const [first] = readJournal(readFileSync(join(directory, 'journal'))).entries;
  const entry = first ? readEntry(first) : '';
  if (typeof entry !== 'string' && entry.seq < size) return 'a journal that is published';
  const bundles = files.filter((name) => /^tile\/entries\/.*\d+$/.test(name));
  const covered = Math.ceil(size / 256);
  const isStray = bundles.filter((name) => !name.endsWith('.p')).length > covered;
  if (isStray) return 'tiles without a checkpoint';
  return files.includes('lock') ? 'a lock' : 'nothing';
}

async function killOne(directory: string, round: number, left: Map<string, number>) {
  const moment = MOMENTS[round % MOMENTS.length] as (typeof MOMENTS)[number];
  const mode = moment === 'any time' ? 'for ever' : 'publishing';
  const appender: Appender = startAppender(directory, mode, `round-${round}`);
  while (appender.acknowledged().length === 0) await sleep(2);
  await wait(moment, directory);
  appender.child.kill('SIGKILL');
  await appender.ended;
  const what = leftBehind(directory);
  left.set(what, (left.get(what) ?? 0) + 1);
  return appender.acknowledged();
}

describe('a log whose process is killed, again and again', () => {
  it('verifies after each kill, and has everything that was acknowledged', async () => {
    const left = new Map<string, number>();
    const lanes = Array.from({length: LANES}, async (_, lane) => {
      const directory = join(temporaryFolder(), 'audit');
      const acknowledged: Acknowledged[] = [];
      for (let round = 0; round < KILLS / LANES; round++) {
        acknowledged.push(...(await killOne(directory, round * LANES + lane, left)));
        await expectKept(directory, acknowledged);
      }
      return acknowledged.length;
    });
    const served = (await Promise.all(lanes)).reduce((sum, count) => sum + count, 0);
    expect(served).toBeGreaterThan(KILLS);
    const halfDone = [...left].filter(([what]) => what !== 'nothing' && what !== 'a lock');
    // Kills that hit nothing would prove nothing.
    expect(halfDone.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(KILLS / 20);
  });
});
