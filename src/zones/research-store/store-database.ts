/** The store's database: one schema a version, and a catalogue of what each version holds. */

import {join} from 'node:path';
import {type AppliedOptOuts, readApplied} from '../../assurance/approval/opt-outs/applied-lists.ts';
import type {Job} from '../../assurance/job/job.ts';
import type {Database, Row} from '../../engine/database.ts';
import type {ManifestColumn} from '../../engine/sealed-folder.ts';
import {DataFault} from '../../kernel/errors.ts';
import {ident, type Sql, sql} from '../../kernel/sql.ts';
import {rowsWithCoarser, withCoarser} from './coarser-columns.ts';

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
  // Which opt-out lists were applied to a version; null for one that says nothing of it.
  await db.run(sql`alter table catalogue add column if not exists opt_outs varchar`, 'catalogue');
  // Rows of one split have one name, whichever of their File 3s is loaded.
  await db.run(sql`alter table catalogue add column if not exists split varchar`, 'catalogue');
  return db;
}

/** What the store holds of one dataset, in its newest version. */
export interface StoredDataset {
  readonly dataset: string;
  readonly version: number;
  readonly schema: string;
  readonly rows: number;
  /** What is stored, and what can be had from it more coarsely. */
  readonly columns: readonly ManifestColumn[];
  /** What stands after `from` to have all of them. */
  readonly table: Sql;
  readonly contract: string;
  readonly people: 'real' | 'made-up';
  readonly optOuts: AppliedOptOuts | null;
}

const newest: Sql = sql`
  select * from catalogue
  qualify row_number() over (partition by dataset order by version desc) = 1
  order by dataset
`;

export async function listDatasets(db: Database): Promise<StoredDataset[]> {
  const hasAreas = await db.hasTable('main', 'area');
  const rows = await db.rows(newest, 'read the catalogue');
  return rows.map((row) => storedDataset(row, hasAreas));
}

/** @throws DataFault DATASET_NOT_LOADED */
export async function findDataset(db: Database, dataset: string): Promise<StoredDataset> {
  const found = (await listDatasets(db)).find((one) => one.dataset === dataset);
  if (!found)
    throw new DataFault('DATASET_NOT_LOADED', [{where: dataset, what: 'not in the store'}]);
  return found;
}

function storedDataset(row: Row, hasAreas: boolean): StoredDataset {
  const [schema, dataset] = [String(row.schema_name), String(row.dataset)];
  const columns = JSON.parse(String(row.columns)) as ManifestColumn[];
  return {
    dataset,
    version: Number(row.version),
    schema,
    rows: Number(row.rows),
    columns: withCoarser(columns, hasAreas),
    table: rowsWithCoarser(ident(schema, dataset), columns, hasAreas),
    contract: String(row.contract),
    people: row.people === 'made-up' ? 'made-up' : 'real',
    optOuts: readApplied(row.opt_outs),
  };
}
