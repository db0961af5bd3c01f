/** Receipts: a proof that an act stands in the log, which anyone can check without the log. */

import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {writeWhole} from '../../../engine/files.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {EventCode} from '../event-codes.ts';
import {broken} from '../stored-files.ts';
import {leafHash} from '../tree/merkle.ts';
import {storedEntry, storedTree} from '../tree/stored-tree.ts';
import {type CosignedCheckpoint, heldCheckpoints, seenBy} from './cosigned.ts';
import type {Policy} from './policy-file.ts';
import {type ProofFile, provesLeaf, readProofFile, writeProofFile} from './proof-file.ts';
import {judge} from './quorum.ts';
import {copyPolicy, readPolicy} from './stored-policy.ts';

/** The acts that somebody outside has a right to a proof of (governance reference L13). */
const RECEIPT_EVENTS: ReadonlySet<string> = new Set([
  'APPLICATION_APPROVED',
  'APPLICATION_APPROVED_WITH_CONDITIONS',
  'BODY_APPROVED',
  'BODY_APPROVED_WITH_CONDITIONS',
  'GRANT_ISSUED',
  'EXTRACT_PROVISIONED',
  'RELEASE_RELEASED',
  'RELEASE_REVOKED',
  'DELETION_CERTIFIED',
  'KEY_DESTROYED',
  'REIDENTIFICATION_EXECUTED',
] satisfies readonly EventCode[]);

export const yieldsReceipt = (action: string): boolean => RECEIPT_EVENTS.has(action);

export const receiptPath = (index: number): string => `receipts/${index}.tlog-proof`;

/** The indexes of the entries that have a receipt. */
export async function receiptIndexes(directory: string): Promise<number[]> {
  const names = await readdir(join(directory, 'receipts')).catch(() => []);
  return names
    .flatMap((name) => /^(0|[1-9]\d*)\.tlog-proof$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * A proof of an entry under the best checkpoint that is held, or under the one of some size.
 * @throws Defect LOG_BROKEN when the tree does not lead from the entry to that signed root.
 */
export async function proveEntry(
  directory: string,
  index: number,
  held: readonly CosignedCheckpoint[],
  size?: number,
): Promise<{readonly proof: ProofFile; readonly under: CosignedCheckpoint}> {
  const under = held.find(
    ({checkpoint}) => checkpoint.size > index && (size ?? checkpoint.size) === checkpoint.size,
  );
  if (!under) {
    const sizes = [...new Set(held.map(({checkpoint}) => checkpoint.size))].sort((a, b) => a - b);
    const entries = sizes.at(-1) ?? 0;
    const what =
      index >= entries
        ? `the log has ${entries} entries, and the first is entry 0`
        : `no signed checkpoint that covers it; there are those of ${sizes.join(', ')} entries`;
    throw new UsageError('INPUT_NOT_FOUND', [{where: `entry ${index}`, what}]);
  }
  const {checkpoint, note} = under;
  const extra = await storedEntry(directory, index);
  const hashes = await storedTree(directory).inclusionProof(index, checkpoint.size);
  const proof = {extra, index, hashes, note};
  if (!provesLeaf(proof, leafHash(extra), checkpoint)) {
    throw broken(`entry ${index}`, `not under the signed root of ${checkpoint.size} entries`);
  }
  return {proof, under};
}

/**
 * Writes the receipts of entries that are published, with the policy beside them. A crash before
 * this ends leaves receipts missing, and nothing else: each can be made again from the log.
 */
export async function writeReceipts(directory: string, indexes: readonly number[]): Promise<void> {
  if (indexes.length === 0) return;
  const held = await heldCheckpoints(directory, await readPolicy(directory));
  await copyPolicy(directory);
  for (const index of indexes) {
    const {proof} = await proveEntry(directory, index, held);
    await writeWhole(join(directory, receiptPath(index)), writeProofFile(proof));
  }
}

/** Brings the receipts that witnesses can add to up to date; gives back how many that were. */
export async function refreshReceipts(directory: string): Promise<number> {
  const policy = await readPolicy(directory);
  const held = await heldCheckpoints(directory, policy);
  const stale: number[] = [];
  for (const index of await receiptIndexes(directory)) {
    const bytes = await readFile(join(directory, receiptPath(index)));
    const {under} = await proveEntry(directory, index, held);
    if (isBetter(under, bytes, policy)) stale.push(index);
  }
  await writeReceipts(directory, stale);
  return stale.length;
}

/** A receipt that meets the quorum stays as it is: whoever has a copy has the same bytes. */
function isBetter(under: CosignedCheckpoint, bytes: Buffer, policy: Policy): boolean {
  const read = readProofFile(bytes);
  if (typeof read === 'string') return true;
  const before = judge(read.note, policy);
  if (before.checkpoint === null) return true;
  if (before.quorum && policy.quorum !== null) return false;
  return (under.quorum && !before.quorum) || seenBy(under) > seenBy(before);
}
