/** Starts processes that append, and holds the log to everything that they said. */

import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, expect} from 'vitest';
import type {Entry} from '../../../../src/assurance/audit/entry.ts';
import {AuditLog} from '../../../../src/assurance/audit/log.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {entriesOf, IDENTITY, quietEffects} from './logs.ts';

const APPENDER = fileURLToPath(new URL('./appender.ts', import.meta.url));

/** Code that is compiled once: two hundred processes start in a third of the time. */
const compiled = mkdtempSync(join(tmpdir(), 'dolen-compiled-'));
afterAll(() => rmSync(compiled, {recursive: true, force: true}));

/** One that was told that its entry is in the log. */
export interface Acknowledged {
  readonly index: number;
  readonly id: string;
}

export interface Appender {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  /** What was acknowledged so far. */
  acknowledged(): readonly Acknowledged[];
}

export function startAppender(
  directory: string,
  mode: 'finish' | 'for ever' | 'publishing',
  name: string,
): Appender {
  const child = spawn(process.execPath, [APPENDER, directory, mode, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {...process.env, NODE_COMPILE_CACHE: compiled},
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

/** Recovers the log, verifies it, and finds every acknowledged entry at its index, and no litter. */
export async function expectKept(
  directory: string,
  acknowledged: readonly Acknowledged[],
): Promise<readonly Entry[]> {
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
    'policy',
    'tile',
  ]);
  const entries = entriesOf(directory, size);
  expect(acknowledged.map(({index}) => entries[index]?.objects[0]?.id)).toEqual(
    acknowledged.map(({id}) => id),
  );
  return entries;
}
