/** Tables of numbers in and out of DuckDB's own memory, without a JavaScript value per cell. */

import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBVector,
  INTEGER,
  UTINYINT,
} from '@duckdb/node-api';

const ROWS_PER_CHUNK = 2048;

/** A column of numbers: integers of 32 bits, doubles, or bytes. */
export type NumberColumn = Int32Array | Float64Array | Uint8Array;

/** What the package's vectors of numbers hold, though it offers them value by value only. */
interface Memory {
  readonly items: NumberColumn;
  flush(): void;
}
const memoryOf = (vector: DuckDBVector): Memory => vector as unknown as Memory;

/** The numbers of a vector; only for columns without nulls. */
export const numbersOf = (vector: DuckDBVector): NumberColumn => memoryOf(vector).items;

const typeOf = (column: NumberColumn): DuckDBType =>
  column instanceof Int32Array ? INTEGER : column instanceof Float64Array ? DOUBLE : UTINYINT;

/** The SQL type of a column, for `create table`. */
export const sqlTypeOf = (column: NumberColumn): string => String(typeOf(column));

/** Appends columns of equal length to a temporary table. */
export async function appendNumbers(
  connection: DuckDBConnection,
  name: string,
  columns: readonly NumberColumn[],
): Promise<void> {
  const rows = columns[0]?.length ?? 0;
  const appender = await connection.createAppender(name, 'main', 'temp');
  const chunk = DuckDBDataChunk.create(columns.map(typeOf), ROWS_PER_CHUNK);
  const vectors = columns.map((_, i) => memoryOf(chunk.getColumnVector(i)));
  for (let from = 0; from < rows; from += ROWS_PER_CHUNK) {
    const to = Math.min(rows, from + ROWS_PER_CHUNK);
    chunk.rowCount = to - from;
    columns.forEach((column, i) => {
      const vector = vectors[i] as Memory;
      vector.items.set(column.subarray(from, to) as never);
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
