/** Commitments: the log holds SHA-256(salt ‖ value), and whoever holds the salt can open it. */

import type {Digest} from '../../kernel/digests.ts';
import {sha256} from '../../kernel/digests.ts';
import type {Effects} from '../../kernel/effects.ts';

/** Fixed, so that salt ‖ value can be read in one way only. */
const SALT_BYTES = 32;

export interface Commitment {
  readonly commitment: Digest;
  /** 64 hexadecimal digits; deleting it is what erasure means. */
  readonly salt: string;
}

/** Commits to a value under a fresh salt: low-entropy values are protected by the salt alone. */
export function commit(value: string, effects: Pick<Effects, 'randomBytes'>): Commitment {
  const salt = effects.randomBytes(SALT_BYTES);
  return {commitment: commitmentOf(value, salt), salt: Buffer.from(salt).toString('hex')};
}

/** Whether a value and its salt are what was committed to. */
export const opens = (commitment: string, value: string, salt: string): boolean =>
  /^[0-9a-f]{64}$/.test(salt) && commitmentOf(value, Buffer.from(salt, 'hex')) === commitment;

function commitmentOf(value: string, salt: Uint8Array): Digest {
  if (salt.length !== SALT_BYTES) throw new TypeError('a salt has 32 bytes');
  if (!value.isWellFormed()) throw new TypeError('a committed value is well-formed text');
  return sha256(Buffer.concat([salt, Buffer.from(value)]));
}
