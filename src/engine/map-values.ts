/** Carries distinct values of a query through a function and back into a table, for pseudonyms. */

import {VARCHAR} from '@duckdb/node-api';
import {ident, type Sql, sql} from '../kernel/sql.ts';
import type {Database} from './database.ts';

/**
 * Makes the table `name (value varchar, mapped uuid)`, one row per distinct value.
 * @param values a query of one text column; nulls are left out.
 */
export async function mapValues(
  db: Database,
  name: string,
  values: Sql,
  map: (value: string) => string,
): Promise<number> {
  const from: string[] = [];
  const distinct = sql`select distinct v from (${values}) t(v) where v is not null order by v`;
  for await (const [column = []] of db.columns(distinct, `read ${name}`)) {
    for (const value of column) from.push(String(value));
  }
  const raw = `${name}_text`;
  await db.run(
    sql`create or replace temp table ${ident(raw)} (value varchar, mapped varchar)`,
    raw,
  );
  await db.append(raw, [VARCHAR, VARCHAR], [from, from.map(map)]);
  await db.run(
    sql`create or replace temp table ${ident(name)} as
      select value, mapped::uuid as mapped from ${ident(raw)}`,
    name,
  );
  await db.dropTable(raw);
  return from.length;
}
