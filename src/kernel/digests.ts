/** SHA-256 as lower-case hexadecimal, of bytes, text and canonical JSON. */

import {createHash} from 'node:crypto';
import type {Brand} from './brand.ts';
import {canonicalJson, type Json} from './canonical-json.ts';

/** SHA-256, 64 lower-case hexadecimal digits. */
export type Digest = Brand<string, 'Digest'>;

export const sha256 = (bytes: Uint8Array | string): Digest =>
  createHash('sha256').update(bytes).digest('hex') as Digest;

/** The digest of a definition: key order and white space do not change it, any value does. */
export const digestOf = (value: Json): Digest => sha256(canonicalJson(value));

export const isDigest = (text: string): text is Digest => /^[0-9a-f]{64}$/.test(text);
