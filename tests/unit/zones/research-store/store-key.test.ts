/** Re-keying the store: all of it or none, and in step with what is loaded later. */

import {describe, expect, it} from 'vitest';
import {type Job, runJob} from '../../../../src/assurance/job/job.ts';
import {makeKeyring} from '../../../../src/assurance/keys/keyring.ts';
import type {Database} from '../../../../src/engine/database.ts';
import {ident, sql} from '../../../../src/kernel/sql.ts';
import {openStore} from '../../../../src/zones/research-store/store-database.ts';
import {
  rekeyStore,
  storeKeyVersion,
  storePseudonym,
} from '../../../../src/zones/research-store/store-key.ts';
import {failureOf, IDENTITY, quietEffects, temporaryFolder} from '../../assurance/support/logs.ts';

const COLUMNS = [
  {name: 'alf_e', type: 'UUID', role: 'pseudonym:person'},
  {name: 'value', type: 'UUID', role: 'pseudonym:practice'},
  {name: 'code', type: 'VARCHAR', role: 'content'},
];
const PEOPLE = ['a', 'b', 'c'];

/** Acts as the store, in a home of its own. */
async function inStore<T>(act: (job: Job) => Promise<T>): Promise<T> {
  const quiet = quietEffects();
  const effects = {...quiet, now: () => quiet.time};
  const options = {zone: 'store', command: 'a test', identity: IDENTITY, seeded: false} as const;
  return runJob({...options, home: temporaryFolder()}, effects, async (job) => {
    await makeKeyring(job.directory, 'store', job.log, effects);
    return act(job);
  });
}

async function withStore<T>(job: Job, act: (db: Database) => Promise<T>): Promise<T> {
  const db = await openStore(job);
  try {
    return await act(db);
  } finally {
    db.close();
  }
}

/** A dataset under the store's present pseudonyms: people a, b, c and nobody, all of practice x. */
async function fill(job: Job, dataset: string, schema: string): Promise<void> {
  const keyring = await job.keyring();
  await withStore(job, async (db) => {
    const version = await storeKeyVersion(db);
    const person = storePseudonym(keyring, 'person', version);
    const practice = storePseudonym(keyring, 'practice', version);
    await db.run(sql`create schema ${ident(schema)}`);
    const table = ident(schema, dataset);
    await db.run(sql`create table ${table} (alf_e uuid, value uuid, code varchar)`);
    for (const one of [...PEOPLE, null]) {
      const alf = one === null ? null : person(one);
      await db.run(sql`insert into ${table} values (${alf}::uuid, ${practice('x')}::uuid, ${one})`);
    }
    await announce(db, dataset, schema);
  });
}

const announce = (db: Database, dataset: string, schema: string): Promise<void> =>
  db.run(sql`insert into catalogue (version, dataset, schema_name, columns)
    values (1, ${dataset}, ${schema}, ${JSON.stringify(COLUMNS)})`);

const rowsOf = (job: Job, dataset: string, schema: string) =>
  withStore(job, (db) =>
    db.rows(
      sql`select alf_e::varchar as alf_e, value::varchar as value, code
        from ${ident(schema, dataset)} order by code`,
    ),
  );

describe('re-keying the store', () => {
  it('gives every pseudonym the one that is made from scratch, and touches nothing else', async () => {
    await inStore(async (job) => {
      await fill(job, 'first', 'v0001');
      const before = await rowsOf(job, 'first', 'v0001');
      for (const version of [2, 3]) {
        expect(await rekeyStore(job)).toEqual({version, tables: 1});
        const person = storePseudonym(await job.keyring(), 'person', version);
        const practice = storePseudonym(await job.keyring(), 'practice', version);
        expect(await rowsOf(job, 'first', 'v0001')).toEqual([
          ...PEOPLE.map((one) => ({alf_e: person(one), value: practice('x'), code: one})),
          {alf_e: null, value: practice('x'), code: null},
        ]);
      }
      await fill(job, 'later', 'v0002');
      const [first, later] = [
        await rowsOf(job, 'first', 'v0001'),
        await rowsOf(job, 'later', 'v0002'),
      ];
      expect(later).toEqual(first);
      const old = new Set(before.flatMap(({alf_e, value}) => [alf_e, value]));
      const shared = first.filter(({alf_e, value}) => old.has(value) || (alf_e && old.has(alf_e)));
      expect(shared).toEqual([]);
    });
  });

  it('leaves all as it was when one table cannot be re-keyed', async () => {
    await inStore(async (job) => {
      await fill(job, 'first', 'v0001');
      const before = await rowsOf(job, 'first', 'v0001');
      await withStore(job, (db) => announce(db, 'gone', 'v0001'));
      expect((await failureOf(rekeyStore(job))).code).toBe('DATABASE_FAILED');
      expect(await rowsOf(job, 'first', 'v0001')).toEqual(before);
      expect(await withStore(job, storeKeyVersion)).toBe(1);
    });
  });
});
