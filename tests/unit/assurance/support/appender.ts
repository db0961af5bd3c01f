/** A process that appends: `node appender.ts <audit directory> <mode> <name>`, for tests to run and to kill. */

import {randomBytes} from 'node:crypto';
import {writeSync} from 'node:fs';
import {AuditLog} from '../../../../src/assurance/audit/log.ts';
import {sha256} from '../../../../src/kernel/digests.ts';

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

if (mode === 'finish') {
  // 200 in groups of ten, with a publication in between.
  for (let round = 0; round < 20; round++) {
    await append(round * 10, 10);
    if (round === 10) await log.publish();
  }
  await log.close();
} else {
  for (let round = 0, appended = 0; ; round++) {
    const count = 1 + ((round * 7) % 12);
    await append(appended, count);
    appended += count;
    if (round % 3 === 0) await log.publish();
  }
}
