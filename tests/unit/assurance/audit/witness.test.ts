import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {signCheckpoint} from '../../../../src/assurance/audit/note/checkpoint.ts';
import {cosignedAt, parseWitnessVkey} from '../../../../src/assurance/audit/note/cosignature.ts';
import {
  type NoteVerifier,
  parseNote,
  signerFromSeed,
} from '../../../../src/assurance/audit/note/note.ts';
import {EMPTY_ROOT, leafHash, rootOf} from '../../../../src/assurance/audit/tree/merkle.ts';
import {consistencyProof} from '../../../../src/assurance/audit/tree/proofs.ts';
import {makeWitness, trustLog} from '../../../../src/assurance/audit/witness/folder.ts';
import {readReply, writeReply} from '../../../../src/assurance/audit/witness/reply.ts';
import {writeRequest} from '../../../../src/assurance/audit/witness/request.ts';
import {Witness} from '../../../../src/assurance/audit/witness/witness.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import {failureOf, quietEffects, temporaryFolder} from '../support/logs.ts';
import {hasVectors, vectors, WITHOUT_VECTORS, type WitnessCase} from '../support/vectors.ts';

const signer = signerFromSeed('log.example', Buffer.alloc(32, 3));
const leaves = Array.from({length: 40}, (_, i) => leafHash(Buffer.from(String(i))));
const head = (size: number) => ({size, root: rootOf(leaves.slice(0, size))});
const checkpoint = (size: number): string => signCheckpoint(head(size), signer);

/** A request of this log that is as it ought to be. */
const request = (old: number, size: number): Buffer =>
  Buffer.from(writeRequest(old, consistencyProof(leaves.slice(0, size), old), checkpoint(size)));

async function newWitness(vkey = signer.vkey) {
  const directory = join(temporaryFolder(), 'witness');
  const effects = quietEffects();
  await makeWitness(directory, 'witness.example', effects);
  await trustLog(directory, vkey);
  return {directory, effects, witness: await Witness.open(directory, effects)};
}

const sizeHeld = (directory: string): string | undefined =>
  readFileSync(join(directory, 'logs', sha256('log.example'), 'checkpoint'), 'utf8').split('\n')[1];

describe('a witness', () => {
  it('cosigns the first checkpoint it sees, and then each that continues it', async () => {
    const {directory, witness, effects} = await newWitness();
    const verifier = parseWitnessVkey(witness.vkey) as NoteVerifier;
    for (const [old, size] of [
      [0, 5],
      [5, 5],
      [5, 40],
    ] as const) {
      effects.time += 60_000;
      const answer = await witness.addCheckpoint(request(old, size));
      expect([answer.status, answer.contentType]).toEqual([200, 'text/plain; charset=utf-8']);
      const cosigned = parseNote(Buffer.from(checkpoint(size) + answer.body));
      expect(cosigned && cosignedAt(cosigned, verifier)).toBe(effects.time / 1000);
      expect(sizeHeld(directory)).toBe(String(size));
    }
    const served = await witness.checkpointOf(sha256('log.example'));
    expect(served).toMatchObject({status: 200, body: expect.stringContaining('witness.example')});
    expect((await witness.checkpointOf(sha256('other.example'))).status).toBe(404);
    expect((await witness.checkpointOf('../witness.key')).status).toBe(404);
  });

  it('never goes back: what is slower and smaller finds the larger tree there', async () => {
    const {directory, witness, effects} = await newWitness();
    await witness.addCheckpoint(request(0, 3));
    // A second process of the same witness; all requests were right when they were made.
    const other = await Witness.open(directory, effects);
    const sizes = [40, 4, 17, 39, 5, 30, 8, 12, 25, 6];
    const answers = await Promise.all(
      sizes.map(async (size, i) => ({
        size,
        answer: await (i % 2 === 0 ? witness : other).addCheckpoint(request(3, size)),
      })),
    );
    const won = answers.filter(({answer}) => answer.status === 200);
    expect(won).toHaveLength(1);
    expect(sizeHeld(directory)).toBe(String(won[0]?.size));
    const lost = answers.filter(({answer}) => answer.status !== 200);
    expect(new Set(lost.map(({answer}) => `${answer.status} ${answer.body}`))).toEqual(
      new Set([`409 ${won[0]?.size}\n`]),
    );
  });

  it('keeps what it held when a request is refused, and the refused one as evidence', async () => {
    const {directory, witness} = await newWitness();
    await witness.addCheckpoint(request(0, 8));
    const held = readFileSync(join(directory, 'logs', sha256('log.example'), 'checkpoint'));
    const fork = signCheckpoint({size: 8, root: rootOf(leaves.slice(1, 9))}, signer);
    const forked = Buffer.from(writeRequest(8, [], fork));
    expect((await witness.addCheckpoint(forked)).status).toBe(422);
    expect(readFileSync(join(directory, 'logs', sha256('log.example'), 'checkpoint'))).toEqual(
      held,
    );
    const evidence = readdirSync(join(directory, 'evidence'));
    expect(evidence.map((name) => readFileSync(join(directory, 'evidence', name)))).toEqual([
      forked,
    ]);
    // What no trusted key signed is evidence of nothing.
    const stranger = signerFromSeed('log.example', Buffer.alloc(32, 9));
    const unsigned = Buffer.from(writeRequest(8, [], signCheckpoint(head(8), stranger)));
    expect((await witness.addCheckpoint(unsigned)).status).toBe(403);
    expect(readdirSync(join(directory, 'evidence'))).toHaveLength(1);
  });

  it('stores only what it signed and what the log signed', async () => {
    const {directory, witness} = await newWitness();
    const extra = `\u2014 stranger.example ${Buffer.alloc(68, 1).toString('base64')}\n`;
    const asked = Buffer.concat([request(0, 8), Buffer.from(extra)]);
    expect((await witness.addCheckpoint(asked)).status).toBe(200);
    const held = readFileSync(join(directory, 'logs', sha256('log.example'), 'checkpoint'), 'utf8');
    expect(held).not.toContain('stranger');
  });

  it.each([
    ['no empty line', 'old 0\n'],
    ['a size with a sign', writeRequest(0, [], checkpoint(8)).replace('old 0', 'old +0')],
    [
      'a proof line that is no hash',
      writeRequest(0, [], checkpoint(8)).replace('old 0', 'old 0\nAAAA'),
    ],
    ['64 proof lines', writeRequest(1, Array(64).fill(EMPTY_ROOT), checkpoint(8))],
    ['no signature', writeRequest(0, [], 'log.example\n0\nAAAA\n')],
  ])('answers 400 to a request with %s', async (_, body) => {
    const {witness} = await newWitness();
    expect((await witness.addCheckpoint(Buffer.from(body))).status).toBe(400);
  });

  it('trusts no record that it did not sign, and signs nothing then', async () => {
    const {directory, witness} = await newWitness();
    await witness.addCheckpoint(request(0, 8));
    const path = join(directory, 'logs', sha256('log.example'), 'checkpoint');
    const held = readFileSync(path);
    for (const bytes of [Buffer.from(checkpoint(3)), held.subarray(0, -1), Buffer.of()]) {
      writeFileSync(path, bytes);
      expect((await failureOf(witness.addCheckpoint(request(8, 9)))).code).toBe('WITNESS_BROKEN');
    }
    for (let at = 0; at < held.length; at += 5) {
      const changed = Buffer.from(held);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(path, changed);
      const answer = await witness.addCheckpoint(request(8, 9)).catch(() => null);
      // A byte of the log's own signature says nothing about what we signed.
      if (answer?.status === 200) {
        expect(held.toString('utf8').indexOf('\u2014')).toBeLessThan(at);
        writeFileSync(path, held);
      }
    }
  });

  it('signs no time before one that it signed', async () => {
    const {witness, effects} = await newWitness();
    await witness.addCheckpoint(request(0, 8));
    effects.time -= 60_000;
    expect((await failureOf(witness.addCheckpoint(request(8, 9)))).code).toBe('CLOCK_WENT_BACK');
  });

  it('has one key for ever, readable by its owner only', async () => {
    const {directory, effects} = await newWitness();
    const again = await failureOf(makeWitness(directory, 'witness.example', effects));
    expect(again.code).toBe('OUTPUT_EXISTS');
    const folder = join(temporaryFolder(), 'none');
    expect((await failureOf(Witness.open(folder, effects))).code).toBe('INPUT_NOT_FOUND');
  });

  it('answers in a file as it does over HTTP', () => {
    const answer = {status: 409, contentType: 'text/x.tlog.size', body: '8\n'} as const;
    const text = writeReply(answer);
    expect(text).toBe('HTTP/1.1 409 Conflict\nContent-Type: text/x.tlog.size\n\n8\n');
    expect(readReply(text)).toEqual(answer);
    expect(readReply(text.replace(/\n/g, '\r\n'))).toMatchObject({status: 409, body: '8\r\n'});
    for (const bad of ['', 'hello', text.replace('409', '299'), text.replace('HTTP', 'XTTP')]) {
      expect(readReply(bad)).toBeNull();
    }
  });
});

describe.skipIf(!hasVectors)(`the witness requests of the vectors (${WITHOUT_VECTORS})`, () => {
  const cases = hasVectors ? vectors().witness_requests : {cases: [], fresh_witness_cases: []};

  const answerTo = async (asked: WitnessCase, isFresh: boolean) => {
    const {log} = vectors();
    const {directory, witness} = await newWitness(log.vkey);
    if (!isFresh) {
      const first = await witness.addCheckpoint(Buffer.from(`old 0\n\n${log.checkpoint_3}`));
      expect(first.status).toBe(200);
    }
    return {directory, answer: await witness.addCheckpoint(Buffer.from(asked.request))};
  };

  it.each(cases.cases)('$name: $status', async (asked) => {
    const {answer} = await answerTo(asked, false);
    expect(answer.status).toBe(asked.status);
    if (asked.response_body !== undefined) {
      expect([answer.body, answer.contentType]).toEqual([
        asked.response_body,
        asked.response_content_type,
      ]);
    }
  });

  it.each(cases.fresh_witness_cases)('never asked before, $name: $status', async (asked) => {
    expect((await answerTo(asked, true)).answer.status).toBe(asked.status);
  });

  it('are sixteen', () => {
    expect(cases.cases.length + cases.fresh_witness_cases.length).toBe(16);
  });
});
