/** Witnesses for tests: three of them, two needed, asked in the same process. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Policy, parsePolicy} from '../../../../src/assurance/audit/outside/policy-file.ts';
import {refreshReceipts} from '../../../../src/assurance/audit/outside/receipts.ts';
import {keepPolicy, logVkey} from '../../../../src/assurance/audit/outside/stored-policy.ts';
import {askAbout, takeAnswer} from '../../../../src/assurance/audit/witness/ask.ts';
import {makeWitness, trustLog} from '../../../../src/assurance/audit/witness/folder.ts';
import {Witness} from '../../../../src/assurance/audit/witness/witness.ts';
import {openLog, quietEffects, temporaryFolder} from './logs.ts';

export const WITNESSES = ['university', 'controller', 'panel'] as const;

/** A policy of a log and three witnesses that know it, of which two are enough. */
export interface Witnessed {
  readonly policy: Policy;
  readonly witnesses: ReadonlyMap<string, Witness>;
}

export async function withWitnesses(directory: string): Promise<Witnessed> {
  const vkey = await logVkey(directory);
  const lines = [`log ${vkey}`];
  const witnesses = new Map<string, Witness>();
  for (const [i, name] of WITNESSES.entries()) {
    const folder = join(temporaryFolder(), name);
    const {now} = quietEffects();
    // The quiet world repeats itself, and no two witnesses have one key.
    const effects = {now, time: quietEffects().time, randomBytes: () => Buffer.alloc(32, i + 50)};
    await makeWitness(folder, `${name}.example/witness`, effects);
    await trustLog(folder, vkey);
    const witness = await Witness.open(folder, effects);
    witnesses.set(name, witness);
    lines.push(`witness ${name} ${witness.vkey}`);
  }
  lines.push(`group outside 2 ${WITNESSES.join(' ')}`, 'quorum outside', '');
  await keepPolicy(directory, lines.join('\n'));
  return {policy: parsePolicy(readFileSync(join(directory, 'policy'))), witnesses};
}

/** Asks witnesses about what is published, as `audit cosign` does. */
export async function cosign(
  directory: string,
  {policy, witnesses}: Witnessed,
  names: readonly string[],
): Promise<void> {
  const log = await openLog(directory);
  const {note} = await log.publish();
  for (const name of names) {
    const witness = policy.witnesses.find((one) => one.name === name);
    if (!witness) throw new Error(`no witness ${name}`);
    const asking = await askAbout(directory, note, witness);
    const reply = await (witnesses.get(name) as Witness).addCheckpoint(Buffer.from(asking.request));
    await takeAnswer(directory, log, asking, reply);
  }
  await log.close();
  await refreshReceipts(directory);
}
