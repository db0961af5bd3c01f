/** A database in memory for one test, with a place of its own that is gone afterwards. */

import {join as joinPath} from 'node:path';
import {onTestFinished} from 'vitest';
import {Database, type DatabaseOptions} from '../../../src/engine/database.ts';
import {VARCHAR_COLUMN} from '../../../src/engine/values.ts';
import {openWorkspace, type Workspace} from '../../../src/engine/workspace.ts';
import {ident, join, type Sql, sql} from '../../../src/kernel/sql.ts';
import {scratch} from '../../support/dolen.ts';

export interface QuietDatabase {
  readonly db: Database;
  /** The only directory that SQL may read and write. */
  readonly place: string;
  readonly workspace: Workspace;
}

export async function quietDatabase(
  options: Partial<DatabaseOptions> = {},
): Promise<QuietDatabase> {
  const place = await scratch();
  const db = await Database.open({
    directories: [place],
    tempDirectory: joinPath(place, 'spill'),
    ...options,
  });
  onTestFinished(() => db.close());
  return {db, place, workspace: await openWorkspace(place)};
}

/** Makes a table of these columns; every value is appended as text and cast to the type of its column. */
export async function tableOf(
  db: Database,
  name: string,
  columns: Readonly<Record<string, Sql>>,
  rows: readonly (readonly (string | number | boolean | null)[])[],
): Promise<void> {
  const names = Object.entries(columns);
  const asText = `${name}_as_text`;
  const text = names.map(([column]) => sql`${ident(column)} varchar`);
  await db.run(sql`create or replace temp table ${ident(asText)} (${join(text)})`, asText);
  const values = names.map((_, i) => rows.map((row) => textOf(row[i])));
  await db.append(asText, Array(names.length).fill(VARCHAR_COLUMN), values);
  const cast = names.map(([column, type]) => sql`${ident(column)}::${type} as ${ident(column)}`);
  await db.run(
    sql`create or replace temp table ${ident(name)} as
      select ${join(cast)} from ${ident(asText)} order by rowid`,
    name,
  );
  await db.dropTable(asText);
}

const textOf = (value: string | number | boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
