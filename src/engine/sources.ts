/** Reads what providers send: CSV of any delimiter, Parquet, Arrow IPC and NDJSON, staged as Parquet. */

import {open, stat} from 'node:fs/promises';
import {extname} from 'node:path';
import {DataFault, DolenError, UsageError} from '../kernel/errors.ts';
import {allOf, ident, type Sql, sql} from '../kernel/sql.ts';
import {readArrowIntoTable} from './arrow-reader.ts';
import type {Database} from './database.ts';
import {isOutOfSpace} from './files.ts';
import {checkParquet, parquetRows, writeParquet} from './parquet.ts';
import {detectEncoding, type TextEncoding, transcodeToUtf8} from './text-encoding.ts';
import type {Workspace} from './workspace.ts';

export const SOURCE_FORMATS = ['csv', 'parquet', 'arrow', 'ndjson'] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

export interface SourceOptions {
  readonly format?: SourceFormat;
  readonly delimiter?: string;
  readonly quoteChar?: string;
  readonly encoding?: TextEncoding;
  /** What the file is, for errors: its name may be somebody's. */
  readonly where?: string;
}

export interface Source {
  /** The rows, with `file_row_number` from 0 in the order of the file. */
  readonly rows: Sql;
  readonly columns: readonly {readonly name: string; readonly type: string}[];
  readonly count: number;
  /** Lines without any value, as spreadsheets leave at the end; left out and counted. */
  readonly blankRows: number;
}

const FORMAT_BY_EXTENSION: Readonly<Record<string, SourceFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.parquet': 'parquet',
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.feather': 'arrow',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
};

/**
 * Opens a source. Text formats are read as text, never guessed: a code stays a string.
 * @throws UsageError INPUT_NOT_FOUND; DataFault FILE_UNREADABLE or DATASET_EMPTY
 */
export async function openSource(
  db: Database,
  path: string,
  options: SourceOptions,
  workspace: Workspace,
): Promise<Source> {
  const {where = 'data'} = options;
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) throw new UsageError('INPUT_NOT_FOUND', [{where, what: 'no such file'}]);
  if (info.size === 0) throw new DataFault('DATASET_EMPTY', [{where, what: 'an empty file'}]);
  const format = options.format ?? FORMAT_BY_EXTENSION[extname(path).toLowerCase()];
  if (!format) throw new UsageError('USAGE', [{where, what: 'unknown format; give --format'}]);
  const staged = format === 'parquet' ? path : workspace.file('source.parquet');
  try {
    if (format === 'csv') await stageCsv(db, path, options, staged, workspace);
    if (format === 'ndjson') await stageNdjson(db, path, staged);
    if (format === 'arrow') await stageArrow(db, path, staged);
  } catch (error) {
    if (error instanceof DolenError && error.code !== 'DATABASE_FAILED') throw error;
    if (isOutOfSpace(error)) throw error;
    throw new DataFault('FILE_UNREADABLE', [{where, what: `not readable as ${format}`}]);
  }
  await checkParquet(db, staged, where);
  return describeStaged(db, staged, where);
}

async function describeStaged(db: Database, path: string, where: string): Promise<Source> {
  const columns = await db.describe(sql`select * from ${parquetRows(path)}`, 'read columns');
  const isBlank = allOf(
    columns.map(({name, type}) =>
      type === 'VARCHAR'
        ? sql`${ident(name)} is null or trim(${ident(name)}) = ''`
        : sql`${ident(name)} is null`,
    ),
  );
  const all = await db.count(parquetRows(path));
  const blankRows = await db.count(sql`${parquetRows(path)} where ${isBlank}`);
  if (all - blankRows === 0) throw new DataFault('DATASET_EMPTY', [{where, what: 'no rows'}]);
  const numbered = parquetRows(path, true);
  const rows = blankRows === 0 ? numbered : sql`(from ${numbered} where not (${isBlank}))`;
  return {rows, columns, count: all - blankRows, blankRows};
}

async function stageCsv(
  db: Database,
  path: string,
  options: SourceOptions,
  staged: string,
  workspace: Workspace,
): Promise<void> {
  const encoding = options.encoding ?? (await detectEncoding(path));
  const utf8 = encoding === 'utf-8' ? path : workspace.file('source.csv');
  if (utf8 !== path) await transcodeToUtf8(path, utf8);
  const quote = options.quoteChar ?? '"';
  const delimiter = options.delimiter ?? (await sniffDelimiter(utf8));
  // Left to guess, DuckDB drops rows that begin with # and takes rows before a broken one for a title.
  const skip = await blankLinesBefore(utf8);
  await writeParquet(
    db,
    sql`select * from read_csv(${utf8}, header = true, all_varchar = true, skip = ${skip},
      comment = '', delim = ${delimiter}, quote = ${quote}, escape = ${quote},
      max_line_size = 16777216)`,
    staged,
    'read CSV',
  );
}

/** Empty lines before the header. */
const blankLinesBefore = async (path: string): Promise<number> =>
  (/^\ufeff?(?:\r?\n)*/.exec(await readStart(path))?.[0] ?? '').split('\n').length - 1;

/** The first 16 KiB of a text file. */
async function readStart(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(16_384), 0, 16_384, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The separator of the header, which cannot be broken by what people wrote in rows. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

async function sniffDelimiter(path: string): Promise<string> {
  const [header = ''] = (await readStart(path)).replace(/^[\ufeff\r\n]+/, '').split('\n');
  const counts = DELIMITERS.map((one) => ({one, count: header.split(one).length}));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).one;
}

/** Every value is read as text: JSON numbers keep all their digits that way. */
async function stageNdjson(db: Database, path: string, staged: string): Promise<void> {
  const lines = sql`read_ndjson_objects(${path})`;
  const keys = await db.rows(
    sql`select distinct unnest(json_keys(json)) as name from ${lines} order by name`,
    'read NDJSON keys',
  );
  if (keys.length === 0) {
    throw new DataFault('DATASET_EMPTY', [{where: 'data', what: 'no objects with values'}]);
  }
  const columns = keys.map(({name}) => {
    const path_ = `$."${String(name).replaceAll('"', '')}"`;
    return sql`json_extract_string(json, ${path_}) as ${ident(String(name))}`;
  });
  const list = columns.reduce((all, one) => sql`${all}, ${one}`);
  await writeParquet(db, sql`select ${list} from ${lines}`, staged, 'read NDJSON');
}

async function stageArrow(db: Database, path: string, staged: string): Promise<void> {
  await readArrowIntoTable(db, path, 'arrow_source');
  await writeParquet(db, sql`select * from arrow_source order by rowid`, staged, 'read Arrow');
  await db.dropTable('arrow_source');
}
