/** Trust policies (c2sp.org/tlog-policy): which log, which witnesses, and how many of them it takes. */

import {DataFault, type Fault} from '../../../kernel/errors.ts';
import {parseWitnessVkey} from '../note/cosignature.ts';
import {type NoteVerifier, parseVkey} from '../note/note.ts';
import {parseAnyVkey} from '../note/vkey.ts';

interface PolicyKey {
  readonly vkey: string;
  /** Null for a kind of key that cannot be checked here: what it signs then counts for nothing. */
  readonly verifier: NoteVerifier | null;
  readonly url: string | null;
}

export type PolicyLog = PolicyKey;

export interface PolicyWitness extends PolicyKey {
  /** Its name in this policy, which is not the name of its key. */
  readonly name: string;
}

export interface PolicyGroup {
  readonly name: string;
  /** How many of the members it takes. */
  readonly needed: number;
  readonly members: readonly string[];
}

export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** A witness or a group; null when no witness is asked for. */
  readonly quorum: string | null;
}

/** Far more than anyone has (the format asks for 32 of each): bounds what is read. */
const MAX_POLICY_BYTES = 1_000_000;

/** @throws DataFault WITNESS_POLICY_INVALID with every line that is wrong. */
export function parsePolicy(bytes: Uint8Array): Policy {
  const reader = new PolicyReader();
  if (bytes.length > MAX_POLICY_BYTES) reader.fault('the policy', 'larger than 1 MB');
  else reader.read(bytes);
  if (reader.faults.length > 0) throw new DataFault('WITNESS_POLICY_INVALID', reader.faults);
  return reader.policy();
}

class PolicyReader {
  readonly faults: Fault[] = [];
  readonly #logs: PolicyLog[] = [];
  readonly #witnesses: PolicyWitness[] = [];
  readonly #groups: PolicyGroup[] = [];
  /** Names so far; true once a group has the name as its member. */
  readonly #names = new Map<string, boolean>();
  /** Public keys so far, whatever they are called. */
  readonly #keys = new Set<string>();
  readonly #quorums: string[] = [];
  #line = '';

  policy(): Policy {
    const [quorum = 'none'] = this.#quorums;
    return {
      logs: this.#logs,
      witnesses: this.#witnesses,
      groups: this.#groups,
      quorum: quorum === 'none' ? null : quorum,
    };
  }

  fault(where: string, what: string): void {
    this.faults.push({where, what});
  }

  read(bytes: Uint8Array): void {
    if (bytes.some((byte) => (byte < 0x20 ? byte !== 0x09 && byte !== 0x0a : byte === 0x7f))) {
      this.fault('the policy', 'holds control characters');
    }
    // Bytes above ASCII are opaque to the format: latin1 keeps each as it is.
    const text = Buffer.from(bytes).toString('latin1');
    if (text !== '' && !text.endsWith('\n'))
      this.fault('the policy', 'ends in the middle of a line');
    for (const [i, line] of text.split('\n').entries()) {
      const words = line.split(/[ \t]+/).filter((word) => word !== '');
      if (words.length === 0 || words[0]?.startsWith('#')) continue;
      this.#line = `line ${i + 1}`;
      this.#read(words);
    }
    this.#line = 'the policy';
    if (this.#quorums.length !== 1) this.#wrong('needs exactly one quorum line');
  }

  #wrong(what: string): void {
    this.fault(this.#line, what);
  }

  #read([kind, ...words]: readonly string[]): void {
    const [first, second, third] = words as [string?, string?, string?];
    if (kind === 'log' && first && words.length <= 2) {
      const key = this.#key(first, second, parseVkey, 0x04);
      if (key) this.#logs.push(key);
    } else if (kind === 'witness' && first && second && words.length <= 3) {
      const key = this.#key(second, third, parseWitnessVkey, 0x01);
      if (key && this.#define(first)) this.#witnesses.push({name: first, ...key});
    } else if (kind === 'group' && first && second && words.length >= 3) {
      this.#group(first, second, words.slice(2));
    } else if (kind === 'quorum' && first && words.length === 1) {
      if (first !== 'none' && !this.#names.has(first))
        this.#wrong('a quorum that is not defined above');
      this.#quorums.push(first);
    } else {
      this.#wrong('not a log, witness, group or quorum line');
    }
  }

  /** @param wrongType the type of key that has no business on this line */
  #key(
    vkey: string,
    url: string | undefined,
    verifierOf: (vkey: string) => NoteVerifier | null,
    wrongType: number,
  ): PolicyKey | null {
    // A key name may be in any script; it was read a byte a character.
    const written = Buffer.from(vkey, 'latin1').toString('utf8');
    const read = parseAnyVkey(written);
    if (!read || read.type === wrongType) {
      this.#wrong(read ? 'a key for another use' : 'not a public key');
      return null;
    }
    const key = read.key.toString('hex');
    if (this.#keys.has(key)) this.#wrong('a public key that stands above already');
    this.#keys.add(key);
    return {vkey: written, verifier: verifierOf(written), url: url ?? null};
  }

  #define(name: string): boolean {
    const isFree = name !== 'none' && !this.#names.has(name);
    if (isFree) this.#names.set(name, false);
    else this.#wrong('a name that is taken');
    return isFree;
  }

  #group(name: string, threshold: string, members: readonly string[]): void {
    for (const member of members) {
      const isMember = this.#names.get(member);
      if (isMember === undefined) this.#wrong('a member that is not defined above');
      if (isMember) this.#wrong('a member that is in a group already');
      if (isMember === false) this.#names.set(member, true);
    }
    const needed = thresholdOf(threshold, members.length);
    if (needed === null) this.#wrong(`needs all, any, or 1 to ${members.length} of its members`);
    if (this.#define(name)) this.#groups.push({name, needed: needed ?? 1, members});
  }
}

/** How many members a threshold means; null when it is none. */
function thresholdOf(threshold: string, members: number): number | null {
  if (threshold === 'all') return members;
  if (threshold === 'any') return 1;
  const needed = /^[1-9]\d{0,5}$/.test(threshold) ? Number(threshold) : 0;
  return needed >= 1 && needed <= members ? needed : null;
}

/** A log that asks for no witness: what stands beside a log from its first moment on. */
export const policyWithoutWitnesses = (logVkey: string): string => `log ${logVkey}\nquorum none\n`;
