/** C2SP checkpoints (c2sp.org/tlog-checkpoint v1.0.0): a log's name, size and root, signed. */

import {HASH_BYTES} from '../tree/merkle.ts';
import type {TreeHead} from '../tree/proofs.ts';
import {type NoteSigner, type NoteVerifier, openNote, signNote} from './note.ts';
import {strictBase64} from './vkey.ts';

export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

/** What a caller keeps of a checkpoint; `note` is its file, to the byte. */
export interface PublishedCheckpoint {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  readonly note: string;
}

/** The text that is signed: origin, decimal size and base64 root, a line each. */
export const checkpointText = ({origin, size, root}: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`;

/** Reads a checkpoint's text; null when it is malformed. Extension lines are opaque. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, digits, encoded, ...extensions] = text.split('\n');
  if (!origin || digits === undefined || encoded === undefined) return null;
  // The text ends with a line feed, so the split ends with an empty piece, and no other is empty.
  if (extensions.pop() !== '' || extensions.includes('')) return null;
  const size = Number(digits);
  const root = strictBase64(encoded);
  if (!/^(0|[1-9]\d*)$/.test(digits) || !Number.isSafeInteger(size)) return null;
  return root?.length === HASH_BYTES ? {origin, size, root} : null;
}

export const signCheckpoint = (head: TreeHead, signer: NoteSigner): string =>
  signNote(checkpointText({origin: signer.name, ...head}), [signer]);

/** The checkpoint in a note; null unless the log's own key, whose name is the origin, signed it. */
export function openCheckpoint(note: Uint8Array, log: NoteVerifier): Checkpoint | null {
  const text = openNote(note, [log]);
  const checkpoint = text === null ? null : parseCheckpoint(text);
  return checkpoint?.origin === log.name ? checkpoint : null;
}
