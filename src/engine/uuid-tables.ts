/** Tables of UUIDs, written straight into DuckDB's vectors: millions a second. */

import {type DuckDBConnection, DuckDBDataChunk, UUID} from '@duckdb/node-api';

const ROWS_PER_CHUNK = 2048;
export const UUID_BYTES = 16;

/**
 * Fills `name (id uuid)`, a temporary table, with so many ids.
 * @param storedBytes the next bytes of ids, 16 each, as DuckDB stores them (see `storeUuid`)
 */
export async function fillWithUuids(
  connection: DuckDBConnection,
  name: string,
  rows: number,
  storedBytes: (length: number) => Uint8Array,
): Promise<void> {
  const appender = await connection.createAppender(name, 'main', 'temp');
  const chunk = DuckDBDataChunk.create([UUID], ROWS_PER_CHUNK);
  // The vector's own memory; the package offers it value by value only, as big integers.
  const vector = chunk.getColumnVector(0) as unknown as {dataView: DataView; flush(): void};
  for (let from = 0; from < rows; from += ROWS_PER_CHUNK) {
    const count = Math.min(ROWS_PER_CHUNK, rows - from);
    chunk.rowCount = count;
    const {buffer, byteOffset} = vector.dataView;
    new Uint8Array(buffer, byteOffset, count * UUID_BYTES).set(storedBytes(count * UUID_BYTES));
    vector.flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/**
 * Writes a UUID as DuckDB stores it: a 128-bit integer, lowest byte first, the highest bit flipped
 * so that integers sort as their text does.
 */
export function storeUuid(uuid: string, into: Buffer, at: number): void {
  into.write(uuid.replaceAll('-', ''), at, 'hex');
  into.subarray(at, at + UUID_BYTES).reverse();
  const highest = at + UUID_BYTES - 1;
  into[highest] = (into[highest] ?? 0) ^ 0x80;
}
