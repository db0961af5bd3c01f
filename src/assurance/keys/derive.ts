/** Sub-keys and pseudonyms: HMAC-SHA-256 under HKDF-SHA-256 keys (governance reference §5.6). */

import {createHmac, hash, hkdfSync} from 'node:crypto';
import {Defect} from '../../kernel/errors.ts';
import {uuidFromBytes} from '../../kernel/ids.ts';

const KEY_BYTES = 32;
const BLOCK_BYTES = 64;

/** What a pseudonym is for. Another zone, project, field type or version is another pseudonym. */
export interface PseudonymScope {
  readonly zone: string;
  /** `-`, null or left out: not for one project. */
  readonly project?: string | null;
  /** `person`, `residence`, `practice`, `record` … */
  readonly fieldType: string;
  readonly keyVersion: number;
}

/** The sub-key of a scope. */
export function derivePseudonymKey(root: Uint8Array, scope: PseudonymScope): Buffer {
  const {zone, project, fieldType, keyVersion} = scope;
  if (!Number.isSafeInteger(keyVersion) || keyVersion < 1) throw unfit('keyVersion');
  const fields = {zone, project: project ?? '-', fieldType, keyVersion: String(keyVersion)};
  for (const [name, field] of Object.entries(fields)) {
    // With no line feed in a field, joined lines can be read in one way only.
    if (!/^[a-z0-9._-]+$/.test(field)) throw unfit(name);
  }
  return hkdf(root, ['dolen/pseudonym/v1', ...Object.values(fields)].join('\n'), KEY_BYTES);
}

/**
 * The root key of one project and version: of the store's root key and of a secret of its own, so
 * that it is gone for good when either of them is (RFC 5869, with the secret as salt).
 */
export function deriveProjectRoot(root: Uint8Array, secret: Uint8Array): Buffer {
  if (secret.length !== KEY_BYTES) throw unfit('project secret');
  return hkdf(root, 'dolen/project-root/v1', KEY_BYTES, secret);
}

/** A key for anything that is not a pseudonym, such as a database; one label, one purpose. */
export function deriveKey(root: Uint8Array, label: string, length = KEY_BYTES): Buffer {
  if (!/^[a-z0-9._/-]+$/.test(label)) throw unfit('label');
  return hkdf(root, `dolen/key/v1\n${label}`, length);
}

function hkdf(
  root: Uint8Array,
  info: string,
  length: number,
  salt: Uint8Array | string = '',
): Buffer {
  if (root.length !== KEY_BYTES) throw unfit('root key');
  return Buffer.from(hkdfSync('sha256', root, salt, info, length));
}

const unfit = (field: string): Defect =>
  new Defect('UNEXPECTED', [
    {where: `key derivation, ${field}`, what: 'not of the permitted form'},
  ]);

/** Longer inputs are rare, and need no speed. */
const SHORT_INPUT = 256;

/**
 * A function from input to pseudonym: the first 16 bytes of its HMAC, printed as a UUID. HMAC is
 * two one-shot hashes over prepared blocks (RFC 2104 §2), twice as fast as an Hmac object each.
 */
export function pseudonymiser(subkey: Uint8Array): (input: string) => string {
  if (subkey.length !== KEY_BYTES) throw unfit('sub-key');
  const inner = Buffer.alloc(BLOCK_BYTES + 3 * SHORT_INPUT, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + 32, 0x5c);
  subkey.forEach((byte, i) => {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  });
  return (input) => {
    if (input.length > SHORT_INPUT) {
      return uuidFromBytes(createHmac('sha256', subkey).update(input).digest());
    }
    const length = inner.write(input, BLOCK_BYTES, 'utf8');
    const digest = hash('sha256', inner.subarray(0, BLOCK_BYTES + length), 'binary');
    outer.write(digest, BLOCK_BYTES, 'latin1');
    return asUuid(hash('sha256', outer, 'hex'));
  };
}

const asUuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
