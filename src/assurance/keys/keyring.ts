/** A zone's keyring: one file, mode 0600, whose making is in the audit log before it exists. */

import {link, mkdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {exists, removeOfDead, writeWhole} from '../../engine/files.ts';
import {newIdentity, recipientOf} from '../../engine/sealing.ts';
import {instant} from '../../kernel/dates.ts';
import {sha256} from '../../kernel/digests.ts';
import type {Effects} from '../../kernel/effects.ts';
import {DataFault} from '../../kernel/errors.ts';
import type {Zone} from '../../kernel/zones.ts';
import type {AuditLog} from '../audit/log.ts';

const KeyringSchema = z.strictObject({
  v: z.literal(1),
  zone: z.string(),
  rootKey: z.string().regex(/^[0-9a-f]{64}$/),
  keyVersion: z.int().positive(),
  identity: z.string().startsWith('AGE-SECRET-KEY-1'),
  recipient: z.string().startsWith('age1'),
  created: z.string(),
});

type KeyringFile = Readonly<z.infer<typeof KeyringSchema>>;

/** An opened keyring. Its secrets are private fields: printing or serialising it shows none. */
export class Keyring {
  readonly zone: Zone;
  readonly keyVersion: number;
  /** The age recipient that border files are sealed to; public. */
  readonly recipient: string;
  /** What the log calls this keyring. */
  readonly keyId: string;
  readonly #rootKey: Buffer;
  readonly #identity: string;

  constructor(zone: Zone, file: KeyringFile) {
    this.zone = zone;
    this.keyVersion = file.keyVersion;
    this.recipient = file.recipient;
    this.keyId = keyIdOf(file.recipient);
    this.#rootKey = Buffer.from(file.rootKey, 'hex');
    this.#identity = file.identity;
  }

  /** Secret: every pseudonym of the zone follows from it. */
  get rootKey(): Buffer {
    return this.#rootKey;
  }

  /** Secret: the age identity that opens what is sealed to this zone. */
  get identity(): string {
    return this.#identity;
  }
}

/** The first 16 hexadecimal digits of SHA-256 of the recipient. */
export const keyIdOf = (recipient: string): string => sha256(recipient).slice(0, 16);

/**
 * Opens a zone's keyring.
 * @throws DataFault KEYS_MISSING: keys are made by `dolen <zone> keys` alone, so that a lost keyring
 *   is never replaced by another one in silence
 */
export async function openKeyring(zoneDirectory: string, zone: Zone): Promise<Keyring> {
  await removeLeftovers(zoneDirectory, `${zone}.keys`);
  const keyring = await readKeyring(join(zoneDirectory, `${zone}.keys`), zone);
  if (!keyring) throw new DataFault('KEYS_MISSING', [{where: zone, what: `no ${zone}.keys`}]);
  return keyring;
}

/** Opens a zone's keyring, or makes it: first the entry `KEY_CREATED`, then the file. */
export async function makeKeyring(
  zoneDirectory: string,
  zone: Zone,
  log: Pick<AuditLog, 'append'>,
  effects: Pick<Effects, 'now' | 'randomBytes'>,
): Promise<Keyring> {
  const name = `${zone}.keys`;
  const path = join(zoneDirectory, name);
  await removeLeftovers(zoneDirectory, name);
  const there = await readKeyring(path, zone);
  if (there) return there;
  const {identity, recipient} = await newIdentity();
  const file: KeyringFile = {
    v: 1,
    zone,
    rootKey: Buffer.from(effects.randomBytes(32)).toString('hex'),
    keyVersion: 1,
    identity,
    recipient,
    created: instant(effects.now()),
  };
  await log.append({
    action: 'KEY_CREATED',
    zone,
    objects: [{type: 'key', id: keyIdOf(recipient)}],
  });
  await mkdir(zoneDirectory, {recursive: true});
  const beside = `${path}.${process.pid}`;
  try {
    await writeWhole(beside, `${JSON.stringify(file, null, 2)}\n`, 0o600);
    // A link fails when the name is taken: of two processes, the second uses the first one's keys.
    await link(beside, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(beside, {force: true});
  }
  const made = await readKeyring(path, zone);
  if (!made) throw damaged(name, 'not there after it was written');
  return made;
}

/** A killed process leaves the keyring under another name: a copy of every secret. */
async function removeLeftovers(directory: string, keyring: string): Promise<void> {
  if (!(await exists(directory))) return;
  await removeOfDead(directory, (name) =>
    name.startsWith(`${keyring}.`) ? name.slice(keyring.length).split('.')[1] : undefined,
  );
}

const damaged = (name: string, what: string): DataFault =>
  new DataFault('KEYRING_INVALID', [{where: name, what}]);

/** Null when there is none. What is wrong with a file is said without any of its text. */
async function readKeyring(path: string, zone: Zone): Promise<Keyring | null> {
  const name = `${zone}.keys`;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw damaged(name, 'not readable');
  });
  if (text === null) return null;
  const read = KeyringSchema.safeParse(parsed(text));
  if (!read.success) throw damaged(name, 'not a keyring');
  if (read.data.zone !== zone) throw damaged(name, 'the keyring of another zone');
  const recipient = await recipientOf(read.data.identity).catch(() => '');
  if (recipient !== read.data.recipient) throw damaged(name, 'its keys do not belong together');
  return new Keyring(zone, read.data);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
