/** What a keyring's file holds: the keys themselves, or their age ciphertext under a public head. */

import {z} from 'zod';
import {openSealedText, sealText} from '../../engine/sealing.ts';
import {refuse} from '../../kernel/errors.ts';
import type {Zone} from '../../kernel/zones.ts';
import {
  readIdentities,
  readNewPassphrase,
  readPassphrase,
  type SealTo,
  type Unlock,
} from './unlock.ts';

const KeyringSchema = z.strictObject({
  v: z.literal(1),
  zone: z.string(),
  rootKey: z.string().regex(/^[0-9a-f]{64}$/),
  keyVersion: z.int().positive(),
  identity: z.string().startsWith('AGE-SECRET-KEY-1'),
  recipient: z.string().startsWith('age1'),
  created: z.string(),
});

export type KeyringFile = Readonly<z.infer<typeof KeyringSchema>>;

/** All but `sealed` is public; it is repeated inside, and both must agree. */
const SealedSchema = z.strictObject({
  v: z.literal(1),
  zone: z.string(),
  keyId: z.string(),
  keyVersion: z.int().positive(),
  recipient: z.string(),
  /** `passphrase`, or the age recipient whose identity opens it. */
  sealedTo: z.string(),
  sealed: z.string(),
});

type SealedFile = Readonly<z.infer<typeof SealedSchema>>;

export async function sealKeyringText(
  file: KeyringFile,
  keyId: string,
  to: SealTo,
): Promise<string> {
  const {v, zone, keyVersion, recipient} = file;
  const sealer = 'recipient' in to ? to : {passphrase: await readNewPassphrase(to.passphraseFile)};
  const sealed: SealedFile = {
    ...{v, zone, keyId, keyVersion, recipient},
    sealedTo: 'recipient' in to ? to.recipient : 'passphrase',
    sealed: await sealText(JSON.stringify(file), sealer),
  };
  return `${JSON.stringify(sealed, null, 2)}\n`;
}

/** Whether the text of a keyring's file is sealed: what `dolen doctor` may know of it. */
export const isSealed = (text: string): boolean => SealedSchema.safeParse(parsed(text)).success;

/**
 * The keys in a file's text; a text says why there are none, without a word of what stands there.
 * @throws Refusal KEYRING_SEALED when it is sealed, and what is given does not open it
 */
export async function openKeyringText(
  text: string,
  zone: Zone,
  unlock: Unlock,
): Promise<KeyringFile | string> {
  const sealed = SealedSchema.safeParse(parsed(text));
  const plain = sealed.success ? await unseal(sealed.data, zone, unlock) : text;
  const read = KeyringSchema.safeParse(parsed(plain));
  if (!read.success) return 'not a keyring';
  const file = read.data;
  const head = sealed.data ?? file;
  if (file.zone !== zone || head.zone !== zone) return 'the keyring of another zone';
  if (head.recipient !== file.recipient || head.keyVersion !== file.keyVersion) {
    return 'its head is that of other keys';
  }
  return file;
}

async function unseal(file: SealedFile, zone: Zone, unlock: Unlock): Promise<string> {
  const byPassphrase = file.sealedTo === 'passphrase';
  const {passphraseFile, identityFile} = unlock;
  const given = byPassphrase ? passphraseFile : identityFile;
  const what = byPassphrase ? 'passphrase' : 'identity';
  const named = `the keyring of ${zone} is sealed to ${byPassphrase ? 'a passphrase' : 'an age key'}`;
  if (given === undefined) {
    throw refuse('KEYRING_SEALED', `${named}, and no --${what}-file was given`);
  }
  const plain = await openSealedText(
    file.sealed,
    byPassphrase
      ? {passphrase: await readPassphrase(given)}
      : {identities: await readIdentities(given)},
  );
  if (plain === null) throw refuse('KEYRING_SEALED', `${named}, and the ${what} given is not it`);
  return plain;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
