/** A report as files: the page, the same content as JSON, and its tables as Parquet; each whole or not at all. */

import {copyFile, mkdir, readdir} from 'node:fs/promises';
import {dirname, extname, join} from 'node:path';
import type {Database} from '../../../../engine/database.ts';
import {exists, startFolder, writeWhole} from '../../../../engine/files.ts';
import {writeParquet} from '../../../../engine/parquet.ts';
import {UsageError} from '../../../../kernel/errors.ts';
import {ident, join as joinSql, type Sql, sql} from '../../../../kernel/sql.ts';
import {renderReport} from '../../report/render.ts';
import type {LinkageReport} from '../../report/schema.ts';
import {type Cell, reportTables, type TableRow} from '../../report/tables.ts';
import {type Columns, type ColumnType, tableColumns} from './table-columns.ts';

export interface ReportFiles {
  readonly page: string;
  readonly json: string;
  readonly tables: string;
}

/** Where the parts of a report go, from where its page goes. */
export function reportFiles(page: string): ReportFiles {
  const stem = page.slice(0, page.length - extname(page).length);
  return {page, json: `${stem}.json`, tables: `${stem}.tables`};
}

/** @throws UsageError OUTPUT_EXISTS before any work, when a part is already there */
export async function requireReportPlace({page, json, tables}: ReportFiles): Promise<void> {
  if (!['.html', '.htm'].includes(extname(page).toLowerCase())) {
    throw new UsageError('USAGE', [{where: '--report', what: 'a file that ends in .html'}]);
  }
  const parts = {page, 'content as .json': json, 'folder of tables': tables};
  for (const [what, path] of Object.entries(parts)) {
    if (await exists(path)) throw new UsageError('OUTPUT_EXISTS', [{where: '--report', what}]);
  }
}

/** The page comes last: where it is, all of the report is. */
export async function writeReport(
  db: Database,
  report: LinkageReport,
  files: ReportFiles,
  scratch: string,
): Promise<void> {
  const beside = join(scratch, 'report-tables');
  await mkdir(beside, {recursive: true});
  const columns = tableColumns(report);
  for (const [name, rows] of Object.entries(reportTables(report))) {
    const query = tableSql(rows, columns[name] as Columns);
    await writeParquet(db, query, join(beside, `${name}.parquet`), 'write a table of the report');
  }
  await mkdir(dirname(files.page), {recursive: true});
  const folder = await startFolder(files.tables);
  try {
    for (const name of await readdir(beside)) {
      await copyFile(join(beside, name), join(folder.path, name));
    }
    await folder.publish();
  } catch (error) {
    await folder.discard();
    throw error;
  }
  await writeWhole(files.json, `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(files.page, renderReport(report));
}

const TYPES: Readonly<Record<ColumnType, Sql>> = {
  text: sql`varchar`,
  count: sql`bigint`,
  number: sql`double`,
  flag: sql`boolean`,
};

const textOf = (cell: Cell): string | null => (cell === null ? null : String(cell));

// No comparison can have a name with blanks.
const place = ident('place in the table');

/** The rows of a table in their order, each column cast to its type. */
function tableSql(rows: readonly TableRow[], columns: Columns): Sql {
  const names = Object.keys(columns);
  const cast = names.map((name) => {
    const type = TYPES[columns[name] as ColumnType];
    return sql`${ident(name)}::${type} as ${ident(name)}`;
  });
  const listed = joinSql([...names.map((name) => ident(name)), place]);
  const nothing = [...names.map(() => null), -1];
  // Numbers go in as text: a bound integer must be below 2^31.
  const values = [
    nothing,
    ...rows.map((row, i) => [...names.map((name) => textOf(row[name] ?? null)), i]),
  ];
  const tuples = values.map((cells) => sql`(${joinSql(cells.map((cell) => sql`${cell}`))})`);
  return sql`select ${joinSql(cast)} from (values ${joinSql(tuples)}) t(${listed})
    where ${place} >= 0 order by ${place}`;
}
