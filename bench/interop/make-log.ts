/** Makes a home with a log of some hundred entries, in two publications, and says what Go is to find. */

import {randomBytes} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {AuditLog} from '../../src/assurance/audit/log.ts';
import {sha256} from '../../src/kernel/digests.ts';

const [home = '', first = '300', second = '450'] = process.argv.slice(2);
const directory = join(home, 'audit');
const log = await AuditLog.open(
  directory,
  {
    actor: 'system:interop',
    role: 'system',
    assurance: 'none',
    requestId: 'interop',
    policyHash: sha256('policy'),
    codeHash: sha256('code'),
    origin: 'interop.example/audit',
  },
  {now: () => Date.now(), randomBytes},
);

/** Grows the log until it has so many entries. */
async function growTo(size: number, from: number): Promise<void> {
  await Promise.all(
    Array.from({length: size - from}, (_, i) =>
      log.append({action: 'JOB_STARTED', objects: [{type: 'command', id: `step ${from + i}`}]}),
    ),
  );
}

await growTo(Number(first), 1);
const old = await log.publish();
writeFileSync(join(home, 'checkpoint.old'), old.note);
await growTo(Number(second), old.size);
const now = await log.close();
process.stdout.write(
  `${JSON.stringify({old: old.size, size: now.size, vkey: readFileSync(join(directory, 'log.vkey'), 'utf8').trim()})}\n`,
);
