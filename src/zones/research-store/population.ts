/** What the store knows of the population: counts of people who look alike, and which areas hold which. */

import {dirname} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import {population} from '../../borders/population.ts';
import type {Database} from '../../engine/database.ts';
import {parquetRows} from '../../engine/parquet.ts';
import {openSource} from '../../engine/sources.ts';
import {instant} from '../../kernel/dates.ts';
import type {Digest} from '../../kernel/digests.ts';
import {DataFault} from '../../kernel/errors.ts';
import {type Sql, sql} from '../../kernel/sql.ts';
import {openStore} from './store-database.ts';

export interface PopulationRequest {
  /** The border folder from the third party. */
  readonly from: string;
  /** CSV with `lsoa_code` and `msoa_code`. */
  readonly areas?: string;
}

export interface ReceivedPopulation {
  readonly combinations: number;
  /** Small areas of which the larger one is known. */
  readonly areas: number;
}

/** Takes the place of the counts that were received before; all of it, or none. */
export async function receivePopulation(
  {from, areas}: PopulationRequest,
  job: Job,
): Promise<ReceivedPopulation> {
  const receipt = await population.check(from, (digest) => job.log.announces(digest));
  const {manifest, digest} = receipt;
  await job.allowPeople(manifest.people);
  await job.record({
    action: 'POPULATION_RECEIVED',
    objects: [{type: 'dataset', id: 'population'}],
    inputHashes: [digest],
    rows: manifest.rows,
  });
  const keyring = await job.keyring();
  const db = await openStore(job, areas === undefined ? {} : {directories: [dirname(areas)]});
  try {
    const plain = job.workspace.file('population.parquet');
    await population.open(from, receipt, plain, keyring.identity, db);
    return await db.transaction(async () => {
      await db.run(
        sql`create or replace table population as
          select week_of_birth, sex, lsoa_code, people from ${parquetRows(plain)}`,
        'population',
      );
      await db.run(
        sql`create or replace table population_about as
          select ${digest as string} as manifest, ${manifest.people} as people,
            ${instant(job.effects.now())} as received_at`,
        'population',
      );
      if (areas !== undefined) await loadAreas(db, areas, job);
      const known = await db.hasTable('main', 'area');
      return {combinations: manifest.rows, areas: known ? await db.count(sql`area`) : 0};
    });
  } finally {
    db.close();
  }
}

/** One row per small area, with the larger area that it lies in. */
async function loadAreas(db: Database, path: string, job: Job): Promise<void> {
  const source = await openSource(db, path, {format: 'csv', where: 'areas'}, job.workspace);
  const names = source.columns.map(({name}) => name);
  if (!names.includes('lsoa_code') || !names.includes('msoa_code')) {
    throw new DataFault('COLUMN_MISSING', [
      {where: 'areas', what: 'needs lsoa_code and msoa_code'},
    ]);
  }
  await db.run(
    sql`create or replace table area as
      select lsoa_code, min(msoa_code) as msoa_code from ${source.rows}
      where lsoa_code is not null and msoa_code is not null group by lsoa_code`,
    'areas',
  );
}

export interface KnownPopulation {
  readonly manifest: Digest;
  readonly rows: Sql;
}

/** The counts that may be compared with people of this kind; made-up ones say nothing of real people. */
export async function populationFor(
  db: Database,
  people: 'real' | 'made-up',
): Promise<KnownPopulation | null> {
  if (!(await db.hasTable('main', 'population_about'))) return null;
  const [about] = await db.rows(sql`select manifest, people from population_about`, 'population');
  if (!about || about.people !== people) return null;
  return {manifest: String(about.manifest) as Digest, rows: sql`population`};
}

/** The table of larger areas, when the store was given one. */
export const largerAreas = async (db: Database): Promise<Sql | null> =>
  (await db.hasTable('main', 'area')) ? sql`area` : null;
