/** Compares a verified log with what others saw of it: cosigned checkpoints, receipts, copies held outside. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Defect, type Fault} from '../../../kernel/errors.ts';
import type {Checkpoint} from '../note/checkpoint.ts';
import type {Hash} from '../tree/merkle.ts';
import {storedEntry, storedTree} from '../tree/stored-tree.ts';
import type {TileTree} from '../tree/tile-proofs.ts';
import {cosignedFiles} from './cosigned.ts';
import type {Policy} from './policy-file.ts';
import {readProofFile} from './proof-file.ts';
import {isQuorum, judge, type WitnessSight} from './quorum.ts';
import {receiptIndexes, receiptPath} from './receipts.ts';

/** A checkpoint or a receipt that someone held outside the log. */
export interface HeldOutside {
  /** What it is called in a message. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** What a witness saw of the log. */
export interface WitnessView {
  readonly name: string;
  /** The most entries that it cosigned; 0 for none. */
  readonly size: number;
  /** When, in seconds since 1970. */
  readonly at: number | null;
}

export interface OutsideView {
  readonly witnesses: readonly WitnessView[];
  readonly quorum: {
    /** The quorum's name in the policy; null when no witness is asked for. */
    readonly name: string | null;
    readonly isMet: boolean;
    /** So many entries, from the first on, have the quorum behind them. */
    readonly size: number;
  };
  /** How many receipts, checkpoints and cosignatures were compared with the log. */
  readonly compared: number;
}

/**
 * Compares a log that was verified in itself with what others saw.
 * @throws Defect LOG_BROKEN with the entries from which on it differs.
 */
export async function compareOutside(
  directory: string,
  policy: Policy,
  held: readonly HeldOutside[] = [],
): Promise<OutsideView> {
  const comparison = new Comparison(directory, policy);
  return comparison.run(held);
}

class Comparison {
  readonly #directory: string;
  readonly #policy: Policy;
  readonly #tree: TileTree;
  readonly #roots = new Map<number, Promise<Hash>>();
  readonly #faults: Fault[] = [];
  /** Entries that are the same as those that someone saw: so many from the first on. */
  #good = 0;
  /** The smallest tree that someone saw and that is not a beginning of the log. */
  #bad: {readonly size: number; readonly name: string} | null = null;
  #compared = 0;

  constructor(directory: string, policy: Policy) {
    this.#directory = directory;
    this.#policy = policy;
    this.#tree = storedTree(directory);
  }

  async run(held: readonly HeldOutside[]): Promise<OutsideView> {
    const size = await this.#ownSize();
    const views = new Map<string, WitnessView>();
    for (const {path, bytes} of await cosignedFiles(this.#directory)) {
      const judged = await this.#checkpoint(path, bytes, size);
      if (judged) see(views, judged.checkpoint, judged.witnesses);
    }
    for (const {name, bytes} of [...held, ...(await this.#receipts())]) {
      const judged = await this.#held(name, bytes, size);
      if (judged) see(views, judged.checkpoint, judged.witnesses);
    }
    this.#nameFirstDifference();
    if (this.#faults.length > 0) throw new Defect('LOG_BROKEN', this.#faults);
    const witnesses = this.#policy.witnesses.map(
      ({name}) => views.get(name) ?? {name, size: 0, at: null},
    );
    return {witnesses, quorum: quorumOf(this.#policy, witnesses, size), compared: this.#compared};
  }

  /** The size of the log's own checkpoint, if a log of the policy signed it. */
  async #ownSize(): Promise<number> {
    const bytes = await readFile(join(this.#directory, 'checkpoint'));
    const {checkpoint} = judge(bytes, this.#policy);
    if (!checkpoint) {
      throw new Defect('LOG_BROKEN', [
        {where: 'checkpoint', what: 'not signed by a log that the policy names'},
      ]);
    }
    return checkpoint.size;
  }

  async #receipts(): Promise<HeldOutside[]> {
    const receipts: HeldOutside[] = [];
    for (const index of await receiptIndexes(this.#directory)) {
      const name = receiptPath(index);
      receipts.push({name, bytes: await readFile(join(this.#directory, name))});
    }
    return receipts;
  }

  /** A receipt names its entry exactly; a checkpoint only says before where the difference is. */
  async #held(name: string, bytes: Buffer, size: number) {
    const proof = readProofFile(bytes);
    if (typeof proof === 'string') return this.#checkpoint(name, bytes, size);
    if (proof.extra && proof.index < size) {
      const stored = await storedEntry(this.#directory, proof.index);
      if (!stored.equals(proof.extra)) {
        this.#faults.push({where: `entry ${proof.index}`, what: `is not the one of ${name}`});
      }
    }
    return this.#checkpoint(name, proof.note, size);
  }

  async #checkpoint(name: string, bytes: Buffer, size: number) {
    this.#compared++;
    const {checkpoint, witnesses} = judge(bytes, this.#policy);
    if (!checkpoint) {
      this.#faults.push({where: name, what: 'not signed by this log, or a signature in it fails'});
      return null;
    }
    if (checkpoint.size > size) {
      const what = `missing: ${name} shows ${checkpoint.size} entries, the log holds ${size}`;
      this.#faults.push({where: `entry ${size}`, what});
      return null;
    }
    const root = await this.#root(checkpoint.size);
    if (root.equals(checkpoint.root)) {
      this.#good = Math.max(this.#good, checkpoint.size);
      return {checkpoint, witnesses};
    }
    if (checkpoint.size < (this.#bad?.size ?? Number.POSITIVE_INFINITY)) {
      this.#bad = {size: checkpoint.size, name};
    }
    return null;
  }

  /** Many receipts stand under one checkpoint. */
  #root(size: number): Promise<Hash> {
    const root = this.#roots.get(size) ?? this.#tree.root(size);
    this.#roots.set(size, root);
    return root;
  }

  /** The log left what others saw after the last tree that agrees, and before the first that does not. */
  #nameFirstDifference(): void {
    if (!this.#bad) return;
    const {size, name} = this.#bad;
    // A larger tree that agrees would vouch for the smaller one too.
    const first = Math.min(this.#good, size - 1);
    const what =
      first === size - 1
        ? `is not the one that ${name} shows`
        : `or a later one before entry ${size} is not the one that ${name} shows`;
    this.#faults.push({where: `entry ${first}`, what});
  }
}

function see(
  views: Map<string, WitnessView>,
  {size}: Checkpoint,
  witnesses: readonly WitnessSight[],
): void {
  for (const {name, at} of witnesses) {
    const before = views.get(name);
    const isNewer =
      !before || size > before.size || (size === before.size && (at ?? 0) > (before.at ?? 0));
    if (at !== null && isNewer) views.set(name, {name, size, at});
  }
}

/**
 * How much of the log has the quorum behind it. Every tree that a witness cosigned was found to be a
 * beginning of this log, so whoever saw more has seen the smaller ones too.
 */
function quorumOf(
  policy: Policy,
  witnesses: readonly WitnessView[],
  own: number,
): OutsideView['quorum'] {
  const name = policy.quorum;
  if (name === null) return {name, isMet: true, size: own};
  const size = Math.max(
    0,
    ...witnesses
      .map((witness) => witness.size)
      .filter((size) => {
        const seen = witnesses.filter((witness) => witness.size >= size && witness.at !== null);
        return isQuorum(policy, new Set(seen.map((witness) => witness.name)));
      }),
  );
  return {name, isMet: size > 0, size};
}
