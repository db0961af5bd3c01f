/** A table of random UUIDs, written straight into DuckDB's vectors: millions a second. */

import {type DuckDBConnection, DuckDBDataChunk, UUID} from '@duckdb/node-api';

const ROWS_PER_CHUNK = 2048;
const UUID_BYTES = 16;

/**
 * Fills `name (id uuid)`, a temporary table, with so many random ids.
 * @param randomBytes cryptographic randomness; the ids are nothing but its bytes
 */
export async function fillWithRandomUuids(
  connection: DuckDBConnection,
  name: string,
  rows: number,
  randomBytes: (length: number) => Uint8Array,
): Promise<void> {
  const appender = await connection.createAppender(name, 'main', 'temp');
  const chunk = DuckDBDataChunk.create([UUID], ROWS_PER_CHUNK);
  // The vector's own memory; the package offers it value by value only, as big integers.
  const vector = chunk.getColumnVector(0) as unknown as {dataView: DataView; flush(): void};
  for (let from = 0; from < rows; from += ROWS_PER_CHUNK) {
    const count = Math.min(ROWS_PER_CHUNK, rows - from);
    chunk.rowCount = count;
    const {buffer, byteOffset} = vector.dataView;
    new Uint8Array(buffer, byteOffset, count * UUID_BYTES).set(randomBytes(count * UUID_BYTES));
    vector.flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
