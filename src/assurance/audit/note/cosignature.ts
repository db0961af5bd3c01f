/** Cosignatures (c2sp.org/tlog-cosignature v1.0.1): a witness says which tree it saw of a log, and when. */

import {type Note, type NoteVerifier, signatureLine} from './note.ts';
import {ed25519Key, ed25519Verifier, KEY_TYPES, parseAnyVkey} from './vkey.ts';

/** Of the time in front of a signature: big-endian seconds since 1970. */
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** Who can cosign. Its name is not signed, so one key never serves two witnesses. */
export interface Cosigner {
  readonly name: string;
  readonly vkey: string;
  /** The signature line over a checkpoint's text; a time of 0 would say that nothing was seen. */
  cosign(text: string, seconds: number): string;
}

const signedBytes = (text: string, seconds: number): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);

/** A cosigner from the 32 secret bytes of an Ed25519 key. */
export function cosignerFromSeed(name: string, seed: Uint8Array): Cosigner {
  const key = ed25519Key(name, KEY_TYPES.cosignature, seed);
  return {
    name,
    vkey: key.vkey,
    cosign(text, seconds) {
      if (!isTime(seconds)) throw new TypeError('a cosignature has a time');
      const time = Buffer.alloc(TIME_BYTES);
      time.writeBigUInt64BE(BigInt(seconds));
      return signatureLine(name, [key.keyId, time, key.sign(signedBytes(text, seconds))]);
    },
  };
}

const isTime = (seconds: number): boolean => Number.isSafeInteger(seconds) && seconds > 0;

/** The time that a cosignature claims, in seconds; null when it has none that we admit. */
function timeOf(signature: Buffer): number | null {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return null;
  const seconds = Number(signature.readBigUInt64BE());
  return isTime(seconds) ? seconds : null;
}

/** Reads a vkey of a witness; null when it is not one, or of a type that cannot be checked here. */
export function parseWitnessVkey(vkey: string): NoteVerifier | null {
  const read = parseAnyVkey(vkey);
  const verify = read?.type === KEY_TYPES.cosignature ? ed25519Verifier(read.key) : null;
  if (!read || !verify) return null;
  return {
    name: read.name,
    keyId: read.keyId,
    verify(text, signature) {
      const bytes = Buffer.from(signature);
      const seconds = timeOf(bytes);
      if (seconds === null) return false;
      return verify(signedBytes(text, seconds), bytes.subarray(TIME_BYTES));
    },
  };
}

/** When a witness cosigned a note, in seconds, the latest time counting; null when it did not. */
export function cosignedAt(note: Note, witness: NoteVerifier): number | null {
  const times = note.signatures
    .filter(({name, keyId}) => name === witness.name && keyId === witness.keyId)
    .filter(({signature}) => witness.verify(note.text, signature))
    .map(({signature}) => timeOf(signature) ?? 0);
  return times.length > 0 ? Math.max(...times) : null;
}
