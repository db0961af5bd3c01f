/** Carries distinct values of a query through a function and back into a table, for pseudonyms. */

import {VARCHAR} from '@duckdb/node-api';
import {ident, type Sql, sql} from '../kernel/sql.ts';
import type {Database} from './database.ts';

/**
 * Makes the table `name (value, mapped uuid)`, one row per distinct value; `value` keeps its type,
 * so that UUIDs join as 16 bytes and not as text.
 * @param values a query of one column of text or UUIDs; nulls are left out.
 */
export async function mapValues(
  db: Database,
  name: string,
  values: Sql,
  map: (value: string) => string,
): Promise<number> {
  const [column] = await db.describe(values, `describe ${name}`);
  const type = column?.type === 'UUID' ? sql`uuid` : sql`varchar`;
  const from: string[] = [];
  const distinct = sql`select distinct v from (${values}) t(v) where v is not null order by v`;
  for await (const [cells = []] of db.columns(distinct, `read ${name}`)) {
    for (const value of cells) from.push(String(value));
  }
  const raw = `${name}_text`;
  await db.run(
    sql`create or replace temp table ${ident(raw)} (value varchar, mapped varchar)`,
    raw,
  );
  await db.append(raw, [VARCHAR, VARCHAR], [from, from.map(map)]);
  await db.run(
    sql`create or replace temp table ${ident(name)} as
      select value::${type} as value, mapped::uuid as mapped from ${ident(raw)}`,
    name,
  );
  await db.dropTable(raw);
  return from.length;
}
