/** C2SP key names, key ids and vkeys (c2sp.org/signed-note v1.0.0); every type of key keeps its place. */

import {createPrivateKey, createPublicKey, type KeyObject, sign, verify} from 'node:crypto';
import {hashBytes} from '../tree/merkle.ts';

/** The type byte of a key: what its signatures are made over. Types that are not here are unknown. */
export const KEY_TYPES = {note: 0x01, cosignature: 0x04} as const;

/** A vkey, read; whether its type is one that can be checked is for others to say. */
export interface Vkey {
  readonly name: string;
  /** First four bytes of SHA-256(name ‖ LF ‖ type ‖ public key), as hexadecimal. */
  readonly keyId: string;
  readonly type: number;
  readonly key: Buffer;
}

const ED25519_BYTES = 32;

export const isKeyName = (name: string): boolean => name !== '' && !/[\s+]/u.test(name);

/** Decodes base64 strictly: Node ignores what it does not know, which would let bytes change. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

function keyIdOf(name: string, typedKey: Uint8Array): Buffer {
  return hashBytes(Buffer.concat([Buffer.from(`${name}\n`), typedKey])).subarray(0, 4);
}

/** Reads `name+id+base64`; null when it is not one. */
export function parseAnyVkey(vkey: string): Vkey | null {
  // The first two plus signs only: base64 may hold more.
  const [, name, id, encoded] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/.exec(vkey) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return null;
  const typedKey = strictBase64(encoded);
  if (!isKeyName(name) || !typedKey || typedKey.length < 2) return null;
  if (keyIdOf(name, typedKey).toString('hex') !== id) return null;
  return {name, keyId: id, type: typedKey[0] as number, key: typedKey.subarray(1)};
}

/** Checks Ed25519 signatures; null when the bytes are not such a key. */
export function ed25519Verifier(
  key: Buffer,
): ((bytes: Uint8Array, signature: Uint8Array) => boolean) | null {
  if (key.length !== ED25519_BYTES) return null;
  const x = key.toString('base64url');
  let publicKey: KeyObject;
  try {
    publicKey = createPublicKey({key: {kty: 'OKP', crv: 'Ed25519', x}, format: 'jwk'});
  } catch {
    return null;
  }
  return (bytes, signature) => signature.length === 64 && verify(null, bytes, publicKey, signature);
}

/** The secret half of a key of some type, which never leaves this object. */
export interface SigningKey {
  readonly vkey: string;
  readonly keyId: Buffer;
  sign(bytes: Uint8Array): Buffer;
}

/** A key of some type from the 32 secret bytes of an Ed25519 key. */
export function ed25519Key(name: string, type: number, seed: Uint8Array): SigningKey {
  if (!isKeyName(name)) throw new TypeError('a key name has no white space and no +');
  if (seed.length !== ED25519_BYTES) throw new TypeError('an Ed25519 seed has 32 bytes');
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const secret = createPrivateKey({key: pkcs8, format: 'der', type: 'pkcs8'});
  const spki = createPublicKey(secret).export({format: 'der', type: 'spki'});
  const typedKey = Buffer.concat([Buffer.of(type), spki.subarray(-ED25519_BYTES)]);
  const keyId = keyIdOf(name, typedKey);
  return {
    vkey: `${name}+${keyId.toString('hex')}+${typedKey.toString('base64')}`,
    keyId,
    sign: (bytes) => sign(null, bytes, secret),
  };
}
