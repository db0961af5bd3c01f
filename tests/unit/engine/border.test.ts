import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {sealedBorder} from '../../../src/engine/border.ts';
import {writeParquet} from '../../../src/engine/parquet.ts';
import {newIdentity} from '../../../src/engine/sealing.ts';
import type {Digest} from '../../../src/kernel/digests.ts';
import {type Sql, sql} from '../../../src/kernel/sql.ts';
import {failureOf} from '../kernel/failure-of.ts';
import {draftFor} from './border-draft.ts';
import {quietDatabase} from './quiet-database.ts';

const border = sealedBorder('file1', ({columns}) => columns);
const ROWS = sql`
  select * from (values
    ('00000000-0000-0000-0000-000000000001'::uuid, 'Prys'),
    ('00000000-0000-0000-0000-000000000002'::uuid, null)
  ) t(system_id, surname)`;

/** Sends rows over the border and opens them on the other side. */
async function send(rows: Sql, draft = {}) {
  const {db, place} = await quietDatabase();
  const {identity, recipient} = await newIdentity();
  const plain = join(place, 'plain.parquet');
  await writeParquet(db, rows, plain);
  const announced = new Set<Digest>();
  const folder = join(place, 'file1');
  await border.write(folder, plain, {...draftFor(recipient), ...draft}, async (digest) =>
    announced.add(digest),
  );
  const receipt = await border.check(folder, async (digest) => announced.has(digest));
  const opened = join(place, 'opened.parquet');
  return {db, opened, open: () => border.open(folder, receipt, opened, identity, db)};
}

const faultsOf = async (rows: Sql, draft = {}) => {
  const failure = await failureOf((await send(rows, draft)).open);
  expect(failure.code).toBe('BORDER_DAMAGED');
  return failure.faults.map(({where, what}) => `${where}: ${what}`);
};

describe('a border', () => {
  it('carries rows from its sender to its receiver unchanged', async () => {
    const {db, opened, open} = await send(ROWS);
    await open();
    expect(await db.rows(sql`from read_parquet(${opened}) order by system_id`)).toEqual([
      {system_id: '00000000-0000-0000-0000-000000000001', surname: 'Prys'},
      {system_id: '00000000-0000-0000-0000-000000000002', surname: null},
    ]);
  });

  it('lets no column pass that it does not allow', async () => {
    expect(await faultsOf(sql`select *, 'x' as diagnosis from (${ROWS})`)).toEqual([
      'diagnosis: not a column of this border',
    ]);
  });

  it('misses a column, and notices another type', async () => {
    expect(await faultsOf(sql`select system_id::varchar as system_id from (${ROWS})`)).toEqual([
      'system_id: VARCHAR, not UUID',
      'surname: missing',
    ]);
  });

  it('counts the rows', async () => {
    expect(await faultsOf(ROWS, {rows: 3})).toEqual(['rows: 2, not 3']);
    expect(await faultsOf(sql`${ROWS} limit 1`)).toEqual(['rows: 1, not 2']);
  });

  it('says everything that is wrong at once', async () => {
    const faults = await faultsOf(sql`select 1 as extra`, {rows: 5});
    expect(faults).toEqual([
      'extra: not a column of this border',
      'system_id: missing',
      'surname: missing',
      'rows: 1, not 5',
    ]);
  });
});
