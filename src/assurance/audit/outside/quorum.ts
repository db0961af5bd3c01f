/** Whether enough witnesses stand behind a tree, as a policy says what is enough. */

import {type Checkpoint, parseCheckpoint} from '../note/checkpoint.ts';
import {cosignedAt} from '../note/cosignature.ts';
import {openNote, parseNote} from '../note/note.ts';
import type {Policy} from './policy-file.ts';

export interface WitnessSight {
  /** The witness's name in the policy. */
  readonly name: string;
  /** When it cosigned, in seconds since 1970; null when it did not. */
  readonly at: number | null;
}

export interface Judgement {
  /** Null when no log of the policy signed it, or a known signature fails. */
  readonly checkpoint: Checkpoint | null;
  readonly witnesses: readonly WitnessSight[];
  readonly quorum: boolean;
  /** Signatures by keys that the policy does not name: the format ignores them. */
  readonly unknown: number;
}

const REFUSED: Judgement = {checkpoint: null, witnesses: [], quorum: false, unknown: 0};

/** Judges a signed note by a policy: is it a checkpoint of its log, and who cosigned it, and when? */
export function judge(bytes: Uint8Array, policy: Policy): Judgement {
  const note = parseNote(bytes);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) return REFUSED;
  const logs = policy.logs.flatMap(({verifier}) => verifier ?? []);
  const seeing = policy.witnesses.flatMap(({verifier}) => verifier ?? []);
  // The log signs under its origin: a key of another log of the policy does not count.
  const own = logs.filter(({name}) => name === checkpoint.origin);
  if (openNote(bytes, own) === null) return REFUSED;
  const known = [...own, ...seeing];
  if (openNote(bytes, known) === null) return REFUSED;
  const witnesses = policy.witnesses.map(({name, verifier}) => ({
    name,
    at: verifier && cosignedAt(note, verifier),
  }));
  const seen = witnesses.filter(({at}) => at !== null).map(({name}) => name);
  const isKnown = ({name, keyId}: {name: string; keyId: string}) =>
    known.some((verifier) => verifier.name === name && verifier.keyId === keyId);
  return {
    checkpoint,
    witnesses,
    quorum: isQuorum(policy, new Set(seen)),
    unknown: note.signatures.filter((signature) => !isKnown(signature)).length,
  };
}

/** Whether these witnesses are enough. */
export function isQuorum({groups, quorum}: Policy, seen: ReadonlySet<string>): boolean {
  const met = new Set(seen);
  // Members stand above their group, so one pass in order is enough.
  for (const {name, needed, members} of groups) {
    if (members.filter((member) => met.has(member)).length >= needed) met.add(name);
  }
  return quorum === null || met.has(quorum);
}
