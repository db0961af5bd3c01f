/** Sealing files to their receiver with age (https://age-encryption.org/v1), streamed. */

import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {open, rm} from 'node:fs/promises';
import {Readable} from 'node:stream';
import {
  armor,
  Decrypter,
  Encrypter,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';
import type {Digest} from '../kernel/digests.ts';
import {DataFault, refuse, UsageError} from '../kernel/errors.ts';

const CHUNK = {highWaterMark: 1 << 20};

export interface SealedFile {
  /** SHA-256 of the sealed bytes. */
  readonly sealed: Digest;
  /** SHA-256 of the bytes before sealing. */
  readonly plain: Digest;
  readonly bytes: number;
}

/** A new X25519 identity (secret) and its recipient (public), as age prints them. */
export async function newIdentity(): Promise<{identity: string; recipient: string}> {
  const identity = await generateX25519Identity();
  return {identity, recipient: await identityToRecipient(identity)};
}

export const recipientOf = (identity: string): Promise<string> => identityToRecipient(identity);

/** Encrypts a file; any age tool that holds the identity can open it. */
export async function sealFile(from: string, to: string, recipient: string): Promise<SealedFile> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const plain = createHash('sha256');
  const sealed = await encrypter.encrypt(hashing(from, plain));
  return {...(await drain(sealed, to)), plain: plain.digest('hex') as Digest};
}

/**
 * Decrypts a file.
 * @throws Refusal WRONG_KEY when it is not sealed to this identity.
 * @throws DataFault BORDER_DAMAGED when its bytes have changed.
 */
export async function openSealedFile(from: string, to: string, identity: string): Promise<Digest> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  let plain: ReadableStream<Uint8Array>;
  try {
    plain = await decrypter.decrypt(stream(from));
  } catch (error) {
    if (/no identity matched/i.test(String(error))) {
      throw refuse('WRONG_KEY', 'none of the keys of this zone opens it');
    }
    throw new DataFault('BORDER_DAMAGED', [{where: 'payload', what: 'not an age file'}]);
  }
  try {
    return (await drain(plain, to)).sealed;
  } catch (error) {
    await rm(to, {force: true});
    if ((error as NodeJS.ErrnoException).code) throw error;
    throw new DataFault('BORDER_DAMAGED', [{where: 'payload', what: 'authentication failed'}]);
  }
}

/** Seals a short text for someone, as armoured lines that any age tool opens. */
export async function sealText(
  text: string,
  to: {readonly recipient: string} | {readonly passphrase: string},
): Promise<string> {
  const encrypter = new Encrypter();
  try {
    if ('recipient' in to) encrypter.addRecipient(to.recipient);
    else encrypter.setPassphrase(to.passphrase);
  } catch {
    throw new UsageError('USAGE', [{where: 'recipient', what: 'not the recipient of an age key'}]);
  }
  return armor.encode(await encrypter.encrypt(text));
}

/** The text, or null when none of these open it: a wrong secret and a changed byte look the same. */
export async function openSealedText(
  sealed: string,
  by: {readonly identities?: readonly string[]; readonly passphrase?: string},
): Promise<string | null> {
  try {
    const decrypter = new Decrypter();
    for (const identity of by.identities ?? []) decrypter.addIdentity(identity);
    if (by.passphrase !== undefined) decrypter.addPassphrase(by.passphrase);
    return await decrypter.decrypt(armor.decode(sealed), 'text');
  } catch {
    return null;
  }
}

const stream = (path: string): ReadableStream<Uint8Array> =>
  Readable.toWeb(createReadStream(path, CHUNK)) as ReadableStream<Uint8Array>;

function hashing(path: string, hash: ReturnType<typeof createHash>): ReadableStream<Uint8Array> {
  const tap = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hash.update(chunk);
      controller.enqueue(chunk);
    },
  });
  return stream(path).pipeThrough(tap);
}

/** Writes a stream to a file, gathering its small chunks, and hashes what it writes. */
async function drain(from: ReadableStream<Uint8Array>, to: string) {
  const hash = createHash('sha256');
  let bytes = 0;
  let waiting: Uint8Array[] = [];
  let size = 0;
  const handle = await open(to, 'w', 0o600);
  const flush = async () => {
    const block = Buffer.concat(waiting, size);
    hash.update(block);
    // Unlike write, this goes on after a short write, as a disk that fills up makes one.
    await handle.writeFile(block);
    bytes += size;
    waiting = [];
    size = 0;
  };
  try {
    for await (const chunk of from) {
      waiting.push(chunk);
      size += chunk.length;
      if (size >= 1 << 20) await flush();
    }
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
  return {sealed: hash.digest('hex') as Digest, bytes};
}
