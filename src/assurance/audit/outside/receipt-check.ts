/** Checks a receipt with nothing but a policy: no home, no log, no network. */

import {DataFault} from '../../../kernel/errors.ts';
import {type Entry, readEntry} from '../entry.ts';
import type {Checkpoint} from '../note/checkpoint.ts';
import {parseNote} from '../note/note.ts';
import {leafHash} from '../tree/merkle.ts';
import type {Policy} from './policy-file.ts';
import {type ProofFile, provesLeaf, readProofFile} from './proof-file.ts';
import {judge, type WitnessSight} from './quorum.ts';

export interface CheckedReceipt {
  readonly entry: Entry;
  readonly checkpoint: Checkpoint;
  readonly witnesses: readonly WitnessSight[];
}

/**
 * Checks signature, cosignatures, quorum, proof and entry.
 *
 * A note may carry signatures by keys that a reader does not know, and the format ignores them; a
 * changed byte in the name of a key then only makes a signature unknown. So that no byte of a
 * receipt can change unnoticed, such signatures are refused unless the caller ignores them.
 * @throws DataFault RECEIPT_INVALID or QUORUM_NOT_MET.
 */
export function checkReceipt(
  bytes: Uint8Array,
  policy: Policy,
  {ignoreUnknown = false} = {},
): CheckedReceipt {
  const proof = readProofFile(bytes);
  if (typeof proof === 'string') throw invalid('the receipt', proof);
  const judged = judge(proof.note, policy);
  const {checkpoint, witnesses, quorum, unknown} = judged;
  if (!checkpoint) throw invalid('its checkpoint', whyNot(proof, policy));
  if (unknown > 0 && !ignoreUnknown) {
    const what = `${unknown} by keys that the policy does not name, so nothing vouches for them`;
    throw invalid('its signatures', what);
  }
  const entry = provenEntry(proof, checkpoint);
  if (!quorum) throw new DataFault('QUORUM_NOT_MET', missingWitnesses(witnesses));
  return {entry, checkpoint, witnesses};
}

const invalid = (where: string, what: string): DataFault =>
  new DataFault('RECEIPT_INVALID', [{where, what}]);

function whyNot({note}: ProofFile, {logs}: Policy): string {
  const origin = parseNote(note)?.text.split('\n')[0];
  const isNamed = logs.some(({verifier}) => verifier?.name === origin);
  return isNamed
    ? 'not signed by the key that the policy names, or a signature in it fails'
    : 'of a log that the policy does not name';
}

/** The entry of a receipt, once its proof leads to the root of the checkpoint. */
function provenEntry(proof: ProofFile, checkpoint: Checkpoint): Entry {
  if (!proof.extra) throw invalid('the receipt', 'does not hold the entry that it proves');
  if (!provesLeaf(proof, leafHash(proof.extra), checkpoint)) {
    throw invalid(`entry ${proof.index}`, 'is not shown to be under the signed root');
  }
  const entry = readEntry(proof.extra);
  if (typeof entry === 'string') throw invalid(`entry ${proof.index}`, entry);
  if (entry.seq !== proof.index) {
    throw invalid(`entry ${proof.index}`, `says that it is entry ${entry.seq}`);
  }
  return entry;
}

export const missingWitnesses = (witnesses: readonly WitnessSight[]) =>
  witnesses
    .filter(({at}) => at === null)
    .map(({name}) => ({where: `witness ${name}`, what: 'has not cosigned'}));
