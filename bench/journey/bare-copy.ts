/** What a step is measured against: DuckDB copies the same rows to Parquet, and does nothing else. */

import {DuckDBInstance} from '@duckdb/node-api';

const [kind, from, table, to] = process.argv.slice(2) as [string, string, string, string];
const instance = await DuckDBInstance.create(kind === 'table' ? from : ':memory:', {
  threads: '2',
  memory_limit: '4GB',
  ...(kind === 'table' ? {access_mode: 'READ_ONLY'} : {}),
});
const connection = await instance.connect();
const rows = {
  parquet: `read_parquet('${from}')`,
  csv: `read_csv('${from}', header = true, all_varchar = true)`,
  table,
}[kind];
await connection.run(`copy (select * from ${rows}) to '${to}' (format parquet, compression zstd)`);
const counted = await connection.runAndReadAll(`select count(*) from read_parquet('${to}')`);
process.stdout.write(`${Number(counted.getRows()[0]?.[0])}\n`);
