/** A project's database: its granted tables and their dictionary. It can see nothing else. */

import {join} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import type {ManifestColumn} from '../../engine/sealed-folder.ts';
import type {Digest} from '../../kernel/digests.ts';
import {refuse} from '../../kernel/errors.ts';
import {sql} from '../../kernel/sql.ts';

export async function openProject(
  job: Job,
  options: {directories?: readonly string[]} = {},
): Promise<Database> {
  const db = await job.database({path: join(job.directory, 'project.duckdb'), ...options});
  await db.run(
    sql`create table if not exists dictionary (dataset varchar primary key, columns varchar, manifest varchar, grants varchar)`,
    'dictionary',
  );
  await db.run(
    sql`alter table dictionary add column if not exists key_version integer default 1`,
    'dictionary',
  );
  return db;
}

/** Drops what came under other versions of the project's key: two versions never stand side by side. */
export async function dropOtherVersions(db: Database, keyVersion: number): Promise<void> {
  const others = await db.rows(
    sql`select dataset from dictionary where key_version <> ${keyVersion} order by dataset`,
    'read the dictionary',
  );
  for (const {dataset} of others) await db.dropTable(String(dataset));
  await db.run(sql`delete from dictionary where key_version <> ${keyVersion}`, 'dictionary');
}

export interface ProjectDataset {
  readonly dataset: string;
  readonly columns: readonly ManifestColumn[];
  /** SHA-256 of the extract's manifest: what the run was made from. */
  readonly manifest: string;
  /** SHA-256 of the grants that the extract was made under. */
  readonly grants: string;
}

export async function listProjectDatasets(db: Database): Promise<ProjectDataset[]> {
  const rows = await db.rows(sql`from dictionary order by dataset`, 'read the dictionary');
  return rows.map((row) => ({
    dataset: String(row.dataset),
    columns: JSON.parse(String(row.columns)) as ManifestColumn[],
    manifest: String(row.manifest),
    grants: String(row.grants),
  }));
}

/** @throws Refusal GRANT_CHANGED when a table was extracted under other grants than those in force */
export function requireSameGrants(datasets: readonly ProjectDataset[], grants: Digest): void {
  if (datasets.some((one) => one.grants !== grants)) {
    throw refuse('GRANT_CHANGED', 'the extract was made under other grants than those in force');
  }
}
