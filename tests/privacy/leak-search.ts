/** Searches a home as an attacker would: raw bytes of every file, and the decoded values of every table. */

import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Database} from '../../src/engine/database.ts';
import {openSealedFile} from '../../src/engine/sealing.ts';
import {ident, type Sql, sql} from '../../src/kernel/sql.ts';

export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
}

/** All text that can be read out of a file: its bytes, and for tables every value as text. */
export async function textOf(file: string): Promise<string> {
  const bytes = (await readFile(file)).toString('latin1');
  if (file.endsWith('.parquet'))
    return `${bytes}\n${await tableText(sql`read_parquet(${file})`, file)}`;
  if (file.endsWith('.duckdb')) return `${bytes}\n${await databaseText(file)}`;
  return bytes;
}

/** The values inside a sealed payload, opened with the right key. */
export async function payloadText(folder: string, identity: string): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'dolen-open-'));
  try {
    const plain = join(scratch, 'payload.parquet');
    await openSealedFile(join(folder, 'payload.parquet.age'), plain, identity);
    const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
    return `${manifest}\n${await tableText(sql`read_parquet(${plain})`, plain)}`;
  } finally {
    await rm(scratch, {recursive: true, force: true});
  }
}

async function tableText(rows: Sql, file: string): Promise<string> {
  const db = await Database.open({
    directories: [join(file, '..')],
    tempDirectory: join(tmpdir(), 'dolen-search'),
  });
  try {
    return await valuesOf(db, rows);
  } finally {
    db.close();
  }
}

async function databaseText(path: string): Promise<string> {
  const db = await Database.open({
    path,
    readOnly: true,
    directories: [],
    tempDirectory: join(tmpdir(), 'dolen-search'),
  });
  try {
    const tables = await db.rows(sql`select schema_name, table_name from duckdb_tables()`);
    const texts: string[] = [];
    for (const {schema_name, table_name} of tables) {
      texts.push(await valuesOf(db, ident(String(schema_name), String(table_name))));
    }
    return texts.join('\n');
  } finally {
    db.close();
  }
}

const valuesOf = async (db: Database, rows: Sql): Promise<string> =>
  (await db.rows(sql`select * from ${rows}`)).map((row) => Object.values(row).join('|')).join('\n');

/** Which of the searched texts occur; letters of either case count. Only how many is ever said. */
export function found(text: string, searched: readonly string[]): number {
  const lower = text.toLowerCase();
  return searched.filter((one) => lower.includes(one.toLowerCase())).length;
}
