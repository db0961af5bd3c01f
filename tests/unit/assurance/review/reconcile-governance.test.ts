import {appendFile, mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Entry} from '../../../../src/assurance/audit/entry.ts';
import {reconcile} from '../../../../src/assurance/review/reconcile/reconcile.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import {temporaryFolder} from '../support/logs.ts';
import {entriesOf, type TestAct} from './acts.ts';

const AT = '2026-01-14T10:00:00.000Z';
const APPLICATION = 'governance/applications/APP-2.json';
const GRANTS = 'governance/grants/PRJ-1.json';
const CERTIFICATE = 'governance/certificates/PRJ-9.json';

/** As they were first, and as they were announced last. */
const TEXTS = {application: ['{"n":1}', '{"n":2}'], grants: ['{"g":1}', '{"g":2}']} as const;
const CERTIFIED = '{"project":"PRJ-9"}';

interface Made {
  readonly entries: Entry[];
  readonly put: (path: string, text: string) => Promise<void>;
  readonly at: (path: string) => string;
}

/** A home whose governance is what the log announced last. */
async function makeHome(): Promise<Made & {readonly home: string}> {
  const home = temporaryFolder();
  const at = (path: string) => join(home, path);
  const put = async (path: string, text: string) => {
    await mkdir(join(home, path, '..'), {recursive: true});
    await writeFile(at(path), text);
  };
  await put(APPLICATION, TEXTS.application[1]);
  await put(GRANTS, TEXTS.grants[1]);
  await put(CERTIFICATE, CERTIFIED);
  await put('governance/certificates/PRJ-9.md', '# The project PRJ-9 is closed');
  const about = (types: readonly ('application' | 'grants')[]): TestAct['objects'] =>
    types.map((type) => ({type, id: type === 'application' ? 'APP-2' : 'PRJ-1'}));
  const acts: readonly (readonly [TestAct, readonly string[]])[] = [
    [
      {at: AT, action: 'APPLICATION_STARTED', objects: about(['application']) ?? []},
      [TEXTS.application[0]],
    ],
    [
      {at: AT, action: 'GRANT_ISSUED', objects: about(['application', 'grants']) ?? []},
      [TEXTS.application[0], TEXTS.grants[0]],
    ],
    [
      {at: AT, action: 'GRANT_REVOKED', objects: about(['application', 'grants']) ?? []},
      [TEXTS.application[1], TEXTS.grants[1]],
    ],
    // About the application alone: the grants are still what the entry before announced.
    [
      {at: AT, action: 'APPLICATION_AMENDED', objects: about(['application']) ?? []},
      [TEXTS.application[1]],
    ],
    [{at: AT, action: 'DELETION_CERTIFIED', project: 'PRJ-9'}, [CERTIFIED]],
  ];
  const entries = entriesOf(acts.map(([act]) => act)).map((entry, i) => ({
    ...entry,
    outputHashes: (acts[i]?.[1] ?? []).map((text) => sha256(text)),
  }));
  return {home, entries, put, at};
}

async function found(
  spoil: (made: Made) => Promise<unknown>,
): Promise<{unexplained: string[]; missing: string[]}> {
  const made = await makeHome();
  await spoil(made);
  const {unexplained, missing} = await reconcile(made.home, [], made.entries);
  return {
    unexplained: unexplained.map(({label}) => label),
    missing: missing.map(({label}) => label),
  };
}

const NOTHING = {unexplained: [], missing: []};
const not = (name: string) => ({
  unexplained: [`${name}: not the one that the log announced last`],
  missing: [],
});

describe('reconciling the log with applications, grants and certificates', () => {
  it('finds nothing where each file is the one that was announced last', async () => {
    expect(await found(async () => undefined)).toEqual(NOTHING);
  });

  it('finds an application and grants that somebody edited', async () => {
    expect(await found(({at}) => appendFile(at(APPLICATION), ' '))).toEqual(
      not('application APP-2'),
    );
    expect(await found(({at}) => appendFile(at(GRANTS), ' '))).toEqual(not('grants PRJ-1'));
  });

  it('finds one that was put back to what an older entry announced', async () => {
    expect(await found(({put}) => put(APPLICATION, TEXTS.application[0]))).toEqual(
      not('application APP-2'),
    );
    expect(await found(({put}) => put(GRANTS, TEXTS.grants[0]))).toEqual(not('grants PRJ-1'));
  });

  it('finds one that no entry is about, and says no name that is not the program’s', async () => {
    const added = await found(({put}) =>
      put('governance/applications/APP-77.json', TEXTS.application[1]),
    );
    expect(added.unexplained).toEqual(['application APP-77: no entry of the log is about it']);
    for (const [path, folder] of [
      ['applications/jane-doe.json', 'applications'],
      ['applications/APP-2.json.old', 'applications'],
      ['applications/old/APP-2.json', 'applications'],
      ['grants/jane-doe.json', 'grants'],
      ['grants/jane-doe.json.next', 'grants'],
      ['certificates/jane-doe.json', 'certificates'],
      ['certificates/jane-doe.md', 'certificates'],
    ]) {
      const {unexplained} = await found(({put}) => put(`governance/${path}`, '{}'));
      expect(unexplained, path).toEqual([
        `a file among the ${folder} that no entry of the log is about`,
      ]);
    }
  });

  it('misses one that is gone', async () => {
    expect(await found(({at}) => rm(at(APPLICATION)))).toEqual({
      unexplained: [],
      missing: ['application APP-2, entry 3'],
    });
    expect(await found(({at}) => rm(at('governance'), {recursive: true}))).toEqual({
      unexplained: [],
      missing: [
        'application APP-2, entry 3',
        'grants PRJ-1, entry 2',
        'certificate of the closed project PRJ-9, entry 4',
      ],
    });
  });

  it('takes the next one beside it where a killed command left it, if it was announced', async () => {
    const left = await found(async ({put, at}) => {
      await rename(at(APPLICATION), at(`${APPLICATION}.next`));
      await put(APPLICATION, TEXTS.application[0]);
      await rename(at(GRANTS), at(`${GRANTS}.next`));
    });
    expect(left).toEqual(NOTHING);
    const untold = await found(({put}) => put(`${APPLICATION}.next`, '{"n":3}'));
    expect(untold).toEqual({
      unexplained: ['application APP-2: a next one that no entry announces'],
      missing: [],
    });
    const both = await found(async ({put, at}) => {
      await put(`${APPLICATION}.next`, TEXTS.application[0]);
      await appendFile(at(APPLICATION), ' ');
    });
    expect(both.unexplained).toHaveLength(2);
  });

  it('finds a certificate that is not the announced one, or of another project', async () => {
    expect((await found(({at}) => appendFile(at(CERTIFICATE), ' '))).unexplained).toEqual([
      'certificate of the closed project PRJ-9: not the one that the log announced',
    ]);
    const other = await found(async ({put, at}) =>
      put('governance/certificates/PRJ-1.json', await readFile(at(CERTIFICATE), 'utf8')),
    );
    expect(other.unexplained).toEqual([
      'a file among the certificates that no entry of the log is about',
    ]);
  });

  it('gives the digest of what it found', async () => {
    const made = await makeHome();
    await made.put(GRANTS, TEXTS.grants[0]);
    const {unexplained} = await reconcile(made.home, [], made.entries);
    expect(unexplained.map(({digest}) => digest)).toEqual([sha256(TEXTS.grants[0])]);
  });
});
