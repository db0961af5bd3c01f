/** A witness: cosigns a log's checkpoints as long as each is a continuation of the one before. */

import {mkdir, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {writeWhole} from '../../../engine/files.ts';
import {sha256} from '../../../kernel/digests.ts';
import type {Effects} from '../../../kernel/effects.ts';
import {Defect} from '../../../kernel/errors.ts';
import {acquireLock} from '../lock.ts';
import type {Cosigner} from '../note/cosignature.ts';
import {decideCheckpoint, NOTHING_SEEN} from './decision.ts';
import {heldBytes, keepHeld, openCosigner, readHeld, trustedKeys} from './folder.ts';
import {reply, type WitnessReply} from './reply.ts';
import {readRequest, type WitnessRequest} from './request.ts';

/** Refused checkpoints that are kept: each shows, signed, what a log tried. */
const MAX_EVIDENCE = 1000;
/** A clock that is this little behind the last cosignature is forgiven. */
const CLOCK_TOLERANCE_SECONDS = 2;

export class Witness {
  readonly #directory: string;
  readonly #cosigner: Cosigner;
  readonly #effects: Pick<Effects, 'now'>;

  private constructor(directory: string, cosigner: Cosigner, effects: Pick<Effects, 'now'>) {
    this.#directory = directory;
    this.#cosigner = cosigner;
    this.#effects = effects;
  }

  static async open(directory: string, effects: Pick<Effects, 'now'>): Promise<Witness> {
    return new Witness(directory, await openCosigner(directory), effects);
  }

  get vkey(): string {
    return this.#cosigner.vkey;
  }

  /**
   * Answers a request. What is held is compared, and replaced durably, under a lock that all
   * processes of this witness share: a slow request for a smaller tree finds the larger one there.
   */
  async addCheckpoint(body: Buffer): Promise<WitnessReply> {
    const request = readRequest(body);
    if (!request) return reply(400, 'malformed\n');
    const lock = await acquireLock(join(this.#directory, 'lock'));
    try {
      return await this.#answer(request, body);
    } finally {
      lock.release();
    }
  }

  async #answer(request: WitnessRequest, body: Buffer): Promise<WitnessReply> {
    const {origin, note} = request;
    const keys = await trustedKeys(this.#directory, origin);
    const held = await readHeld(this.#directory, origin, this.#cosigner);
    const decision = decideCheckpoint(request, keys, held?.checkpoint ?? NOTHING_SEEN);
    if (decision.status === 409) return reply(409, `${decision.size}\n`, 'text/x.tlog.size');
    if (decision.status !== 200) {
      // Only what carries the log's own signature is evidence of anything.
      if (decision.status === 422) await this.#keepEvidence(body);
      return reply(decision.status, `${decision.because}\n`);
    }
    const line = this.#cosigner.cosign(note.text, this.#seconds(held?.at ?? 0));
    const signed = note.signatures
      .filter((one) => keys.some((key) => key.name === one.name && key.keyId === one.keyId))
      .map((one) => one.line);
    const kept = `${note.text}\n${signed.join('')}${line}`;
    await keepHeld(this.#directory, origin, kept);
    return reply(200, line);
  }

  /** The time to sign: never 0, and never before what was signed already. */
  #seconds(last: number): number {
    const now = Math.floor(this.#effects.now() / 1000);
    if (now <= 0 || now < last - CLOCK_TOLERANCE_SECONDS) {
      throw new Defect('CLOCK_WENT_BACK', [{where: 'clock', what: 'behind the last cosignature'}]);
    }
    return Math.max(now, last);
  }

  async #keepEvidence(body: Buffer): Promise<void> {
    const folder = join(this.#directory, 'evidence');
    await mkdir(folder, {recursive: true});
    if ((await readdir(folder)).length >= MAX_EVIDENCE) return;
    await writeWhole(join(folder, sha256(body)), body);
  }

  /** The last cosigned checkpoint of the log whose origin has this SHA-256. */
  async checkpointOf(originDigest: string): Promise<WitnessReply> {
    const bytes = await heldBytes(this.#directory, originDigest);
    return bytes ? reply(200, bytes) : reply(404, 'the log is not known here\n');
  }
}
