/** The identifiers and pseudonyms of the pipeline, each with the one function that mints it. */

import type {Brand} from './brand.ts';

/** Ten digits with a valid modulus-11 check digit. Never leaves the provider and third party. */
export type NhsNumber = Brand<string, 'NhsNumber'>;
/** Random 128 bits given to one row by `split`; joins File 2 to File 3, then is forgotten. */
export type SystemId = Brand<string, 'SystemId'>;
/** Anonymous linking field: one person, issued by the third party. */
export type Alf = Brand<string, 'Alf'>;
/** The ALF re-keyed by the research store. */
export type StoreAlf = Brand<string, 'StoreAlf'>;
/** The ALF re-keyed for one project and key version (ALF_PE). */
export type ProjectAlf = Brand<string, 'ProjectAlf'>;
/** Residential anonymous linking field: one residence. */
export type Ralf = Brand<string, 'Ralf'>;

/** `missing` has no digits at all; `invalid` has something that is not a number ever issued. */
export type NhsNumberReading =
  | {readonly status: 'valid'; readonly value: NhsNumber}
  | {readonly status: 'invalid'}
  | {readonly status: 'missing'};

/**
 * Reads an NHS number: blanks and hyphens removed, ten digits, modulus-11 check digit with weights
 * 10 to 2 (NHS Data Dictionary, NHS NUMBER). Ten equal digits pass the sum and are refused.
 */
export function readNhsNumber(text: string | null | undefined): NhsNumberReading {
  const digits = (text ?? '').replace(/[\s-]/g, '');
  if (digits === '') return {status: 'missing'};
  if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return {status: 'invalid'};
  return checkDigit(digits.slice(0, 9)) === Number(digits[9])
    ? {status: 'valid', value: digits as NhsNumber}
    : {status: 'invalid'};
}

/** The tenth digit that nine digits ask for; 10 means that no valid number starts with them. */
export function checkDigit(nineDigits: string): number {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(nineDigits[i]) * (10 - i);
  return (11 - (sum % 11)) % 11;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text has the shape of our pseudonyms: 128 bits as lower-case hexadecimal groups. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** Prints the first 16 bytes as a UUID, with no version or variant bits set. */
export function uuidFromBytes(bytes: Uint8Array): string {
  if (bytes.length < 16) throw new RangeError('a UUID has 16 bytes');
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
