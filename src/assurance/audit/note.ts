/** C2SP signed notes (c2sp.org/signed-note v1.0.0): text that carries its signatures with it. */

import {createPrivateKey, createPublicKey, type KeyObject, sign, verify} from 'node:crypto';
import {hashBytes} from './merkle.ts';

/** The signature type byte of an Ed25519 note. Other types keep their place open. */
const ED25519 = 1;
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
interface NoteSignature {
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

const isKeyName = (name: string): boolean => name !== '' && !/[\s+]/u.test(name);

function keyId(name: string, typedKey: Uint8Array): Buffer {
  return hashBytes(Buffer.concat([Buffer.from(`${name}\n`), typedKey])).subarray(0, 4);
}

/** Decodes base64 strictly: Node ignores what it does not know, which would let bytes change. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** A signer from the 32 secret bytes of an Ed25519 key. */
export function signerFromSeed(name: string, seed: Uint8Array): NoteSigner {
  if (!isKeyName(name)) throw new TypeError('a key name has no white space and no +');
  if (seed.length !== 32) throw new TypeError('an Ed25519 seed has 32 bytes');
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const secret = createPrivateKey({key: pkcs8, format: 'der', type: 'pkcs8'});
  const spki = createPublicKey(secret).export({format: 'der', type: 'spki'});
  const typedKey = Buffer.concat([Buffer.of(ED25519), spki.subarray(-32)]);
  const id = keyId(name, typedKey);
  return {
    name,
    vkey: `${name}+${id.toString('hex')}+${typedKey.toString('base64')}`,
    sign(text) {
      const payload = Buffer.concat([id, sign(null, Buffer.from(text), secret)]);
      return `\u2014 ${name} ${payload.toString('base64')}\n`;
    },
  };
}

/** Reads a vkey, `name+id+base64`; null when it is not one, or not of a type that we know. */
export function parseVkey(vkey: string): NoteVerifier | null {
  // The first two plus signs only: base64 may hold more.
  const [, name, id, encoded] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/.exec(vkey) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return null;
  const typedKey = strictBase64(encoded);
  if (!isKeyName(name) || typedKey?.length !== 33 || typedKey[0] !== ED25519) return null;
  if (keyId(name, typedKey).toString('hex') !== id) return null;
  const x = typedKey.subarray(1).toString('base64url');
  let key: KeyObject;
  try {
    key = createPublicKey({key: {kty: 'OKP', crv: 'Ed25519', x}, format: 'jwk'});
  } catch {
    return null;
  }
  return {
    name,
    keyId: id,
    verify: (text, signature) =>
      signature.length === 64 && verify(null, Buffer.from(text), key, signature),
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

function parseSignature(line: string): NoteSignature | null {
  const [, name, encoded] = /^\u2014 (\S+) (\S+)$/u.exec(line) ?? [];
  if (name === undefined || encoded === undefined || !isKeyName(name)) return null;
  const payload = strictBase64(encoded);
  if (!payload || payload.length < 5) return null;
  return {name, keyId: payload.toString('hex', 0, 4), signature: payload.subarray(4)};
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
