/** Where a run of the bench works, the log that its parts share, and which answers were wrong. */

import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {AuditLog, type EntryDraft} from '../../src/assurance/audit/log.ts';
import {sha256} from '../../src/kernel/digests.ts';

export class Bench {
  readonly entries: number;
  readonly faults: string[] = [];
  readonly #folder: string;

  constructor(folder: string, entries: number) {
    this.#folder = folder;
    this.entries = entries;
  }

  path(...names: string[]): string {
    return join(this.#folder, ...names);
  }

  /** Says what is wrong, now and at the end. */
  require(isRight: boolean, fault: string): void {
    if (isRight) return;
    this.faults.push(fault);
    console.log(`WRONG: ${fault}`);
  }

  openLog(directory: string): Promise<AuditLog> {
    const identity = {
      actor: 'staff-0042',
      role: 'researcher',
      assurance: 'operating-system',
      requestId: '0f9a52d6-3b44-4b0a-9a0f-7d1c52c1b6aa',
      policyHash: sha256('policy'),
      codeHash: sha256('code'),
    };
    return AuditLog.open(directory, identity, {now: () => Date.now(), randomBytes});
  }
}

/** The n-th entry: of the length that queries in a project have, each with hashes of its own. */
export const draft = (n: number): EntryDraft => ({
  action: n % 2 === 0 ? 'QUERY_ASKED' : 'QUERY_ANSWERED',
  zone: 'project',
  project: `PRJ-${n % 40}`,
  purpose: 'A-2026-017 v3',
  objects: [{type: 'query', id: `q${n >> 1}`}],
  inputHashes: [sha256(`query ${n}`)],
  rows: n % 5000,
  commits: {query: sha256(`salted ${n}`)},
});

/** Appends entries from many callers at once, each waiting for its last; gives their latencies in ms. */
export async function appendAll(log: AuditLog, entries: number, callers: number) {
  const latencies = new Float64Array(entries);
  const acknowledged = new Uint8Array(entries + 1);
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < entries) {
      const n = next++;
      const start = performance.now();
      const index = await log.append(draft(n));
      latencies[n] = performance.now() - start;
      acknowledged[index] = (acknowledged[index] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({length: callers}, caller));
  return {latencies: latencies.sort(), acknowledged};
}

export const count = (n: number): string => Math.round(n).toLocaleString('en-GB');
