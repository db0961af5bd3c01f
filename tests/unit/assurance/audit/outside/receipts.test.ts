/** A receipt says by itself, and to anyone, that an act stands in the log; and no byte of it can change. */

import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {entryBytes} from '../../../../../src/assurance/audit/entry.ts';
import {signCheckpoint} from '../../../../../src/assurance/audit/note/checkpoint.ts';
import {signerFromSeed} from '../../../../../src/assurance/audit/note/note.ts';
import {missingReceipts} from '../../../../../src/assurance/audit/outside/missing-receipts.ts';
import {type Policy, parsePolicy} from '../../../../../src/assurance/audit/outside/policy-file.ts';
import {
  readProofFile,
  writeProofFile,
} from '../../../../../src/assurance/audit/outside/proof-file.ts';
import {checkReceipt} from '../../../../../src/assurance/audit/outside/receipt-check.ts';
import {
  receiptIndexes,
  receiptPath,
  refreshReceipts,
  writeReceipts,
} from '../../../../../src/assurance/audit/outside/receipts.ts';
import {leafHash} from '../../../../../src/assurance/audit/tree/merkle.ts';
import {verifyLog} from '../../../../../src/assurance/audit/verify.ts';
import {instant} from '../../../../../src/kernel/dates.ts';
import {DolenError} from '../../../../../src/kernel/errors.ts';
import {append, IDENTITY, openLog, temporaryFolder} from '../../support/logs.ts';
import {cosign, withWitnesses} from '../../support/witnesses.ts';

const newDirectory = (): string => join(temporaryFolder(), 'audit');
const RELEASED = {
  action: 'RELEASE_RELEASED',
  zone: 'output',
  project: 'p1',
  purpose: 'app-1 v2',
  objects: [{type: 'release-request', id: 'r7'}],
  decision: 'allow',
} as const;

/** A log with one release in the middle; gives its receipt. */
async function logWithRelease(directory: string): Promise<{index: number; read(): Buffer}> {
  const log = await openLog(directory);
  await append(log, 20);
  const index = await log.append(RELEASED);
  await append(log, 9);
  await log.close();
  return {index, read: () => readFileSync(join(directory, receiptPath(index)))};
}

function codeOf(bytes: Uint8Array, policy: Policy): string {
  try {
    checkReceipt(bytes, policy);
    return 'verifies';
  } catch (error) {
    if (!(error instanceof DolenError)) throw error;
    expect(error.exitStatus).toBe(5);
    return error.code;
  }
}

const policyOf = (directory: string): Policy =>
  parsePolicy(readFileSync(join(directory, 'receipts/policy')));

describe('a receipt', () => {
  it('is there when a log is closed, for the acts that yield one and for no other', async () => {
    const directory = newDirectory();
    const {index, read} = await logWithRelease(directory);
    expect(await receiptIndexes(directory)).toEqual([index]);
    const {entry, checkpoint, witnesses} = checkReceipt(read(), policyOf(directory));
    expect(entry).toMatchObject({seq: index, actor: 'system:test', ...RELEASED});
    expect([checkpoint.size, witnesses]).toEqual([31, []]);
    await verifyLog(directory);
  });

  it('comes of every approval, grant, provision, release, deletion and re-identification', async () => {
    const acts = [
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
    ] as const;
    const directory = newDirectory();
    const log = await openLog(directory);
    const indexes: number[] = [];
    for (const action of acts) {
      await log.append({action: 'BODY_REJECTED'});
      indexes.push(await log.append({action}));
    }
    await log.close();
    expect(await receiptIndexes(directory)).toEqual(indexes);
    const policy = policyOf(directory);
    for (const [i, index] of indexes.entries()) {
      const receipt = readFileSync(join(directory, receiptPath(index)));
      expect(checkReceipt(receipt, policy).entry.action).toBe(acts[i]);
    }
  });

  it('gains cosignatures, and stays as it is once the quorum stands behind it', async () => {
    const directory = newDirectory();
    const {index, read} = await logWithRelease(directory);
    const witnessed = await withWitnesses(directory);
    expect(codeOf(read(), witnessed.policy)).toBe('QUORUM_NOT_MET');
    await cosign(directory, witnessed, ['university']);
    expect(codeOf(read(), witnessed.policy)).toBe('QUORUM_NOT_MET');
    await cosign(directory, witnessed, ['university', 'panel']);
    const {entry, witnesses} = checkReceipt(read(), policyOf(directory));
    expect(entry.seq).toBe(index);
    expect(witnesses.filter(({at}) => at !== null).map(({name}) => name)).toEqual([
      'university',
      'panel',
    ]);
    const bytes = read();
    await cosign(directory, witnessed, ['university', 'controller', 'panel']);
    expect(read()).toEqual(bytes);
    expect(await refreshReceipts(directory)).toBe(0);
    await verifyLog(directory);
  });

  it('is caught with any one bit flipped', async () => {
    const directory = newDirectory();
    const {read} = await logWithRelease(directory);
    const witnessed = await withWitnesses(directory);
    await cosign(directory, witnessed, ['university', 'controller', 'panel']);
    const bytes = read();
    expect(codeOf(bytes, witnessed.policy)).toBe('verifies');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const code = codeOf(changed, witnessed.policy);
      if (code === 'verifies') expect([at, bytes.toString('utf8', at - 9, at + 9)]).toBeNull();
    }
  });

  it('is caught with bytes cut off or added anywhere', async () => {
    const directory = newDirectory();
    const {read} = await logWithRelease(directory);
    const bytes = read();
    const policy = policyOf(directory);
    for (let at = 0; at < bytes.length; at += 3) {
      expect(codeOf(bytes.subarray(0, at), policy)).not.toBe('verifies');
      const longer = Buffer.concat([bytes.subarray(0, at), Buffer.from('A'), bytes.subarray(at)]);
      expect(codeOf(longer, policy)).not.toBe('verifies');
    }
    expect(codeOf(Buffer.concat([bytes, Buffer.from('\n')]), policy)).not.toBe('verifies');
  });

  it('of another log, with another index or another entry, is none', async () => {
    const [directory, other] = [newDirectory(), newDirectory()];
    const {index, read} = await logWithRelease(directory);
    const otherLog = await openLog(other, {
      now: () => Date.UTC(2026, 0, 5, 10),
      randomBytes: (length) => new Uint8Array(length).fill(7),
      step: () => undefined,
    });
    await append(otherLog, 20);
    await otherLog.append(RELEASED);
    await append(otherLog, 9);
    await otherLog.close();
    const policy = policyOf(directory);
    expect(codeOf(read(), policyOf(other))).toBe('RECEIPT_INVALID');
    const theirs = readFileSync(join(other, receiptPath(index)));
    expect(codeOf(theirs, policy)).toBe('RECEIPT_INVALID');
    const [mine, their] = [readProofFile(read()), readProofFile(theirs)];
    if (typeof mine === 'string' || typeof their === 'string') throw new Error('unreadable');
    const forged = [
      {...mine, index: index - 1},
      {...mine, index: 30},
      {...mine, extra: null},
      {...mine, extra: Buffer.from(mine.extra?.toString().replace('r7', 'r8') ?? '')},
      {...mine, hashes: mine.hashes.slice(1)},
      {...their, note: mine.note},
    ];
    for (const proof of forged) {
      expect(codeOf(Buffer.from(writeProofFile(proof)), policy)).toBe('RECEIPT_INVALID');
    }
  });

  it('of an entry that says it is another one is none, even if the log signed it there', () => {
    const signer = signerFromSeed('log.example', Buffer.alloc(32, 3));
    const place = {seq: 5, ts: instant(0)};
    const extra = entryBytes(RELEASED, IDENTITY, place);
    const note = Buffer.from(signCheckpoint({size: 1, root: leafHash(extra)}, signer));
    const proof = Buffer.from(writeProofFile({extra, index: 0, hashes: [], note}));
    const policy = parsePolicy(Buffer.from(`log ${signer.vkey}\nquorum none\n`));
    expect(() => checkReceipt(proof, policy)).toThrow('says that it is entry 5');
  });

  it('with a signature by a stranger is refused, unless strangers are to be ignored', async () => {
    const directory = newDirectory();
    const {read} = await logWithRelease(directory);
    const stranger = `\u2014 stranger.example ${Buffer.alloc(76, 1).toString('base64')}\n`;
    const more = Buffer.concat([read(), Buffer.from(stranger)]);
    expect(codeOf(more, policyOf(directory))).toBe('RECEIPT_INVALID');
    expect(checkReceipt(more, policyOf(directory), {ignoreUnknown: true}).checkpoint.size).toBe(31);
  });

  it('that is missing is found, and can be made again', async () => {
    const directory = newDirectory();
    const {index, read} = await logWithRelease(directory);
    const bytes = read();
    rmSync(join(directory, 'receipts'), {recursive: true});
    expect(await missingReceipts(directory, 31)).toEqual([index]);
    await writeReceipts(directory, [index]);
    expect(await missingReceipts(directory, 31)).toEqual([]);
    expect(read()).toEqual(bytes);
  });

  it('that cannot be written undoes nothing: the log is published and verifies', async () => {
    const directory = newDirectory();
    const log = await openLog(directory);
    // A file where the folder would be.
    mkdirSync(directory, {recursive: true});
    writeFileSync(join(directory, 'receipts'), '');
    const index = await log.append(RELEASED);
    const {size} = await log.close();
    expect(size).toBe(index + 1);
    rmSync(join(directory, 'receipts'));
    await verifyLog(directory);
    expect(await missingReceipts(directory, size)).toEqual([index]);
  });

  it('is made by the process that did the act, whoever publishes it', async () => {
    const directory = newDirectory();
    const [one, two] = [await openLog(directory), await openLog(directory)];
    const index = await one.append(RELEASED);
    await two.close();
    expect(existsSync(join(directory, 'receipts'))).toBe(false);
    await one.close();
    expect(readdirSync(join(directory, 'receipts')).sort()).toEqual([
      `${index}.tlog-proof`,
      'policy',
    ]);
  });
});
