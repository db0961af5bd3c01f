/** The files of a run as one numbered row set: records of the left file first, columns as text. */

import type {Database} from '../../../engine/database.ts';
import {openSource, type Source} from '../../../engine/sources.ts';
import type {Workspace} from '../../../engine/workspace.ts';
import {DataFault, type Fault} from '../../../kernel/errors.ts';
import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import type {Field, LinkageModel} from '../model/schema.ts';

export type Side = 'left' | 'right';

export interface InputFile {
  readonly source: Pick<Source, 'columns' | 'count' | 'blankRows'>;
  /** One row per record; `record` numbers them over both files. */
  readonly rows: Sql;
  readonly first: number;
}

export interface Inputs {
  readonly left: InputFile;
  readonly right: InputFile | null;
  readonly count: number;
  readonly leftCount: number;
}

/**
 * Opens one or two files.
 * @throws UsageError INPUT_NOT_FOUND; DataFault FILE_UNREADABLE or DATASET_EMPTY
 */
export async function openInputs(
  db: Database,
  paths: readonly [string] | readonly [string, string],
  workspaces: readonly [Workspace, Workspace],
): Promise<Inputs> {
  const [leftPath, rightPath] = paths;
  const leftSource = await openSource(db, leftPath, {where: 'left file'}, workspaces[0]);
  const left = {source: leftSource, rows: numbered(leftSource, 0), first: 0};
  const leftCount = leftSource.count;
  if (rightPath === undefined) return {left, right: null, count: leftCount, leftCount};
  const source = await openSource(db, rightPath, {where: 'right file'}, workspaces[1]);
  const right = {source, rows: numbered(source, leftCount), first: leftCount};
  return {left, right, count: leftCount + source.count, leftCount};
}

/** A table as one side of a run; the order of a column without repeats numbers its records. */
export interface TableSide {
  readonly table: string;
  readonly order: string;
}

/** Makes the temporary tables `left_records` and `right_records`: the rows of two tables, numbered. */
export async function inputsFromTables(
  db: Database,
  left: TableSide,
  right: TableSide | null,
): Promise<Inputs> {
  const leftFile = await numberTable(db, left, 'left_records', 0);
  const leftCount = leftFile.source.count;
  if (right === null) return {left: leftFile, right: null, count: leftCount, leftCount};
  const rightFile = await numberTable(db, right, 'right_records', leftCount);
  return {left: leftFile, right: rightFile, count: leftCount + rightFile.source.count, leftCount};
}

async function numberTable(
  db: Database,
  {table, order}: TableSide,
  name: string,
  first: number,
): Promise<InputFile> {
  await db.run(
    sql`create or replace temp table ${ident(name)} as
      select (row_number() over (order by ${ident(order)}) - 1 + ${first})::integer as record, *
      from ${ident(table)}`,
    name,
  );
  const columns = await db.describe(sql`select * from ${ident(name)}`, 'read columns');
  const source = {columns, count: await db.count(ident(name)), blankRows: 0};
  return {source, rows: ident(name), first};
}

/** Rows numbered without gaps: lines without any value have been left out and counted. */
const numbered = ({rows, blankRows}: Source, first: number): Sql =>
  blankRows === 0
    ? sql`(select *, (file_row_number + ${first})::integer as record from ${rows})`
    : sql`(select *, (row_number() over (order by file_row_number) - 1 + ${first})::integer
        as record from ${rows})`;

/** The column of a field on one side. */
export const columnOf = (from: Field['from'], name: string, side: Side): string =>
  from === undefined ? name : typeof from === 'string' ? from : from[side];

/**
 * One row per record of all files: `record` and one text column per field.
 * @throws DataFault COLUMN_MISSING naming every field whose column a file does not have
 */
export function recordRows(inputs: Inputs, fields: readonly Field[]): Sql {
  const faults: Fault[] = [];
  const parts = sides(inputs).map(([side, {source, rows}]) => {
    const columns = fields.map(({name, from}) => {
      const column = columnOf(from, name, side);
      const found = source.columns.find((one) => one.name === column);
      if (!found) {
        faults.push({where: `${side} file`, what: `no column ${column} for the field ${name}`});
      }
      // Lists are read as JSON, whatever format they came in.
      const isList = found?.type.endsWith(']') ?? false;
      const text = isList ? sql`to_json(${ident(column)})` : ident(column);
      return sql`${text}::varchar as ${ident(name)}`;
    });
    return sql`select record, ${join(columns)} from ${rows}`;
  });
  if (faults.length > 0) throw new DataFault('COLUMN_MISSING', faults);
  return sql`(${join(parts, sql` union all `)})`;
}

export const sides = (inputs: Inputs): [Side, InputFile][] => [
  ['left', inputs.left],
  ...(inputs.right ? ([['right', inputs.right]] as [Side, InputFile][]) : []),
];

/**
 * Makes the temporary table `record_ids (record, id)`.
 * @throws DataFault IDS_REPEATED when ids are missing or stand twice in a file, with counts
 */
export async function readIds(db: Database, inputs: Inputs, id: LinkageModel['id']): Promise<void> {
  const faults: Fault[] = [];
  const parts = sides(inputs).map(([side, {source, rows, first}]) => {
    if (id === undefined)
      return sql`select record, (record - ${first} + 1)::varchar as id from ${rows}`;
    const column = columnOf(id, '', side);
    if (!source.columns.some(({name}) => name === column)) {
      faults.push({where: `${side} file`, what: `no column ${column} for the id`});
    }
    return sql`select record, ${ident(column)}::varchar as id from ${rows}`;
  });
  if (faults.length > 0) throw new DataFault('COLUMN_MISSING', faults);
  await db.run(
    sql`create or replace temp table record_ids as ${join(parts, sql` union all `)}`,
    'read ids',
  );
  if (id !== undefined) await checkIds(db, inputs);
}

async function checkIds(db: Database, inputs: Inputs): Promise<void> {
  const faults: Fault[] = [];
  for (const [side] of sides(inputs)) {
    const [row] = await db.rows(
      sql`select count(*) filter (where id is null) as missing,
          count(id) - count(distinct id) as repeated
        from record_ids where (record >= ${inputs.leftCount}) = ${side === 'right'}`,
      'check ids',
    );
    if (Number(row?.missing) > 0) {
      faults.push({where: `${side} file`, what: `${row?.missing} records without an id`});
    }
    if (Number(row?.repeated) > 0) {
      faults.push({where: `${side} file`, what: `${row?.repeated} records repeat an id`});
    }
  }
  if (faults.length > 0) throw new DataFault('IDS_REPEATED', faults);
}
