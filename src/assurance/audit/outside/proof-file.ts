/** Proofs that travel alone (c2sp.org/tlog-proof): index, inclusion proof and checkpoint in one text. */

import type {Checkpoint} from '../note/checkpoint.ts';
import {strictBase64} from '../note/vkey.ts';
import {HASH_BYTES, type Hash} from '../tree/merkle.ts';
import {verifyInclusion} from '../tree/proofs.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** An inclusion proof in the largest tree that we count. */
const MAX_HASHES = 63;
/** An entry, a proof and a checkpoint with very many cosignatures. */
const MAX_PROOF_BYTES = 2_000_000;

export interface ProofFile {
  /** What the format does not authenticate; only a reader who checks it against the proof may trust it. */
  readonly extra: Buffer | null;
  readonly index: number;
  readonly hashes: readonly Hash[];
  /** The checkpoint, to the byte. */
  readonly note: Buffer;
}

export function writeProofFile({extra, index, hashes, note}: ProofFile): string {
  const lines = [
    HEADER,
    ...(extra ? [`extra ${extra.toString('base64')}`] : []),
    `index ${index}`,
    ...hashes.map((hash) => hash.toString('base64')),
    '',
  ];
  return `${lines.join('\n')}\n${note.toString('utf8')}`;
}

/** Reads a proof strictly; a text says what is wrong with it. Verifies nothing. */
export function readProofFile(bytes: Uint8Array): ProofFile | string {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (all.length > MAX_PROOF_BYTES) return 'larger than 2 MB';
  const split = all.indexOf('\n\n');
  if (split < 0) return 'has no checkpoint';
  const lines = all.toString('latin1', 0, split).split('\n');
  if (lines.shift() !== HEADER) return `does not start with ${HEADER}`;
  const extra = lines[0]?.startsWith('extra ') ? readExtra(lines.shift() as string) : null;
  if (extra === undefined) return 'has an extra line that is not base64';
  const index = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? '')?.[1];
  if (index === undefined || !Number.isSafeInteger(Number(index))) return 'has no index';
  const hashes = readHashes(lines, MAX_HASHES);
  if (!hashes) return 'has a line that is not a hash';
  return {extra, index: Number(index), hashes, note: all.subarray(split + 2)};
}

const readExtra = (line: string): Buffer | undefined =>
  strictBase64(line.slice('extra '.length)) ?? undefined;

/** Base64 lines, a hash each; null when one is not, or when there are too many. */
export function readHashes(lines: readonly string[], most: number): Hash[] | null {
  const hashes = lines.map(strictBase64);
  const isHash = (hash: Buffer | null): hash is Hash => hash?.length === HASH_BYTES;
  return hashes.length <= most && hashes.every(isHash) ? hashes : null;
}

/** Whether a leaf stands where a proof says, in the tree of a checkpoint that was judged already. */
export const provesLeaf = (
  {index, hashes}: Pick<ProofFile, 'index' | 'hashes'>,
  leaf: Hash,
  {size, root}: Checkpoint,
): boolean => verifyInclusion({leaf, index, size, root}, hashes);
