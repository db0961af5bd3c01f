/**
 * A process that appends: `node appender.ts <audit directory> <mode> <name>`, for tests to run and to
 * kill. What it says on stdout stands for data that are served: only what has its entry may be said.
 */

import {randomBytes} from 'node:crypto';
import {writeSync} from 'node:fs';
import {flushCompileCache} from 'node:module';
import {AuditLog} from '../../../../src/assurance/audit/log.ts';
import {sha256} from '../../../../src/kernel/digests.ts';

// Those who are killed would never write it, and whoever starts next would compile all of it again.
flushCompileCache();

const [, , directory = '', mode = '', name = ''] = process.argv;

const log = await AuditLog.open(
  directory,
  {
    actor: 'system:test',
    role: 'system',
    assurance: 'none',
    requestId: name,
    policyHash: sha256('policy'),
    codeHash: sha256('code'),
  },
  {now: () => Date.now(), randomBytes},
);

/** Appends some at once, and says `<index> <id>` of each only when it is acknowledged. */
async function append(from: number, count: number): Promise<void> {
  const appends = Array.from({length: count}, async (_, i) => {
    const id = `${name}-${from + i}`;
    const index = await log.append({action: 'JOB_STARTED', objects: [{type: 'test', id}]});
    writeSync(1, `${index} ${id}\n`);
  });
  await Promise.all(appends);
}

/** How often the log is published: after every so many groups. */
const EVERY = {finish: 25, 'for ever': 3, publishing: 1}[mode] ?? 1;

if (mode === 'finish') {
  // A thousand in groups of twenty.
  for (let round = 0; round < 50; round++) {
    await append(round * 20, 20);
    if (round % EVERY === 0) await log.publish();
  }
  await log.close();
} else {
  for (let round = 0, appended = 0; ; round++) {
    const count = 1 + ((round * 7) % 12);
    await append(appended, count);
    appended += count;
    if (round % EVERY === 0) await log.publish();
  }
}
