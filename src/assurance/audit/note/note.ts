/** C2SP signed notes (c2sp.org/signed-note v1.0.0): text that carries its signatures with it. */

import {
  ed25519Key,
  ed25519Verifier,
  isKeyName,
  KEY_TYPES,
  parseAnyVkey,
  strictBase64,
} from './vkey.ts';

const MAX_NOTE_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;

/** Who can sign: a name, and a key that never leaves this object. */
export interface NoteSigner {
  readonly name: string;
  readonly vkey: string;
  sign(text: string): string;
}

export interface NoteVerifier {
  readonly name: string;
  /** First four bytes of SHA-256(name ‖ LF ‖ type ‖ public key), as hexadecimal. */
  readonly keyId: string;
  verify(text: string, signature: Uint8Array): boolean;
}

/** One signature line, read but not verified. */
export interface NoteSignature {
  /** The whole line, line feed included. */
  readonly line: string;
  readonly name: string;
  readonly keyId: string;
  /** What follows the key id. */
  readonly signature: Buffer;
}

export interface Note {
  /** The signed text, with its last line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A signer from the 32 secret bytes of an Ed25519 key. */
export function signerFromSeed(name: string, seed: Uint8Array): NoteSigner {
  const key = ed25519Key(name, KEY_TYPES.note, seed);
  return {
    name,
    vkey: key.vkey,
    sign: (text) => signatureLine(name, [key.keyId, key.sign(Buffer.from(text))]),
  };
}

/** One line of a note's signatures: a name, and key id and signature in base64. */
export const signatureLine = (name: string, payload: readonly Uint8Array[]): string =>
  `\u2014 ${name} ${Buffer.concat(payload).toString('base64')}\n`;

/** Reads a vkey of a note key; null when it is not one, or of another type. */
export function parseVkey(vkey: string): NoteVerifier | null {
  const read = parseAnyVkey(vkey);
  const verify = read?.type === KEY_TYPES.note ? ed25519Verifier(read.key) : null;
  if (!read || !verify) return null;
  return {
    name: read.name,
    keyId: read.keyId,
    verify: (text, signature) => verify(Buffer.from(text), signature),
  };
}

/** A note with one signature line per signer, in their order. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!isNoteText(text)) throw new TypeError('a note is text that ends with a line feed');
  return `${text}\n${signers.map((signer) => signer.sign(text)).join('')}`;
}

const isNoteText = (text: string): boolean =>
  text.endsWith('\n') && text.isWellFormed() && !hasControlCharacter(text);

/** Control characters below U+0020, the line feed excepted. */
function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

/** Splits a note at its last empty line; null when it is malformed. Verifies nothing. */
export function parseNote(bytes: Uint8Array): Note | null {
  if (bytes.length > MAX_NOTE_BYTES) return null;
  let note: string;
  try {
    note = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    return null;
  }
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !isNoteText(note)) return null;
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return null;
  const signatures = lines.map(parseSignature);
  if (!signatures.every((line) => line !== null)) return null;
  return {text: note.slice(0, split + 1), signatures};
}

/** Reads one signature line, without its line feed. */
export function parseSignature(line: string): NoteSignature | null {
  const [, name, encoded] = /^\u2014 (\S+) (\S+)$/u.exec(line) ?? [];
  if (name === undefined || encoded === undefined || !isKeyName(name)) return null;
  const payload = strictBase64(encoded);
  if (!payload || payload.length < 5) return null;
  const keyId = payload.toString('hex', 0, 4);
  return {line: `${line}\n`, name, keyId, signature: payload.subarray(4)};
}

/**
 * The text of a note when at least one known key signed it and no known key's signature fails;
 * otherwise null. Signatures by keys that are not known are ignored.
 */
export function openNote(bytes: Uint8Array, verifiers: readonly NoteVerifier[]): string | null {
  const note = parseNote(bytes);
  if (!note) return null;
  const verdicts = note.signatures.flatMap(({name, keyId, signature}) => {
    const known = verifiers.find((verifier) => verifier.name === name && verifier.keyId === keyId);
    return known ? [known.verify(note.text, signature)] : [];
  });
  return verdicts.length > 0 && verdicts.every((valid) => valid) ? note.text : null;
}
