/** Keys that are rotated and destroyed: what still joins, what never does again, and what is left of a project. */

import {cp, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {verifyLog} from '../../src/assurance/audit/verify.ts';
import {digestOfFile} from '../../src/engine/files.ts';
import {sha256} from '../../src/kernel/digests.ts';
import {dolen, dolenJson} from '../support/dolen.ts';
import {filesUnder, sharedScratch} from './support/homes.ts';
import {
  KEY_CUSTODIAN,
  PEOPLE,
  PROJECT,
  type ProjectHome,
  projectHome,
  RESEARCHER,
} from './support/project-home.ts';

const WEEKS = Object.keys(PEOPLE);

const NOTES = 'what a researcher wrote';

interface Certificate {
  readonly files: readonly {readonly place: string; readonly sha256: string}[];
  readonly keys: readonly {readonly keyId: string; readonly heldBy: string}[];
}

describe('a project with data', async () => {
  const root = await sharedScratch();
  let home: ProjectHome;
  const first: Record<string, Record<string, string>> = {};
  const inProject = (...parts: readonly string[]) => join(home.home, 'projects', PROJECT, ...parts);
  const certificateOf = (of: string) => join(of, 'governance', 'certificates', `${PROJECT}.json`);

  beforeAll(async () => {
    home = await projectHome(root);
    await home.act('project', 'provision', PROJECT);
    Object.assign(first, await home.pseudonyms());
  });

  const joins = (found: Record<string, Record<string, string>>) =>
    WEEKS.filter((week) => found.visit?.[week] === found.death?.[week]).length;

  it('has one pseudonym for one person in all its tables, and the same when it is provisioned again', async () => {
    expect(Object.keys(first.visit ?? {})).toEqual(WEEKS);
    expect(joins(first)).toBe(WEEKS.length);
    await home.act('project', 'provision', PROJECT);
    expect(await home.pseudonyms()).toEqual(first);
  });

  it('shares no pseudonym between two versions of its key, and joins as before within the second', async () => {
    await home.grant(2);
    expect(await home.refusal('project', 'provision', PROJECT)).toBe('KEY_VERSION_DIFFERS');
    expect(await home.act('store', 'rotate', PROJECT)).toMatchObject({keyVersion: 2});
    await home.grant(1);
    expect(await home.refusal('project', 'provision', PROJECT)).toBe('KEY_VERSION_DIFFERS');
    await home.grant(2);
    await home.act('project', 'provision', PROJECT);
    const second = await home.pseudonyms();
    expect(joins(second)).toBe(WEEKS.length);
    const ofFirst = new Set(Object.values(first).flatMap((table) => Object.values(table)));
    const ofSecond = Object.values(second).flatMap((table) => Object.values(table));
    expect(new Set(ofSecond).size).toBe(WEEKS.length);
    expect(ofSecond.filter((one) => ofFirst.has(one))).toEqual([]);
  });

  it('joins as before when the whole store is re-keyed, also to what is loaded later', async () => {
    const before = await home.stored();
    expect(await home.act('store', 'rekey')).toMatchObject({version: 2, tables: 2});
    await home.load('later');
    const after = await home.stored();
    expect(Object.keys(after).sort()).toEqual(['death', 'later', 'visit']);
    expect(after.later).toEqual(after.visit);
    expect(after.death).toEqual(after.visit);
    const old = new Set(Object.values(before.visit ?? {}));
    expect(Object.values(after.visit ?? {}).filter((one) => old.has(one))).toEqual([]);
    expect(Object.keys(after.visit ?? {})).toEqual(WEEKS);
    // A project's key that went with the old pseudonyms gives no more extracts.
    expect(await home.refusal('project', 'provision', PROJECT)).toBe('KEY_VERSION_DIFFERS');
    expect(await home.act('store', 'rotate', PROJECT)).toMatchObject({keyVersion: 3});
    await home.grant(3);
    await home.act('project', 'provision', PROJECT);
    const third = await home.pseudonyms();
    expect(joins(third)).toBe(WEEKS.length);
    const ofFirst = new Set(Object.values(first.visit ?? {}));
    expect(Object.values(third.visit ?? {}).filter((one) => ofFirst.has(one))).toEqual([]);
  });

  it('refuses an extract of another version than its grants name', async () => {
    await home.grant(1);
    const [extract = ''] = (await readdir(join(home.home, 'extracts', PROJECT))).sort().slice(-1);
    const place = join(home.home, 'extracts', PROJECT, extract);
    const receive = ['project', 'provision', PROJECT, '--extract', place];
    expect(await home.refusal(...receive)).toBe('KEY_VERSION_DIFFERS');
    await home.grant(3);
  });

  const close = (of: string) => [
    ...['project', 'close', PROJECT, '--home', of, '--actor', KEY_CUSTODIAN],
    ...['--governance', home.governance],
  ];
  const copy = async (name: string) => {
    await cp(home.home, join(root, name), {recursive: true});
    return join(root, name);
  };
  let database = '';
  let took = 0;

  /** What must be so of a home whose project is closed, however it came to be. */
  async function expectClosed(of: string): Promise<void> {
    expect(await readdir(join(of, 'projects', PROJECT))).toEqual(['closed.json', 'tmp']);
    expect(await readdir(join(of, 'store', 'project-keys'))).toEqual([]);
    expect(await filesUnder(join(of, 'recipients'))).not.toContain(`project-${PROJECT}`);
    const text = await readFile(certificateOf(of), 'utf8');
    const {keys, files} = JSON.parse(text) as Certificate;
    expect(keys.map(({heldBy}) => heldBy)).toEqual(['store', 'store', 'store', 'project']);
    const digests = files.map(({sha256: digest}) => digest);
    expect(digests).toEqual(expect.arrayContaining([database, sha256(NOTES)]));
    const {actions} = await verifyLog(join(of, 'audit'));
    expect(actions.DELETION_CERTIFIED).toBe(1);
    expect(await entriesWith(of, sha256(text))).toContain('DELETION_CERTIFIED');
    const words = await readFile(certificateOf(of).replace(/json$/, 'md'), 'utf8');
    expect(words).toContain(sha256(text));
    // Ids of keys stand in the list of the destroyed, and in no keyring.
    for (const {keyId} of keys.filter(({heldBy}) => heldBy === 'store')) {
      expect(await filesNaming(join(of, 'store'), keyId)).toEqual(['destroyed-keys.json']);
    }
  }

  it('is closed with a certificate of all that was there, and stays closed', async () => {
    await writeFile(inProject('notes.txt'), NOTES);
    database = await digestOfFile(inProject('project.duckdb'));
    const keyFiles = await readdir(join(home.home, 'store', 'project-keys', PROJECT));
    expect(keyFiles.sort()).toEqual(['v1.key', 'v2.key', 'v3.key']);
    const whole = await copy('whole');
    const started = performance.now();
    await dolenJson(close(whole));
    took = performance.now() - started;
    await expectClosed(whole);
    const out = ['--out', join(root, 'never')];
    for (const args of [
      ['project', 'provision', PROJECT],
      ['project', 'keys', PROJECT],
      ['project', 'submit', PROJECT, '--table', 'x', '--counts', 'n', '--title', 'x', ...out],
      ['store', 'extract', PROJECT, ...out],
      ['store', 'rotate', PROJECT],
    ]) {
      const {stdout} = await dolen([...args, ...close(whole).slice(3), '--json', '--quiet']);
      const {error} = JSON.parse(stdout) as {error?: {code: string}};
      expect([args[1], error?.code]).toEqual([args[1], 'PROJECT_CLOSED']);
    }
    await dolenJson(close(whole));
    await expectClosed(whole);
  });

  // Most of the time goes by before the first deletion, so the last moments are looked at.
  it.each([0.7, 0.85, 0.93])(
    'is closed as well when it was killed after %f of the time',
    async (share) => {
      const of = await copy(`killed-${share}`);
      await dolen(close(of), {killAfterMs: took * share});
      await dolenJson(close(of));
      await expectClosed(of);
    },
  );

  it('does not come back with a backup of its keys', async () => {
    const restored = join(root, 'restored');
    await cp(join(root, 'whole'), restored, {recursive: true});
    const keys = ['store', 'project-keys', PROJECT];
    await cp(join(home.home, ...keys), join(restored, ...keys), {recursive: true});
    const published = ['recipients', `project-${PROJECT}`];
    await cp(join(home.home, ...published), join(restored, ...published));
    const shared = ['--home', restored, '--actor', RESEARCHER, '--governance', home.governance];
    const run = await dolen([
      ...['store', 'extract', PROJECT, '--out', join(root, 'never')],
      ...[...shared, '--json', '--quiet'],
    ]);
    expect(JSON.parse(run.stdout)).toMatchObject({error: {code: 'PROJECT_CLOSED'}});
  });

  it('is not closed by the name of a project that never was', async () => {
    expect(await home.refusal('project', 'close', 'PRJ-NONE')).toBe('INPUT_NOT_FOUND');
  });
});

/** The actions of the entries that announce a digest. */
async function entriesWith(home: string, digest: string): Promise<string[]> {
  const exported = await dolenJson<{entries: {action: string; outputHashes: string[]}[]}>([
    ...['audit', 'export', '--home', home],
  ]);
  return exported.entries
    .filter(({outputHashes}) => outputHashes.includes(digest))
    .map(({action}) => action);
}

async function filesNaming(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of await filesUnder(folder)) {
    if ((await readFile(join(folder, file), 'latin1')).includes(text)) found.push(file);
  }
  return found;
}
