import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {describe, expect, it} from 'vitest';
import type {EntryDraft} from '../../../../src/assurance/audit/log.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {keyIdOf, makeKeyring, openKeyring} from '../../../../src/assurance/keys/keyring.ts';
import {publishRecipient, readRecipient} from '../../../../src/assurance/keys/recipients.ts';
import {recipientOf} from '../../../../src/engine/sealing.ts';
import {Defect} from '../../../../src/kernel/errors.ts';
import {entriesOf, failureOf, openLog, quietEffects, temporaryFolder} from '../support/logs.ts';

/** A log that only remembers, for tests of what is asked of it. */
function listener(act: (draft: EntryDraft) => void = () => undefined) {
  const drafts: EntryDraft[] = [];
  return {
    drafts,
    async append(draft: EntryDraft) {
      act(draft);
      return drafts.push(draft);
    },
  };
}

describe('a keyring', () => {
  it('that is not there is not made by those who only use it', async () => {
    const folder = join(temporaryFolder(), 'store');
    expect((await failureOf(openKeyring(folder, 'store'))).code).toBe('KEYS_MISSING');
    const made = await makeKeyring(folder, 'store', listener(), quietEffects());
    expect((await openKeyring(folder, 'store')).keyId).toBe(made.keyId);
  });

  it('is made once, mode 0600, and opened from then on', async () => {
    const folder = join(temporaryFolder(), 'store');
    const log = listener();
    const made = await makeKeyring(folder, 'store', log, quietEffects());
    const opened = await makeKeyring(folder, 'store', log, quietEffects());
    expect(opened).toEqual(made);
    expect([opened.rootKey, opened.identity]).toEqual([made.rootKey, made.identity]);
    expect(await recipientOf(made.identity)).toBe(made.recipient);
    expect(statSync(join(folder, 'store.keys')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['store.keys']);
    expect(log.drafts).toEqual([
      {action: 'KEY_CREATED', zone: 'store', objects: [{type: 'key', id: made.keyId}]},
    ]);
    expect(made.keyId).toBe(keyIdOf(made.recipient));
  });

  it('is in the audit log before it is a file, and is not made when the log refuses', async () => {
    const folder = join(temporaryFolder(), 'store');
    const log = listener(() => {
      throw new Defect('LOG_UNWRITABLE');
    });
    const failure = await failureOf(makeKeyring(folder, 'store', log, quietEffects()));
    expect(failure.code).toBe('LOG_UNWRITABLE');
    expect(() => readdirSync(folder)).toThrow(/ENOENT/);
  });

  it('is one, when two processes make it at the same time', async () => {
    const folder = join(temporaryFolder(), 'store');
    const rings = await Promise.all(
      [1, 2, 3].map(() => makeKeyring(folder, 'store', listener(), quietEffects())),
    );
    expect(new Set(rings.map(({recipient}) => recipient)).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['store.keys']);
  });

  it('has a root key that repeats when randomness does', async () => {
    const [one, two] = await Promise.all(
      ['a', 'b'].map((name) =>
        makeKeyring(join(temporaryFolder(), name), 'store', listener(), quietEffects()),
      ),
    );
    expect(one?.rootKey).toEqual(two?.rootKey);
  });

  it('shows no secret when it is printed, serialised or logged', async () => {
    const home = temporaryFolder();
    const log = await openLog(join(home, 'audit'));
    const ring = await makeKeyring(join(home, 'store'), 'store', log, quietEffects());
    const {size} = await log.close();
    await verifyLog(join(home, 'audit'));
    const shown = [
      inspect(ring, {depth: null, showHidden: true}),
      inspect(ring, {depth: null, showHidden: true, getters: true}),
      inspect(new Error('with its cause', {cause: ring}), {depth: null, showHidden: true}),
      JSON.stringify(structuredClone({...ring})),
      JSON.stringify(ring),
      JSON.stringify({...ring}),
      JSON.stringify(entriesOf(join(home, 'audit'), size)),
    ].join('\n');
    expect(shown).toContain(ring.keyId);
    const secrets = [
      ring.identity,
      ring.rootKey.toString('hex'),
      ring.rootKey.toString('base64'),
      ring.rootKey.toString('hex').match(/../g)?.join(' ') ?? '',
    ];
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, 100)],
    ['of another zone', (text: string) => text.replace('"store"', '"output"')],
    ['with a key of another length', (text: string) => text.replace(/[0-9a-f]{4}",/, '",')],
    ['with two keys that do not belong together', (text: string) => swapRecipient(text)],
  ])('is refused when it is %s, without a word of what is in it', async (_, change) => {
    const folder = join(temporaryFolder(), 'store');
    const ring = await makeKeyring(folder, 'store', listener(), quietEffects());
    const path = join(folder, 'store.keys');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    const failure = await failureOf(makeKeyring(folder, 'store', listener(), quietEffects()));
    expect(failure.code).toBe('KEYRING_INVALID');
    expect(failure.message).not.toContain(ring.rootKey.toString('hex').slice(0, 8));
    expect(failure.message).not.toContain('AGE-SECRET-KEY');
  });
});

const swapRecipient = (text: string): string =>
  text.replace(/age1[0-9a-z]+/, 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p');

describe('a recipient', () => {
  it('is published under its zone, or under the name of its project', async () => {
    const home = temporaryFolder();
    const ring = await makeKeyring(join(home, 'p001'), 'project', listener(), quietEffects());
    await publishRecipient(home, ring);
    await publishRecipient(home, ring, 'project-p001');
    expect(await readRecipient(home, 'project')).toBe(ring.recipient);
    expect(await readRecipient(home, 'project-p001')).toBe(ring.recipient);
  });

  it('is refused when it is not one', async () => {
    const home = temporaryFolder();
    const ring = await makeKeyring(join(home, 'store'), 'store', listener(), quietEffects());
    await publishRecipient(home, ring);
    writeFileSync(join(home, 'recipients', 'store'), 'not a recipient');
    expect((await failureOf(readRecipient(home, 'store'))).code).toBe('FILE_UNREADABLE');
    expect((await failureOf(readRecipient(home, 'output'))).code).toBe('INPUT_NOT_FOUND');
  });
});
