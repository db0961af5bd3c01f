/** The store's database: one schema a version, and a catalogue of what each version holds. */

import {join} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import type {Database, Row} from '../../engine/database.ts';
import type {ManifestColumn} from '../../engine/sealed-folder.ts';
import {DataFault} from '../../kernel/errors.ts';
import {type Sql, sql} from '../../kernel/sql.ts';

/** Opens the store, and makes its catalogue on first use. */
export async function openStore(
  job: Job,
  options: {directories?: readonly string[]} = {},
): Promise<Database> {
  const db = await job.database({path: join(job.directory, 'store.duckdb'), ...options});
  await db.run(
    sql`create table if not exists catalogue (version integer, dataset varchar, schema_name varchar,
      rows bigint, columns varchar, contract varchar, file2 varchar, file3 varchar,
      people varchar, loaded_at varchar)`,
    'catalogue',
  );
  return db;
}

/** What the store holds of one dataset, in its newest version. */
export interface StoredDataset {
  readonly dataset: string;
  readonly version: number;
  readonly schema: string;
  readonly rows: number;
  readonly columns: readonly ManifestColumn[];
  readonly contract: string;
  readonly people: 'real' | 'made-up';
}

const newest: Sql = sql`
  select * from catalogue
  qualify row_number() over (partition by dataset order by version desc) = 1
  order by dataset
`;

export async function listDatasets(db: Database): Promise<StoredDataset[]> {
  return (await db.rows(newest, 'read the catalogue')).map(storedDataset);
}

/** @throws DataFault DATASET_NOT_LOADED */
export async function findDataset(db: Database, dataset: string): Promise<StoredDataset> {
  const found = (await listDatasets(db)).find((one) => one.dataset === dataset);
  if (!found)
    throw new DataFault('DATASET_NOT_LOADED', [{where: dataset, what: 'not in the store'}]);
  return found;
}

const storedDataset = (row: Row): StoredDataset => ({
  dataset: String(row.dataset),
  version: Number(row.version),
  schema: String(row.schema_name),
  rows: Number(row.rows),
  columns: JSON.parse(String(row.columns)) as ManifestColumn[],
  contract: String(row.contract),
  people: row.people === 'made-up' ? 'made-up' : 'real',
});
