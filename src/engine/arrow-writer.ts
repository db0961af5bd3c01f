/** Arrow IPC stream out: rows in the order of the query, batch by batch, never all in memory. */

import {open} from 'node:fs/promises';
import type {DuckDBValue} from '@duckdb/node-api';
import {
  Bool,
  type DataType,
  DateDay,
  Field,
  Float64,
  Int32,
  Int64,
  makeBuilder,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
} from 'apache-arrow';
import type {Sql} from '../kernel/sql.ts';
import type {Database} from './database.ts';

interface Column {
  readonly type: DataType;
  convert(value: DuckDBValue): unknown;
}

/** `stream` can be read from its start only; `file`, also called Feather, from its end as well. */
export type ArrowFormat = 'stream' | 'file';

/** Writes a query as Arrow IPC. UUIDs and decimals become text, days stay days. */
export async function writeArrow(
  db: Database,
  query: Sql,
  path: string,
  format: ArrowFormat = 'stream',
): Promise<void> {
  const described = await db.describe(query, 'describe for Arrow');
  const columns = described.map(({type}) => columnOf(type));
  const fields = described.map(({name}, i) => new Field(name, (columns[i] as Column).type, true));
  const schema = new Schema(fields);
  const writer = format === 'file' ? new RecordBatchFileWriter() : new RecordBatchStreamWriter();
  const written = drain(writer, path);
  // Awaited below; a disk that fails in the meantime must not end the process.
  written.catch(() => undefined);
  writer.reset(undefined, schema);
  for await (const values of db.columns(query, 'write Arrow')) {
    const rows = values[0]?.length ?? 0;
    const children = values.map((column, i) => vectorData(columns[i] as Column, column));
    const data = makeData({type: new Struct(fields), length: rows, nullCount: 0, children});
    writer.write(new RecordBatch(schema, data));
  }
  writer.finish();
  await written;
}

/** Empties a writer into a file. Arrow's own pipe would end the process when the disk fails. */
async function drain(writer: RecordBatchStreamWriter, path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    const parts = writer[Symbol.asyncIterator]();
    for (let part = await parts.next(); !part.done; part = await parts.next()) {
      await file.writeFile(part.value);
    }
  } finally {
    await file.close();
  }
}

function vectorData({type, convert}: Column, values: readonly DuckDBValue[]) {
  const builder = makeBuilder({type, nullValues: [null]});
  for (const value of values) builder.append(value === null ? null : convert(value));
  return builder.finish().flush();
}

function columnOf(type: string): Column {
  if (type === 'BIGINT') return {type: new Int64(), convert: (v) => v};
  if (type === 'UINTEGER') return {type: new Int64(), convert: (v) => BigInt(v as number)};
  if (/^(INTEGER|U?(TINY|SMALL)INT)$/.test(type)) return {type: new Int32(), convert: Number};
  if (type === 'DOUBLE' || type === 'FLOAT') return {type: new Float64(), convert: Number};
  if (type === 'BOOLEAN') return {type: new Bool(), convert: (v) => v};
  if (type === 'DATE') {
    return {type: new DateDay(), convert: (v) => new Date((v as {days: number}).days * 86_400_000)};
  }
  return {type: new Utf8(), convert: String};
}
