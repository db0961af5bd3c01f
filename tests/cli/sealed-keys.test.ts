/** Zones whose keyrings are sealed: what opens them, what does not, and that no key is in what they print or write. */

import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {newIdentity, openSealedText} from '../../src/engine/sealing.ts';
import {dolen, type Run} from '../support/dolen.ts';
import {filesUnder, sharedScratch} from './support/homes.ts';
import {
  KEY_CUSTODIAN,
  PROJECT,
  type ProjectHome,
  projectHome,
  RESEARCHER,
} from './support/project-home.ts';

const AS_CUSTODIAN = ['--actor', KEY_CUSTODIAN];
const PASSPHRASE = 'kite anvil mossy lantern';

describe('a home of sealed keyrings', async () => {
  const root = await sharedScratch();
  const runs: Run[] = [];
  const secrets: Buffer[] = [];
  let home: ProjectHome;
  let passphraseFile = '';
  let identityFile = '';

  async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const shared = ['--home', home.home, '--governance', home.governance];
    const actor = args.includes('--actor') ? [] : ['--actor', RESEARCHER];
    const done = await dolen([...args, ...shared, ...actor], {env});
    runs.push(done);
    return done;
  }
  const opening = () => ['--passphrase-file', passphraseFile, '--identity-file', identityFile];

  beforeAll(async () => {
    home = await projectHome(root);
    const keeper = await newIdentity();
    passphraseFile = join(root, 'passphrase');
    identityFile = join(root, 'identity');
    await writeFile(passphraseFile, `${PASSPHRASE}\n`, {mode: 0o600});
    await writeFile(identityFile, `${keeper.identity}\n`, {mode: 0o600});
    secrets.push(Buffer.from(PASSPHRASE), Buffer.from(keeper.identity));
    for (const zone of ['third-party', 'store']) await rememberKeys(home, zone, secrets);
    await run(['store', 'keys', '--seal-passphrase', passphraseFile]);
    await run(['third-party', 'keys', '--seal-to', keeper.recipient]);
    await run(['project', 'keys', PROJECT, '--seal-to', keeper.recipient]);
  });

  it('opens for whoever has the passphrase and the identity, and for nobody else', async () => {
    const out = (name: string) => ['--out', join(root, 'out', name)];
    const extract = ['store', 'extract', PROJECT];
    const without = await run([...extract, ...out('a'), '--identity-file', identityFile]);
    expect([without.status, without.stderr]).toEqual([
      3,
      expect.stringContaining('no --passphrase-file was given'),
    ]);
    const wrong = join(root, 'wrong');
    await writeFile(wrong, 'kite anvil mossy lanterns', {mode: 0o600});
    const other = await run([...extract, ...out('b')], {DOLEN_KEYS_PASSPHRASE_FILE: wrong});
    expect([other.status, other.stderr]).toEqual([3, expect.stringContaining('KEYRING_SEALED')]);
    const right = await run([...extract, ...out('c')], {
      DOLEN_KEYS_PASSPHRASE_FILE: passphraseFile,
    });
    expect(right.status).toBe(0);
  });

  it('hands what opens them on to the zones that a command starts', async () => {
    expect((await run(['project', 'provision', PROJECT])).status).toBe(3);
    expect((await run(['project', 'provision', PROJECT, ...opening()])).status).toBe(0);
    expect((await run(['store', 'rotate', PROJECT, ...AS_CUSTODIAN, ...opening()])).status).toBe(0);
    for (const version of [1, 2]) await rememberProjectKey(home, version, secrets);
  });

  it('is said to be sealed by the doctor, and a passphrase that others can read is refused', async () => {
    const {stdout} = await run(['doctor', '--json']);
    const {checks} = JSON.parse(stdout) as {checks: {what: string; found: string}[]};
    const found = Object.fromEntries(checks.map((check) => [check.what, check.found]));
    expect(found['sealed keys']).toBe('every keyring is sealed');
    expect(found['core files']).toMatch(/none are written|ulimit -c 0/);
    const loose = join(root, 'loose');
    await writeFile(loose, PASSPHRASE, {mode: 0o644});
    const refused = await run([
      'store',
      'rotate',
      PROJECT,
      ...AS_CUSTODIAN,
      '--passphrase-file',
      loose,
    ]);
    expect(refused.stderr).toContain('KEYRING_EXPOSED');
  });

  it('has no byte of any key in what was printed, nor in any file', async () => {
    await run(['audit', 'export']);
    await mkdir(join(root, 'printed'));
    const printed = runs.map(({stdout, stderr}) => `${stdout}\n${stderr}`).join('\n');
    await writeFile(join(root, 'printed', 'all'), printed);
    const given = [passphraseFile, identityFile, join(root, 'loose'), join(root, 'wrong')];
    const files = (await filesUnder(root))
      .map((file) => join(root, file))
      .filter((file) => !given.includes(file));
    // The keyrings are sealed and so are no exception; each is among what is searched.
    expect(files.filter((file) => file.endsWith('.keys'))).toHaveLength(3);
    expect(secrets).toHaveLength(8);
    expect(await holding(files, secrets)).toEqual([]);
    // The same search finds each secret, in whichever way it is written down.
    const planted: string[] = [];
    for (const [i, form] of secrets.flatMap(forms).entries()) {
      planted.push(join(root, 'printed', `planted-${i}`));
      await writeFile(planted[i] ?? '', Buffer.concat([Buffer.from('key='), form]));
    }
    expect(await holding([...files, ...planted], secrets)).toEqual(planted);
  });
});

/** The files that hold a secret in any form. */
async function holding(files: readonly string[], secrets: readonly Buffer[]): Promise<string[]> {
  const wanted = secrets.flatMap(forms);
  const found: string[] = [];
  for (const file of files) {
    const bytes = await readFile(file);
    if (wanted.some((form) => bytes.includes(form))) found.push(file);
  }
  return found;
}

/** The ways in which bytes are written down, as far as any program here writes bytes. */
const forms = (secret: Buffer): readonly Buffer[] => [
  secret,
  Buffer.from(secret.toString('hex')),
  Buffer.from(secret.toString('hex').toUpperCase()),
  Buffer.from(secret.toString('hex').match(/../g)?.join(' ') ?? ''),
  // The last group of base64 depends on what follows, which is not part of the secret.
  Buffer.from(secret.toString('base64').slice(0, -4)),
  Buffer.from(secret.toString('base64url').slice(0, -4)),
  Buffer.from([...secret].join(',')),
];

/** The root key and the identity of a zone whose keyring is not sealed yet. */
async function rememberKeys({home}: ProjectHome, zone: string, secrets: Buffer[]): Promise<void> {
  const text = await readFile(join(home, zone, `${zone}.keys`), 'utf8');
  const {rootKey, identity} = JSON.parse(text) as {rootKey: string; identity: string};
  storeIdentities.set(zone, identity);
  secrets.push(Buffer.from(rootKey, 'hex'), Buffer.from(identity));
}

const storeIdentities = new Map<string, string>();

/** The secret of a project's key, opened as the store does. */
async function rememberProjectKey({home}: ProjectHome, version: number, secrets: Buffer[]) {
  const path = join(home, 'store', 'project-keys', PROJECT, `v${version}.key`);
  const {sealed} = JSON.parse(await readFile(path, 'utf8')) as {sealed: string};
  const identities = [storeIdentities.get('store') ?? ''];
  secrets.push(Buffer.from((await openSealedText(sealed, {identities})) ?? '', 'hex'));
}
