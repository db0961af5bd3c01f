import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {digestOfFile} from '../../../src/engine/files.ts';
import {parquetRows, writeParquet} from '../../../src/engine/parquet.ts';
import {sql} from '../../../src/kernel/sql.ts';
import {quietDatabase} from './quiet-database.ts';

describe('a Parquet file', () => {
  it('has the same bytes from the same rows, on one thread and on two, again and again', async () => {
    const digests = new Set<string>();
    for (const threads of [1, 2, 2]) {
      const {db, place} = await quietDatabase({threads});
      await db.run(sql`create table t as
        select n, hash(n)::varchar as text, case when n % 5 = 0 then null else n / 3 end as fraction
        from range(300000) r(n)`);
      const path = join(place, 'rows.parquet');
      await writeParquet(db, sql`select * from t order by hash(n), n`, path);
      digests.add(await digestOfFile(path));
    }
    expect(digests.size).toBe(1);
  });

  it('keeps the order of the query over many row groups', async () => {
    const {db, place} = await quietDatabase();
    const path = join(place, 'rows.parquet');
    await writeParquet(db, sql`select n from range(300000) r(n) order by n desc`, path);
    const out = sql`${parquetRows(path, true)} where n <> 299999 - file_row_number`;
    expect(await db.count(out)).toBe(0);
    expect(await db.value(sql`select num_row_groups from parquet_file_metadata(${path})`)).toBe(3);
  });
});
