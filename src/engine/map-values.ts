/** Carries distinct values of a query through a function and back into a table, for pseudonyms. */

import {ident, type Sql, sql} from '../kernel/sql.ts';
import type {Database} from './database.ts';
import {storeUuid, UUID_BYTES} from './uuid-tables.ts';

/**
 * Makes the table `name (value, mapped uuid)`, one row per distinct value; `value` keeps its type,
 * so that UUIDs join as 16 bytes and not as text.
 * @param values a query of one column of text or UUIDs; nulls are left out.
 * @param map from the text of a value to a UUID
 */
export async function mapValues(
  db: Database,
  name: string,
  values: Sql,
  map: (value: string) => string,
): Promise<number> {
  const distinct = `${name}_values`;
  await db.run(
    sql`create or replace temp table ${ident(distinct)} as
      select distinct v as value from (${values}) t(v) where v is not null order by value`,
    `read ${name}`,
  );
  const count = await db.count(ident(distinct));
  const ids = Buffer.alloc(count * UUID_BYTES);
  let at = 0;
  const texts = sql`select value::varchar from ${ident(distinct)} order by rowid`;
  for await (const [column = []] of db.columns(texts, `map ${name}`)) {
    for (const value of column) {
      storeUuid(map(value as string), ids, at);
      at += UUID_BYTES;
    }
  }
  let taken = 0;
  await db.makeUuids(`${name}_ids`, count, (length) => {
    taken += length;
    return ids.subarray(taken - length, taken);
  });
  await db.run(
    sql`create or replace temp table ${ident(name)} as select v.value, i.id as mapped
      from ${ident(distinct)} v positional join ${ident(`${name}_ids`)} i`,
    name,
  );
  await db.dropTable(distinct);
  await db.dropTable(`${name}_ids`);
  return count;
}
