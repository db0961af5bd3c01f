import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {describe, expect, it} from 'vitest';
import {
  deriveProjectRoot,
  derivePseudonymKey,
  pseudonymiser,
} from '../../../../src/assurance/keys/derive.ts';
import {
  destroyedKeysOf,
  listAsDestroyed,
  refuseForgotten,
} from '../../../../src/assurance/keys/destroyed-keys.ts';
import {makeKeyring} from '../../../../src/assurance/keys/keyring.ts';
import {
  deleteProjectKeys,
  drawProjectKey,
  keepProjectKey,
  openProjectKey,
  projectKeyHeads,
  projectKeyVersions,
} from '../../../../src/assurance/keys/project-keys.ts';
import {openSealedText} from '../../../../src/engine/sealing.ts';
import {failureOf, quietEffects, temporaryFolder} from '../support/logs.ts';

async function store() {
  const folder = join(temporaryFolder(), 'store');
  const effects = quietEffects();
  const keyring = await makeKeyring(folder, 'store', {append: async () => 0}, effects);
  const make = async (project: string, keyVersion: number) => {
    const drawn = await drawProjectKey(keyring, {project, keyVersion, storeVersion: 1}, effects);
    await keepProjectKey(folder, drawn);
    return openProjectKey(folder, keyring, project, keyVersion);
  };
  return {folder, keyring, make, effects};
}

const inputs = Array.from({length: 2_000}, (_, i) => `input ${i}`);

describe('the key of a project', () => {
  it('gives the same pseudonyms whenever it is opened, and other ones in another version or project', async () => {
    const {folder, keyring, make} = await store();
    const [one, two, other] = [await make('P1', 1), await make('P1', 2), await make('P2', 1)];
    const again = await openProjectKey(folder, keyring, 'P1', 1);
    const of = (key: typeof one) => inputs.map(key.pseudonymiser('person'));
    expect(of(again)).toEqual(of(one));
    const all = [...of(one), ...of(two), ...of(other)];
    expect(new Set(all).size).toBe(3 * inputs.length);
    expect(await projectKeyVersions(folder, 'P1')).toEqual([1, 2]);
    expect(await projectKeyVersions(folder, 'P3')).toEqual([]);
  });

  it('is made of the store’s root key, of its own secret and of its version', async () => {
    const {folder, keyring, make} = await store();
    const first = await make('P1', 1);
    await deleteProjectKeys(folder, 'P1');
    const remade = await make('P1', 1);
    expect(remade.pseudonymiser('person')('x')).not.toBe(first.pseudonymiser('person')('x'));
    const second = await make('P1', 2);
    const {sealed} = JSON.parse(
      readFileSync(join(folder, 'project-keys', 'P1', 'v2.key'), 'utf8'),
    ) as {sealed: string};
    const secret = (await openSealedText(sealed, {identities: [keyring.identity]})) ?? '';
    const root = deriveProjectRoot(keyring.rootKey, Buffer.from(secret, 'hex'));
    const scope = {zone: 'project', project: 'p1', fieldType: 'record', keyVersion: 2};
    const expected = pseudonymiser(derivePseudonymKey(root, scope));
    expect(second.pseudonymiser('record')('x')).toBe(expected('x'));
  });

  it('is private and sealed to its store: the file shows neither its secret nor its root', async () => {
    const {folder, keyring, make} = await store();
    const key = await make('P1', 1);
    const path = join(folder, 'project-keys', 'P1', 'v1.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    const {sealed} = JSON.parse(text) as {sealed: string};
    const secret = await openSealedText(sealed, {identities: [keyring.identity]});
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    const root = deriveProjectRoot(keyring.rootKey, Buffer.from(secret ?? '', 'hex'));
    const shown = [text, inspect(key, {depth: null, showHidden: true, getters: true})].join('\n');
    expect(shown + JSON.stringify(key)).toContain(key.keyId);
    for (const bytes of [Buffer.from(secret ?? '', 'hex'), root]) {
      expect(shown).not.toContain(bytes.toString('hex'));
      expect(shown).not.toContain(bytes.toString('hex').match(/../g)?.join(' '));
    }
    expect(root).not.toEqual(deriveProjectRoot(Buffer.alloc(32), Buffer.from(secret ?? '', 'hex')));
  });

  it('is one, when two processes make it at the same time', async () => {
    const {folder, make} = await store();
    const keys = await Promise.all([make('P1', 1), make('P1', 1), make('P1', 1)]);
    expect(new Set(keys.map(({keyId}) => keyId)).size).toBe(1);
    expect(readdirSync(join(folder, 'project-keys', 'P1'))).toEqual(['v1.key']);
  });

  it.each([
    ['of another project', (text: string) => text.replace('"P1"', '"P2"')],
    ['of another version', (text: string) => text.replace('"keyVersion": 1', '"keyVersion": 2')],
    ['with another name', (text: string) => text.replace(/"keyId": ".{4}/, '"keyId": "0000')],
    ['cut short', (text: string) => text.slice(0, 90)],
  ])('is refused when it is %s', async (_, change) => {
    const {folder, keyring, make} = await store();
    await make('P1', 1);
    const path = join(folder, 'project-keys', 'P1', 'v1.key');
    const text = readFileSync(path, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(path, change(text));
    const failure = await failureOf(openProjectKey(folder, keyring, 'P1', 1));
    expect(failure.code).toBe('KEYRING_INVALID');
  });

  it('is gone when it is deleted, and that of another project is not', async () => {
    const {folder, keyring, make} = await store();
    await make('P1', 1);
    await make('P2', 1);
    await deleteProjectKeys(folder, 'P1');
    await deleteProjectKeys(folder, 'P1');
    expect(await projectKeyHeads(folder, 'P1')).toEqual([]);
    expect((await failureOf(openProjectKey(folder, keyring, 'P1', 1))).code).toBe(
      'KEYRING_INVALID',
    );
    expect(await projectKeyHeads(folder, 'P2')).toHaveLength(1);
  });
});

describe('the list of destroyed keys', () => {
  it('grows, and refuses its projects and no other', async () => {
    const {folder} = await store();
    const key = {project: 'P1', keyVersion: 1, keyId: '0123456789abcdef'};
    await refuseForgotten(folder, 'P1');
    await listAsDestroyed(folder, 'P1', [key]);
    await listAsDestroyed(folder, 'P2', []);
    expect(await destroyedKeysOf(folder, 'P1')).toEqual([key]);
    expect(await destroyedKeysOf(folder, 'P2')).toEqual([]);
    expect(await destroyedKeysOf(folder, 'P3')).toBeNull();
    for (const project of ['P1', 'P2']) {
      expect((await failureOf(refuseForgotten(folder, project))).code).toBe('PROJECT_CLOSED');
    }
    await refuseForgotten(folder, 'P3');
  });

  it('is never taken for empty when it cannot be read', async () => {
    const {folder} = await store();
    writeFileSync(join(folder, 'destroyed-keys.json'), '{"v":1,"projects":');
    expect((await failureOf(refuseForgotten(folder, 'P1'))).code).toBe('FILE_UNREADABLE');
  });
});
