import {describe, expect, it} from 'vitest';
import {mapValues} from '../../../src/engine/map-values.ts';
import {sha256} from '../../../src/kernel/digests.ts';
import {uuidFromBytes} from '../../../src/kernel/ids.ts';
import {sql} from '../../../src/kernel/sql.ts';
import {quietDatabase} from './quiet-database.ts';

const toUuid = (value: string): string => uuidFromBytes(Buffer.from(sha256(value), 'hex'));

describe('values carried through a function', () => {
  it('are one row per distinct value, nulls left out, each beside what it became', async () => {
    const {db} = await quietDatabase();
    const asked: string[] = [];
    const count = await mapValues(
      db,
      'pseudonym',
      sql`select v from (values ('b'), ('a'), (null), ('b'), (''), ('ŵ')) t(v)`,
      (value) => {
        asked.push(value);
        return toUuid(value);
      },
    );
    expect(count).toBe(4);
    expect(asked).toEqual(['', 'a', 'b', 'ŵ']);
    const rows = await db.rows(sql`select value, mapped from pseudonym order by value`);
    expect(rows).toEqual(asked.map((value) => ({value, mapped: toUuid(value)})));
    expect(await db.describe(sql`from pseudonym`)).toEqual([
      {name: 'value', type: 'VARCHAR'},
      {name: 'mapped', type: 'UUID'},
    ]);
  });

  it('may be none, or more than one chunk, and replace a table of the same name', async () => {
    const {db} = await quietDatabase();
    expect(await mapValues(db, 'p', sql`select 'a' where false`, toUuid)).toBe(0);
    expect(await db.count(sql`p`)).toBe(0);
    const many = sql`select n::varchar from range(5000) t(n)`;
    expect(await mapValues(db, 'p', many, toUuid)).toBe(5_000);
    const wrong = sql`p where value is null or mapped is null`;
    expect(await db.count(wrong)).toBe(0);
    expect(await db.value(sql`select mapped from p where value = '4321'`)).toBe(toUuid('4321'));
    expect(await db.hasTable('main', 'p_text')).toBe(false);
  });
});
