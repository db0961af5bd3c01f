/** An `add-checkpoint` request (c2sp.org/tlog-witness v1.0.0), written by a log and read by a witness. */

import {type Note, parseNote} from '../note/note.ts';
import {readHashes} from '../outside/proof-file.ts';
import type {Hash} from '../tree/merkle.ts';

/** The most hashes that the format admits. */
const MAX_HASHES = 63;

export const writeRequest = (old: number, proof: readonly Hash[], note: string): string =>
  [`old ${old}`, ...proof.map((hash) => hash.toString('base64')), '', note].join('\n');

/** A request of which the checkpoint can be read as a note; nothing is verified. */
export interface WitnessRequest {
  /** The checkpoint, to the byte. */
  readonly bytes: Buffer;
  readonly note: Note;
  /** The first line of the checkpoint: which log asks. */
  readonly origin: string;
  /** Null when the lines above the checkpoint are malformed. */
  readonly claim: {readonly old: number; readonly proof: readonly Hash[]} | null;
}

/** Null when not even the log that asks can be made out. */
export function readRequest(body: Buffer): WitnessRequest | null {
  const split = body.indexOf('\n\n');
  const bytes = body.subarray(split + 2);
  const note = split < 0 ? null : parseNote(bytes);
  if (!note) return null;
  const origin = note.text.slice(0, note.text.indexOf('\n'));
  return {bytes, note, origin, claim: readClaim(body.toString('latin1', 0, split))};
}

function readClaim(text: string): WitnessRequest['claim'] {
  const [first = '', ...lines] = text.split('\n');
  const digits = /^old (0|[1-9]\d*)$/.exec(first)?.[1];
  const proof = readHashes(lines, MAX_HASHES);
  const old = Number(digits);
  return proof && Number.isSafeInteger(old) ? {old, proof} : null;
}
