/** A zone's keyring: one private file, sealed or not, whose making is in the audit log before it exists. */

import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {writeWhole} from '../../engine/files.ts';
import {newIdentity, recipientOf} from '../../engine/sealing.ts';
import {instant} from '../../kernel/dates.ts';
import {sha256} from '../../kernel/digests.ts';
import type {Effects} from '../../kernel/effects.ts';
import {DataFault, DolenError} from '../../kernel/errors.ts';
import type {Zone} from '../../kernel/zones.ts';
import type {AuditLog} from '../audit/log.ts';
import {type KeyringFile, openKeyringText, sealKeyringText} from './keyring-file.ts';
import {readPrivate, removeLeftovers, writeFirst} from './private-file.ts';
import type {SealTo, Unlock} from './unlock.ts';

/** An opened keyring. Its secrets are private fields: printing or serialising it shows none. */
export class Keyring {
  readonly zone: Zone;
  readonly keyVersion: number;
  /** The age recipient that border files are sealed to; public. */
  readonly recipient: string;
  /** What the log calls this keyring. */
  readonly keyId: string;
  readonly #file: KeyringFile;
  readonly #rootKey: Buffer;

  constructor(zone: Zone, file: KeyringFile) {
    this.zone = zone;
    this.keyVersion = file.keyVersion;
    this.recipient = file.recipient;
    this.keyId = keyIdOf(file.recipient);
    this.#file = file;
    this.#rootKey = Buffer.from(file.rootKey, 'hex');
  }

  /** Secret: every pseudonym of the zone follows from it. */
  get rootKey(): Buffer {
    return this.#rootKey;
  }

  /** Secret: the age identity that opens what is sealed to this zone. */
  get identity(): string {
    return this.#file.identity;
  }

  /** Printed with every option, a getter shows what it gets: so what is printed is this instead. */
  [inspect.custom](): object {
    const {zone, keyVersion, recipient, keyId} = this;
    return {zone, keyVersion, recipient, keyId};
  }

  /** The text of its file, sealed to someone: then the file alone opens nothing. */
  sealedText(to: SealTo): Promise<string> {
    return sealKeyringText(this.#file, this.keyId, to);
  }
}

/** The first 16 hexadecimal digits of SHA-256 of the recipient. */
export const keyIdOf = (recipient: string): string => sha256(recipient).slice(0, 16);

const fileName = (zone: Zone): string => `${zone}.keys`;

/**
 * Opens a zone's keyring.
 * @throws DataFault KEYS_MISSING: keys are made by `dolen <zone> keys` alone, so that a lost keyring
 *   is never replaced by another one in silence
 * @throws Refusal KEYRING_SEALED when what is given does not open it; KEYRING_EXPOSED
 */
export async function openKeyring(
  zoneDirectory: string,
  zone: Zone,
  unlock: Unlock = {},
): Promise<Keyring> {
  await removeLeftovers(zoneDirectory, fileName(zone));
  const keyring = await readKeyring(join(zoneDirectory, fileName(zone)), zone, unlock);
  if (!keyring) throw new DataFault('KEYS_MISSING', [{where: zone, what: `no ${fileName(zone)}`}]);
  return keyring;
}

export interface MakingOf {
  /** Opens one that is there and sealed. */
  readonly unlock?: Unlock;
  /** Seals it, whether it is there already or not. */
  readonly sealTo?: SealTo;
}

/**
 * Opens a zone's keyring, or makes it: first the entry `KEY_CREATED`, then the file. One that is to
 * be sealed never stands on the disk unsealed, unless it did before.
 */
export async function makeKeyring(
  zoneDirectory: string,
  zone: Zone,
  log: Pick<AuditLog, 'append'>,
  effects: Pick<Effects, 'now' | 'randomBytes'>,
  {unlock, sealTo}: MakingOf = {},
): Promise<Keyring> {
  const path = join(zoneDirectory, fileName(zone));
  await removeLeftovers(zoneDirectory, fileName(zone));
  const there = await readKeyring(path, zone, unlock);
  if (there) {
    if (sealTo) await sealThere(path, there, sealTo, log);
    return there;
  }
  const file = await newKeyring(zone, effects);
  const made = new Keyring(zone, file);
  // Sealed before anything is said, since what it is to be sealed to may turn out to be unfit.
  const text = sealTo ? await made.sealedText(sealTo) : `${JSON.stringify(file, null, 2)}\n`;
  await log.append({action: 'KEY_CREATED', zone, objects: [{type: 'key', id: made.keyId}]});
  if (sealTo) await log.append(sealedEntry(made, sealTo));
  await mkdir(zoneDirectory, {recursive: true, mode: 0o700});
  const isFirst = await writeFirst(path, text);
  if (isFirst) return made;
  const other = await readKeyring(path, zone, unlock);
  if (!other) throw new DataFault('KEYRING_INVALID', [{where: fileName(zone), what: 'vanished'}]);
  return other;
}

async function newKeyring(
  zone: Zone,
  effects: Pick<Effects, 'now' | 'randomBytes'>,
): Promise<KeyringFile> {
  return {
    v: 1,
    zone,
    rootKey: Buffer.from(effects.randomBytes(32)).toString('hex'),
    keyVersion: 1,
    ...(await newIdentity()),
    created: instant(effects.now()),
  };
}

async function sealThere(
  path: string,
  keyring: Keyring,
  sealTo: SealTo,
  log: Pick<AuditLog, 'append'>,
): Promise<void> {
  const text = await keyring.sealedText(sealTo);
  await log.append(sealedEntry(keyring, sealTo));
  await writeWhole(path, text, 0o600);
}

const sealedEntry = ({zone, keyId}: Keyring, sealTo: SealTo) =>
  ({
    action: 'KEY_SEALED',
    zone,
    objects: [
      {type: 'key', id: keyId},
      'recipient' in sealTo
        ? {type: 'sealed-to', id: keyIdOf(sealTo.recipient)}
        : {type: 'sealed-to', id: 'passphrase'},
    ],
  }) as const;

/** Null when there is none. What is wrong with a file is said without any of its text. */
async function readKeyring(path: string, zone: Zone, unlock: Unlock = {}): Promise<Keyring | null> {
  const name = fileName(zone);
  const damaged = (what: string) => new DataFault('KEYRING_INVALID', [{where: name, what}]);
  const text = await readPrivate(path, name).catch((error: unknown) => {
    if (error instanceof DolenError) throw error;
    throw damaged('not readable');
  });
  if (text === null) return null;
  const file = await openKeyringText(text, zone, unlock);
  if (typeof file === 'string') throw damaged(file);
  const recipient = await recipientOf(file.identity).catch(() => '');
  if (recipient !== file.recipient) throw damaged('its keys do not belong together');
  return new Keyring(zone, file);
}
