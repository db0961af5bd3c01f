/** Arrow IPC, file or stream, into a table: batch by batch, text as text, days as days. */

import {createReadStream} from 'node:fs';
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBDateValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import {type DataType, RecordBatchReader, Type, type Vector} from 'apache-arrow';
import {DataFault} from '../kernel/errors.ts';
import {ident, join, type Sql, sql} from '../kernel/sql.ts';
import type {Database} from './database.ts';

interface Converter {
  readonly name: Sql;
  readonly type: DuckDBType;
  convert(value: unknown): DuckDBValue;
}

const MS_PER_DAY = 86_400_000;

/** @throws DataFault FILE_UNREADABLE for a column type that has no counterpart here. */
export async function readArrowIntoTable(db: Database, path: string, table: string) {
  const reader = await RecordBatchReader.from(createReadStream(path));
  await reader.open();
  const fields = reader.schema.fields;
  const converters = fields.map((field) => converterOf(field.type, field.name));
  const columns = fields.map(
    (field, i) => sql`${ident(field.name)} ${converters[i]?.name ?? sql``}`,
  );
  await db.run(
    sql`create or replace temp table ${ident(table)} (${join(columns)})`,
    'create table',
  );
  for await (const batch of reader) {
    const values = converters.map((converter, i) =>
      vectorValues(batch.getChildAt(i), batch.numRows, converter),
    );
    await db.append(
      table,
      converters.map(({type}) => type),
      values,
    );
  }
}

function vectorValues(vector: Vector | null, rows: number, {convert}: Converter): DuckDBValue[] {
  const values: DuckDBValue[] = new Array(rows);
  for (let i = 0; i < rows; i++) {
    const value = vector?.get(i);
    values[i] = value === null || value === undefined ? null : convert(value);
  }
  return values;
}

function converterOf(type: DataType, where: string): Converter {
  const {typeId} = type;
  if (typeId === Type.Utf8 || typeId === Type.LargeUtf8) {
    return {name: sql`varchar`, type: VARCHAR, convert: String};
  }
  if (typeId === Type.Dictionary) {
    // The package types a dictionary's values on a generic that a schema read at run time has lost.
    return converterOf((type as unknown as {dictionary: DataType}).dictionary, where);
  }
  if (typeId === Type.Int) {
    return {name: sql`bigint`, type: BIGINT, convert: (v) => BigInt(v as number | bigint)};
  }
  if (typeId === Type.Float) return {name: sql`double`, type: DOUBLE, convert: Number};
  if (typeId === Type.Bool) return {name: sql`boolean`, type: BOOLEAN, convert: Boolean};
  if (typeId === Type.Date) {
    const days = (v: unknown) => new DuckDBDateValue(Math.floor(Number(v) / MS_PER_DAY));
    return {name: sql`date`, type: DATE, convert: days};
  }
  if (typeId === Type.Timestamp) {
    // Milliseconds, with a fraction where the column holds micro- or nanoseconds.
    const micros = (v: unknown) => new DuckDBTimestampValue(BigInt(Math.round(Number(v) * 1000)));
    return {name: sql`timestamp`, type: TIMESTAMP, convert: micros};
  }
  throw new DataFault('FILE_UNREADABLE', [{where, what: 'an Arrow type that is not supported'}]);
}
