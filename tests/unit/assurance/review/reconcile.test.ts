import {appendFile, cp, mkdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Entry} from '../../../../src/assurance/audit/entry.ts';
import {reconcile} from '../../../../src/assurance/review/reconcile/reconcile.ts';
import {canonicalJson} from '../../../../src/kernel/canonical-json.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import {temporaryFolder} from '../support/logs.ts';
import {entriesOf, type TestAct} from './acts.ts';

const AT = '2026-01-14T10:00:00.000Z';
const PAYLOAD = 'sealed, and not opened here';
const TABLE = 'sex,people\n1,20\n';
const RECIPIENT = 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq';

const MANIFEST = `${canonicalJson({
  v: 1,
  border: 'file1',
  dataset: 'death',
  contract: sha256('contract'),
  split: 'split',
  rows: 3,
  rowsRemoved: 0,
  columns: [{name: 'system_id', type: 'UUID'}],
  provider: 'provider',
  people: 'made-up',
  created: AT,
  receiver: RECIPIENT,
  payload: {
    file: 'payload.parquet.age',
    sealed: sha256(PAYLOAD),
    plain: sha256('plain'),
    bytes: PAYLOAD.length,
  },
  about: {},
})}\n`;

interface Made {
  readonly home: string;
  readonly transit: string;
  readonly entries: Entry[];
}

/** A home in which everything on disk is in the log. */
async function makeHome(): Promise<Made> {
  const home = temporaryFolder();
  const transit = join(home, 'transit');
  const put = async (path: string, text: string) => {
    await mkdir(join(home, path, '..'), {recursive: true});
    await writeFile(join(home, path), text);
  };
  await put('transit/death/manifest.json', MANIFEST);
  await put('transit/death/payload.parquet.age', PAYLOAD);
  await put('output/released/R-00000001/table.csv', TABLE);
  await put('output/released/R-00000001/disclosure-record.json', '{}');
  await put('recipients/store', `${RECIPIENT}\n`);
  await put('store/store.keys', 'sealed');
  await put('store/store.duckdb', 'database');
  await put('projects/PRJ-1/project.duckdb', 'database');
  const act = (action: string, more: Partial<TestAct> = {}): TestAct => ({at: AT, action, ...more});
  const acts = [
    act('JOB_STARTED', {zone: 'store'}),
    act('KEY_CREATED', {
      zone: 'store',
      objects: [{type: 'key', id: sha256(RECIPIENT).slice(0, 16)}],
    }),
    act('JOB_STARTED', {zone: 'project', project: 'PRJ-1'}),
    act('FILE1_WRITTEN', {objects: [{type: 'dataset', id: 'death'}]}),
    act('RELEASE_RELEASED', {objects: [{type: 'request', id: 'R-00000001'}]}),
  ];
  const outputs = [null, null, null, sha256(MANIFEST), sha256(TABLE)];
  const entries = entriesOf(acts).map((entry, i) => ({
    ...entry,
    outputHashes: outputs[i] ? [outputs[i]] : [],
  }));
  return {home, transit, entries};
}

async function found(
  spoil: (made: Made) => Promise<unknown>,
  without: readonly string[] = [],
): Promise<{unexplained: string[]; missing: string[]}> {
  const made = await makeHome();
  await spoil(made);
  const entries = made.entries.filter(({action}) => !without.includes(action));
  const {unexplained, missing} = await reconcile(made.home, [made.transit], entries);
  return {
    unexplained: unexplained.map(({label}) => label),
    missing: missing.map(({label}) => label),
  };
}

const NOTHING = {unexplained: [], missing: []};

describe('reconciling the log with the disk', () => {
  it('finds nothing where the log explains everything', async () => {
    expect(await found(async () => undefined)).toEqual(NOTHING);
  });

  it('finds a border folder that no entry announced, and one whose payload is another one', async () => {
    expect(await found(async () => undefined, ['FILE1_WRITTEN'])).toMatchObject({
      unexplained: ['file1 death'],
    });
    const swapped = await found(({transit}) =>
      appendFile(join(transit, 'death/payload.parquet.age'), 'x'),
    );
    expect(swapped.unexplained).toEqual(['file1 death, whose payload is another one']);
    const changed = await found(({transit}) =>
      appendFile(join(transit, 'death/manifest.json'), ' '),
    );
    expect(changed).toEqual({unexplained: ['file1 death'], missing: ['file1 death, entry 3']});
  });

  it('finds files beside the border folders', async () => {
    const beside = await found(({transit}) => writeFile(join(transit, 'copy.csv'), 'rows'));
    expect(beside.unexplained).toEqual(['a file']);
    const hidden = await found(({transit}) =>
      writeFile(join(transit, 'death', 'copy.csv'), 'rows'),
    );
    expect(hidden.unexplained).toEqual(['a file']);
  });

  it('misses what was announced and is not there, without an alarm', async () => {
    const gone = await found(({transit}) => rm(join(transit, 'death'), {recursive: true}));
    expect(gone).toEqual({unexplained: [], missing: ['file1 death, entry 3']});
  });

  it('finds a released table that is another one, and a folder that nobody released', async () => {
    const other = await found(({home}) =>
      appendFile(join(home, 'output/released/R-00000001/table.csv'), '2,9\n'),
    );
    expect(other.unexplained).toEqual([
      'output/released/R-00000001: a table, not the one that was released',
    ]);
    const beside = await found(({home}) =>
      writeFile(join(home, 'output/released/R-00000001/rows.csv'), 'rows'),
    );
    expect(beside.unexplained).toEqual(['output/released/R-00000001: a file that is no table']);
    const copied = await found(({home}) =>
      cp(join(home, 'output/released/R-00000001'), join(home, 'output/released/R-00000002'), {
        recursive: true,
      }),
    );
    expect(copied.unexplained).toEqual([
      'output/released/R-00000002: a file that is no table',
      'output/released/R-00000002: a table, which no entry released',
    ]);
  });

  it('finds a database that no job of its zone explains, and a copy of one', async () => {
    const withoutJobs = await found(async ({entries}) => {
      const jobs = entries.filter(({action}) => action === 'JOB_STARTED');
      for (const job of jobs) entries[job.seq] = {...job, action: 'LOG_READ'};
    });
    expect(withoutJobs.unexplained).toEqual([
      'store/store.duckdb: a database, though no job ran there',
      'projects/PRJ-1/project.duckdb: a database, though no job ran there',
    ]);
    const copy = await found(({home}) => writeFile(join(home, 'store/copy.duckdb'), 'database'));
    expect(copy.unexplained).toEqual(['store: a database under another name']);
    const project = await found(async ({home}) => {
      await mkdir(join(home, 'projects/PRJ-2'), {recursive: true});
      await writeFile(join(home, 'projects/PRJ-2/project.duckdb'), 'database');
    });
    expect(project.unexplained).toEqual([
      'projects/(unknown project)/project.duckdb: a database, though no job ran there',
    ]);
    const closed = await found(async ({entries}) => {
      const of = entries.find(({project: one}) => one === 'PRJ-1') as Entry;
      entries.push({...of, action: 'PROJECT_CLOSED', seq: 5});
    });
    expect(closed.unexplained).toEqual([
      'projects/PRJ-1/project.duckdb: a database of a closed project',
    ]);
  });

  it('says no name that somebody made up, and tells such a file by its digest', async () => {
    const made = await makeHome();
    for (const path of [
      'store/jane-doe.duckdb',
      'store/jane-doe.keys',
      'store/project-keys/jane-doe/v1.key',
      'projects/jane-doe/jane-doe.duckdb',
      'output/released/jane-doe/jane-doe.csv',
    ]) {
      await mkdir(join(made.home, path, '..'), {recursive: true});
      await writeFile(join(made.home, path), path);
    }
    const {unexplained} = await reconcile(made.home, [made.transit], made.entries);
    expect(unexplained).toHaveLength(5);
    expect(unexplained.every(({digest}) => digest !== null)).toBe(true);
    expect(JSON.stringify(unexplained)).not.toContain('jane');
  });

  it('finds a key that was never made in the log, and one that was destroyed there', async () => {
    expect(await found(async () => undefined, ['KEY_CREATED'])).toMatchObject({
      unexplained: [
        `store/store.keys: key ${sha256(RECIPIENT).slice(0, 16)}, which the log does not know`,
      ],
    });
    const destroyed = await found(async ({entries}) => {
      const created = entries[1] as Entry;
      entries.push({...created, action: 'KEY_DESTROYED', seq: 5});
    });
    expect(destroyed.unexplained).toHaveLength(1);
    const copy = await found(({home}) => writeFile(join(home, 'store/other.keys'), 'sealed'));
    expect(copy.unexplained).toEqual(['store: a keyring under another name']);
    const ofProject = await found(async ({home}) => {
      await mkdir(join(home, 'store/project-keys/PRJ-1'), {recursive: true});
      await writeFile(
        join(home, 'store/project-keys/PRJ-1/v1.key'),
        '{"keyId":"0123456789abcdef"}',
      );
    });
    expect(ofProject.unexplained).toEqual([
      'store/project-keys/PRJ-1: key 0123456789abcdef, which the log does not know',
    ]);
  });
});
