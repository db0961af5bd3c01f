/** What a witness answers: the status table of c2sp.org/tlog-witness, as a function of what it holds. */

import {type Checkpoint, parseCheckpoint} from '../note/checkpoint.ts';
import {type NoteVerifier, openNote} from '../note/note.ts';
import {EMPTY_ROOT} from '../tree/merkle.ts';
import {type TreeHead, verifyConsistency} from '../tree/proofs.ts';
import type {WitnessRequest} from './request.ts';

/** Why a checkpoint is not cosigned, in the order in which it is looked for. */
export type WitnessRefusal =
  | {readonly status: 404 | 403 | 400 | 422; readonly because: string}
  | {readonly status: 409; readonly because: string; readonly size: number};

export type WitnessDecision =
  | {readonly status: 200; readonly checkpoint: Checkpoint}
  | WitnessRefusal;

/** The head of a log that nobody has seen yet. */
export const NOTHING_SEEN: TreeHead = {size: 0, root: EMPTY_ROOT};

/**
 * @param keys the keys that are trusted for the request's origin; none means that it is unknown
 * @param held the tree that was last cosigned
 */
export function decideCheckpoint(
  request: WitnessRequest,
  keys: readonly NoteVerifier[],
  held: TreeHead,
): WitnessDecision {
  if (keys.length === 0) return {status: 404, because: 'the log is not known here'};
  if (openNote(request.bytes, keys) === null) {
    return {status: 403, because: 'not signed by a key that is trusted for this log'};
  }
  const now = parseCheckpoint(request.note.text);
  if (!now || !request.claim) return {status: 400, because: 'malformed'};
  const {old, proof} = request.claim;
  if (old > now.size) return {status: 400, because: 'the old size is larger than the new one'};
  if (old !== held.size) {
    return {status: 409, because: 'the old size is not the one last cosigned', size: held.size};
  }
  // Of an empty log too: its root can only be that of no entries.
  if (!verifyConsistency(held, now, proof)) {
    const because =
      old === now.size
        ? 'another history of the same size was cosigned before'
        : 'what was cosigned before is not shown to be the beginning of it';
    return {status: 422, because};
  }
  return {status: 200, checkpoint: now};
}
