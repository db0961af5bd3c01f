import {chmodSync, chownSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {EntryDraft} from '../../../../src/assurance/audit/log.ts';
import {keyIdOf, makeKeyring, openKeyring} from '../../../../src/assurance/keys/keyring.ts';
import {isSealed} from '../../../../src/assurance/keys/keyring-file.ts';
import {newIdentity} from '../../../../src/engine/sealing.ts';
import {Defect} from '../../../../src/kernel/errors.ts';
import {failureOf, quietEffects, temporaryFolder} from '../support/logs.ts';

const PASSPHRASE = 'correct horse battery staple';

function secretFile(text: string, mode = 0o600): string {
  const path = join(temporaryFolder(), 'secret');
  writeFileSync(path, text, {mode});
  return path;
}

function listener(drafts: EntryDraft[] = [], act: (draft: EntryDraft) => void = () => undefined) {
  return {
    async append(draft: EntryDraft) {
      act(draft);
      return drafts.push(draft);
    },
  };
}

const textOf = (folder: string): string => readFileSync(join(folder, 'store.keys'), 'utf8');

describe('a sealed keyring', () => {
  it('opens with its passphrase, and with no other and with none', async () => {
    const folder = join(temporaryFolder(), 'store');
    const passphraseFile = secretFile(`${PASSPHRASE}\na second line is no part of it\n`);
    const drafts: EntryDraft[] = [];
    const made = await makeKeyring(folder, 'store', listener(drafts), quietEffects(), {
      sealTo: {passphraseFile},
    });
    const opened = await openKeyring(folder, 'store', {passphraseFile});
    expect(opened.rootKey).toEqual(made.rootKey);
    expect(opened.identity).toBe(made.identity);
    const none = await failureOf(openKeyring(folder, 'store'));
    const wrong = {passphraseFile: secretFile('correct horse battery stable')};
    const other = await failureOf(openKeyring(folder, 'store', wrong));
    expect([none.code, other.code]).toEqual(['KEYRING_SEALED', 'KEYRING_SEALED']);
    expect(other.message).not.toContain('stable');
    expect(drafts.map(({action}) => action)).toEqual(['KEY_CREATED', 'KEY_SEALED']);
  });

  it('opens with the identity that it is sealed to, among others in the file', async () => {
    const folder = join(temporaryFolder(), 'store');
    const [custodian, stranger] = [await newIdentity(), await newIdentity()];
    const sealTo = {recipient: custodian.recipient};
    const made = await makeKeyring(folder, 'store', listener(), quietEffects(), {sealTo});
    const file = `# created: today\n${stranger.identity}\n${custodian.identity}\n`;
    const opened = await openKeyring(folder, 'store', {identityFile: secretFile(file)});
    expect(opened.keyId).toBe(made.keyId);
    const wrong = {identityFile: secretFile(`${stranger.identity}\n`)};
    expect((await failureOf(openKeyring(folder, 'store', wrong))).code).toBe('KEYRING_SEALED');
    const passphrase = {passphraseFile: secretFile(PASSPHRASE)};
    expect((await failureOf(openKeyring(folder, 'store', passphrase))).code).toBe('KEYRING_SEALED');
  });

  it('holds ciphertext under a public head, and no key in the clear', async () => {
    const folder = join(temporaryFolder(), 'store');
    const {recipient} = await newIdentity();
    const made = await makeKeyring(folder, 'store', listener(), quietEffects());
    expect(isSealed(textOf(folder))).toBe(false);
    const sealing = {sealTo: {recipient}};
    await makeKeyring(folder, 'store', listener(), quietEffects(), sealing);
    const text = textOf(folder);
    expect(isSealed(text)).toBe(true);
    expect(statSync(join(folder, 'store.keys')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(text)).toEqual({
      v: 1,
      zone: 'store',
      keyId: made.keyId,
      keyVersion: 1,
      recipient: made.recipient,
      sealedTo: recipient,
      sealed: expect.stringContaining('BEGIN AGE ENCRYPTED FILE'),
    });
    for (const secret of [made.rootKey.toString('hex'), made.identity]) {
      expect(text).not.toContain(secret);
    }
  });

  it('is in the log before it is sealed, and stays as it was when the log refuses', async () => {
    const folder = join(temporaryFolder(), 'store');
    const {recipient} = await newIdentity();
    const made = await makeKeyring(folder, 'store', listener(), quietEffects());
    const before = textOf(folder);
    const refusing = listener([], () => {
      throw new Defect('LOG_UNWRITABLE');
    });
    const sealing = {sealTo: {recipient}};
    const failure = await failureOf(
      makeKeyring(folder, 'store', refusing, quietEffects(), sealing),
    );
    expect(failure.code).toBe('LOG_UNWRITABLE');
    expect(textOf(folder)).toBe(before);
    const drafts: EntryDraft[] = [];
    const watching = listener(drafts, () => expect(textOf(folder)).toBe(before));
    await makeKeyring(folder, 'store', watching, quietEffects(), sealing);
    expect(drafts).toEqual([
      {
        action: 'KEY_SEALED',
        zone: 'store',
        objects: [
          {type: 'key', id: made.keyId},
          {type: 'sealed-to', id: keyIdOf(recipient)},
        ],
      },
    ]);
  });

  it('is sealed anew by whoever can open it, and by nobody else', async () => {
    const folder = join(temporaryFolder(), 'store');
    const [before, after] = [await newIdentity(), await newIdentity()];
    const made = await makeKeyring(folder, 'store', listener(), quietEffects(), {
      sealTo: {recipient: before.recipient},
    });
    const sealTo = {recipient: after.recipient};
    const blind = makeKeyring(folder, 'store', listener(), quietEffects(), {sealTo});
    expect((await failureOf(blind)).code).toBe('KEYRING_SEALED');
    const unlock = {identityFile: secretFile(before.identity)};
    await makeKeyring(folder, 'store', listener(), quietEffects(), {sealTo, unlock});
    const opened = await openKeyring(folder, 'store', {identityFile: secretFile(after.identity)});
    expect(opened.rootKey).toEqual(made.rootKey);
    expect((await failureOf(openKeyring(folder, 'store', unlock))).code).toBe('KEYRING_SEALED');
  });

  it.each([
    ['the head of other keys', (text: string) => text.replace(/"age1[0-9a-z]+"/, '"age1other"')],
    [
      'the head of another version',
      (text: string) => text.replace('"keyVersion": 1', '"keyVersion": 2'),
    ],
    ['the name of another zone', (text: string) => text.replace('"store"', '"output"')],
    [
      'a changed byte',
      (text: string) =>
        text.replace(/(.)(\\n-----END)/, (_, a, end) => `${a === 'A' ? 'B' : 'A'}${end}`),
    ],
  ])('is refused with %s', async (what, change) => {
    const folder = join(temporaryFolder(), 'store');
    const {identity, recipient} = await newIdentity();
    await makeKeyring(folder, 'store', listener(), quietEffects(), {sealTo: {recipient}});
    const text = textOf(folder);
    expect(change(text)).not.toBe(text);
    writeFileSync(join(folder, 'store.keys'), change(text));
    const unlock = {identityFile: secretFile(identity)};
    const {code} = await failureOf(openKeyring(folder, 'store', unlock));
    expect(code).toBe(what === 'a changed byte' ? 'KEYRING_SEALED' : 'KEYRING_INVALID');
  });

  it('is not sealed to a passphrase that is easily guessed, nor to what is no recipient', async () => {
    const folder = join(temporaryFolder(), 'store');
    const drafts: EntryDraft[] = [];
    for (const sealTo of [{passphraseFile: secretFile('short')}, {recipient: 'age1nonsense'}]) {
      const made = makeKeyring(folder, 'store', listener(drafts), quietEffects(), {sealTo});
      expect((await failureOf(made)).code).toBe('USAGE');
    }
    // Nothing was said and nothing made.
    expect(drafts).toEqual([]);
    expect((await failureOf(openKeyring(folder, 'store'))).code).toBe('KEYS_MISSING');
  });
});

describe('a file of secrets', () => {
  it.each([0o604, 0o640, 0o644])('is refused when others can read it (mode %o)', async (mode) => {
    const folder = join(temporaryFolder(), 'store');
    await makeKeyring(folder, 'store', listener(), quietEffects());
    chmodSync(join(folder, 'store.keys'), mode);
    expect((await failureOf(openKeyring(folder, 'store'))).code).toBe('KEYRING_EXPOSED');
  });

  // Only root can give a file away.
  it.skipIf(userInfo().uid !== 0)('is refused when it belongs to another account', async () => {
    const folder = join(temporaryFolder(), 'store');
    await makeKeyring(folder, 'store', listener(), quietEffects());
    chownSync(join(folder, 'store.keys'), 12_345, 12_345);
    expect((await failureOf(openKeyring(folder, 'store'))).code).toBe('KEYRING_EXPOSED');
  });

  it('is refused as a passphrase that others can read, before it is used', async () => {
    const folder = join(temporaryFolder(), 'store');
    const made = makeKeyring(folder, 'store', listener(), quietEffects(), {
      sealTo: {passphraseFile: secretFile(PASSPHRASE, 0o644)},
    });
    expect((await failureOf(made)).code).toBe('KEYRING_EXPOSED');
  });
});
