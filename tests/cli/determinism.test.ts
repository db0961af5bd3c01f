/** Same people, same definitions, same seed: the same bytes, whatever the number of threads. Another seed: no ALF in common. */

import {mkdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {Database} from '../../src/engine/database.ts';
import {openSealedFile} from '../../src/engine/sealing.ts';
import {sha256} from '../../src/kernel/digests.ts';
import {type Sql, sql} from '../../src/kernel/sql.ts';
import {dolenJson, ROOT} from '../support/dolen.ts';
import {sharedScratch} from './support/homes.ts';

const PEOPLE = 600;

interface Summary {
  readonly digests: {
    readonly file3: Readonly<Record<string, string>>;
    readonly extracts: Readonly<Record<string, string>>;
    readonly cohort: string | null;
  };
  readonly cohort: {readonly rows: number};
  readonly release: {readonly tables: readonly unknown[]};
}

/** What a cohort folder must have byte for byte; `run.json` and `disposition` go with them. */
const COHORT_FILES = [
  'cohort.parquet',
  'cohort.arrow',
  'dictionary.json',
  'dictionary.csv',
  'attrition.json',
  'attrition.csv',
  'counts.csv',
  'disposition.parquet',
];

const runDemo = (home: string, seed: string, ...more: readonly string[]): Promise<Summary> =>
  dolenJson<Summary>([
    ...['pipeline', 'run', join(ROOT, 'pipelines', 'demo'), '--home', home, '--seed', seed],
    ...more,
  ]);

describe('the demo pipeline, run again', async () => {
  const scratch = await sharedScratch();
  const place = (name: string) => join(scratch, name);
  const people = ['--people', String(PEOPLE)];
  let first: Summary;
  let again: Summary;
  let oneThread: Summary;
  let otherSeed: Summary;

  beforeAll(async () => {
    [first, again] = await Promise.all([
      runDemo(place('first'), 's', ...people),
      runDemo(place('again'), 's', ...people),
    ]);
    // The same people under another seed, so that nothing but the seed is different.
    const input = ['--input', join(place('first'), 'made-up', String(PEOPLE))];
    [oneThread, otherSeed] = await Promise.all([
      runDemo(place('one-thread'), 's', ...people, '--threads', '1'),
      runDemo(place('other-seed'), 't', ...input),
    ]);
  }, 600_000);

  it('has a digest for every File 3, every extract and the cohort, and a release that passed', () => {
    expect(Object.keys(first.digests.file3)).toHaveLength(6);
    expect(Object.keys(first.digests.extracts)).toHaveLength(4);
    expect(first.digests.cohort).toMatch(/^[0-9a-f]{64}$/);
    expect(first.cohort.rows).toBeGreaterThan(0);
    expect(first.release.tables).toHaveLength(1);
  });

  it('gives the same bytes for the same seed', () => {
    expect(again.digests).toEqual(first.digests);
  });

  it('gives the same bytes on one thread as on two', () => {
    expect(oneThread.digests).toEqual(first.digests);
  });

  it('writes every file of the cohort the same, byte for byte', async () => {
    const digestsIn = async (name: string) => {
      const folder = join(place(name), 'projects', 'PRJ-DEMO', 'cohort');
      const read = async (file: string) => [file, sha256(await readFile(join(folder, file)))];
      return Object.fromEntries(await Promise.all(COHORT_FILES.map(read)));
    };
    const expected = await digestsIn('first');
    expect(await digestsIn('again')).toEqual(expected);
    expect(await digestsIn('one-thread')).toEqual(expected);
    expect((await digestsIn('other-seed'))['cohort.parquet']).not.toBe(expected['cohort.parquet']);
  });

  it('gives other bytes for the same people under another seed', () => {
    const pairs = Object.keys(first.digests.file3).map((name) => [
      first.digests.file3[name],
      otherSeed.digests.file3[name],
    ]);
    for (const [one, other] of pairs) expect(other).not.toBe(one);
    expect(otherSeed.digests.cohort).not.toBe(first.digests.cohort);
    expect(otherSeed.cohort.rows).toBe(first.cohort.rows);
  });

  it('never gives the same pseudonym under two seeds, to any of the same people', async () => {
    const work = place('opened');
    await mkdir(work);
    const db = await Database.open({directories: [work], tempDirectory: join(work, 'spill')});
    try {
      const one = await openFile3s(place('first'), join(work, 'one'));
      const other = await openFile3s(place('other-seed'), join(work, 'other'));
      const distinct = (files: readonly string[]): Sql => sql`(
        select distinct unnest([alf, ralf]) as pseudonym from read_parquet(${files}))`;
      const known = (files: readonly string[]) =>
        db.count(sql`${distinct(files)} where pseudonym is not null`);
      expect(await known(one)).toBeGreaterThan(PEOPLE / 2);
      expect(await known(other)).toBe(await known(one));
      const common = await db.count(
        sql`${distinct(one)} a join ${distinct(other)} b using (pseudonym)`,
      );
      expect(common).toBe(0);
    } finally {
      db.close();
    }
  });

  it('gives a zone the same key from a seed, whoever opened the log before', async () => {
    const rootKeyOf = async (home: string) => {
      await dolenJson(['third-party', 'keys', '--home', home, '--seed', 'k']);
      const text = await readFile(join(home, 'third-party', 'third-party.keys'), 'utf8');
      return sha256((JSON.parse(text) as {rootKey: string}).rootKey);
    };
    const looked = place('looked-at-before');
    await dolenJson(['output', 'show', '--home', looked]);
    expect(await rootKeyOf(looked)).toBe(await rootKeyOf(place('fresh')));
  });
});

/** Opens every File 3 of a home with the store's key, as only the store could. */
async function openFile3s(home: string, to: string): Promise<string[]> {
  await mkdir(to);
  const keys = JSON.parse(await readFile(join(home, 'store', 'store.keys'), 'utf8'));
  const {identity} = keys as {identity: string};
  const files: string[] = [];
  for (const dataset of ['gp_registration', 'gp_event', 'death', 'social_care']) {
    const file = join(to, `${dataset}.parquet`);
    const sealed = join(home, 'transit', dataset, 'file3', 'payload.parquet.age');
    await openSealedFile(sealed, file, identity);
    files.push(file);
  }
  return files;
}
