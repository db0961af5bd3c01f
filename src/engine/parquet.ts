/** Parquet in and out: rows in the order of the query, so that the same rows give the same bytes. */

import {open} from 'node:fs/promises';
import {DataFault, DolenError} from '../kernel/errors.ts';
import {type Sql, sql} from '../kernel/sql.ts';
import type {Database} from './database.ts';

/** Rows a row group: DuckDB's own default, written out so that bytes do not follow its changes. */
const ROW_GROUP_SIZE = 122_880;

/**
 * Writes a query to a Parquet file. The query must say its order. zstd at its lightest, and no
 * dictionary where values hardly repeat: rows in random order gain little from either.
 */
export async function writeParquet(
  db: Database,
  query: Sql,
  path: string,
  step = 'write Parquet',
): Promise<void> {
  await db.run(
    sql`copy (${query}) to ${path} (format parquet, compression zstd, row_group_size ${ROW_GROUP_SIZE}, dictionary_size_limit 4096, compression_level 1)`,
    step,
  );
}

/** The rows of a Parquet file; with `numbered`, `file_row_number` counts them from 0. */
export const parquetRows = (path: string, numbered = false): Sql =>
  numbered ? sql`read_parquet(${path}, file_row_number = true)` : sql`read_parquet(${path})`;

/**
 * Checks both ends of a Parquet file, so that a truncated export is a fault and not a failure.
 * @throws DataFault FILE_UNREADABLE
 */
export async function checkParquet(db: Database, path: string, where: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const {size} = await handle.stat();
    const ends = Buffer.alloc(8);
    await handle.read(ends, 0, 4, 0);
    await handle.read(ends, 4, 4, Math.max(0, size - 4));
    if (size < 12 || ends.toString('latin1') !== 'PAR1PAR1') throw unreadable(where);
  } finally {
    await handle.close();
  }
  try {
    await db.describe(sql`select * from ${parquetRows(path)}`);
  } catch (error) {
    throw error instanceof DolenError && error.code === 'OUT_OF_SPACE' ? error : unreadable(where);
  }
}

const unreadable = (where: string) =>
  new DataFault('FILE_UNREADABLE', [{where, what: 'not a whole Parquet file'}]);
