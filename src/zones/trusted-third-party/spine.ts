/** The spine: the people whom others are linked to, with every name, address and number they had. */

import {dirname} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {parquetRows} from '../../engine/parquet.ts';
import {openSource} from '../../engine/sources.ts';
import {DataFault, UsageError} from '../../kernel/errors.ts';
import {type Sql, sql} from '../../kernel/sql.ts';
import {materialise} from '../../kernel/steps.ts';
import {cleaned} from '../../methods/linkage/spine/cleaning.ts';
import {openFile1, receiveFile1} from './receive.ts';
import {openSpine} from './spine-database.ts';
import {makeSpineTables, rebuildNumbers, stateKey} from './spine-tables.ts';
import {loadSuperseded} from './superseded.ts';

export interface SpineRequest {
  /** A folder of File 1 from a register. */
  readonly file1: string;
  /** CSV with `postcode` and `lsoa_code`. */
  readonly postcodes?: string;
  /** CSV with `nhs_number`, `replaced_by` and `valid_from`. */
  readonly superseded?: string;
}

export interface SpineSummary {
  /** People as they are today: those who turned out to be somebody else are not counted. */
  readonly people: number;
  /** People whom no register lists, among all. */
  readonly unlisted: number;
  readonly redirected: number;
  readonly profiles: number;
  readonly batches: number;
  readonly openProposals: number;
  readonly columns: readonly string[];
}

/** Builds the spine from a register: one person per NHS number, or per row where rows are people. */
export async function buildSpine(request: SpineRequest, job: Job): Promise<SpineSummary> {
  const received = await receiveFile1(request.file1, job);
  const {manifest, digest, objects} = received;
  const {postcodes, superseded} = request;
  const directories = [postcodes, superseded].flatMap((path) => (path ? [dirname(path)] : []));
  const db = await openSpine(job, {people: manifest.people, create: true, directories});
  try {
    if (await db.hasTable('main', 'profile')) {
      // A run that was killed after its last step finds its own spine, and nothing is built twice.
      const source = await db.value(sql`select manifest from spine_batch where batch = 1`);
      if (source === digest) return await showSpine(db);
      throw new UsageError('OUTPUT_EXISTS', [
        {where: 'spine', what: 'built already; add to it with dolen third-party spine update'},
      ]);
    }
    const plain = await openFile1(request.file1, received, db, job);
    await db.run(materialise(cleaned(parquetRows(plain), 'system_id')), 'clean the register');
    const secret = Buffer.from(job.effects.randomBytes(32)).toString('hex');
    await job.record({action: 'SPINE_BUILT', objects, inputHashes: [digest], rows: manifest.rows});
    return await job.step(
      'build the spine',
      () =>
        db.transaction(async () => {
          await makeSpineTables(db);
          await loadSuperseded(db, superseded, job);
          const keyed = keyedRows(manifest.about.duplicateFree === 'yes');
          await db.run(materialise(keyed), 'key the register');
          await db.run(materialise({name: 'new_person', query: newPeople(secret)}), 'new people');
          await db.run(
            sql`insert into person select person_id, 'listed', 1, null, sex, date_of_birth
              from new_person`,
            'person',
          );
          await db.run(profileTable(manifest.dataset, manifest.people === 'made-up'), 'profile');
          await rebuildNumbers(db);
          await loadPostcodes(db, postcodes, job);
          await db.run(
            sql`insert into spine_batch values
              (1, ${manifest.dataset}, ${digest as string}, ${manifest.payload.plain})`,
            'spine_batch',
          );
          return showSpine(db);
        }),
      ({people}) => people,
    );
  } finally {
    db.close();
  }
}

export async function showSpine(db: Database): Promise<SpineSummary> {
  const columns = await db.describe(sql`select * from profile`);
  return {
    people: await db.count(sql`person where superseded_by is null`),
    unlisted: await db.count(sql`person where superseded_by is null and id_type = 'unlisted'`),
    redirected: await db.count(sql`person where superseded_by is not null`),
    profiles: await db.count(sql`profile`),
    batches: await db.count(sql`spine_batch`),
    openProposals: await db.count(sql`proposal where outcome is null`),
    columns: columns.map(({name}) => name).filter((name) => name !== 'state_key'),
  };
}

/**
 * One row per row of the register, with the key that makes rows one person: the NHS number as it is
 * today, else name, birth date and sex together, else the row alone.
 */
const keyedRows = (duplicateFree: boolean) => ({
  name: 'keyed',
  query: sql`
    with recursive chain as (
      select distinct nhs_number, nhs_number as today from cleaned where nhs_number is not null
      union all
      select c.nhs_number, s.replaced_by
      from chain c
      join superseded_number s on s.nhs_number = c.today
    ),
    today as (
      select c.nhs_number, c.today
      from chain c
      anti join superseded_number s on s.nhs_number = c.today
    )
    select c.*,
      case
        when ${duplicateFree} then system_id::varchar
        when c.nhs_number is not null then 'n ' || t.today
        else coalesce('k ' || surname || '|' || forename || '|' || date_of_birth || '|' || sex,
          system_id::varchar)
      end as person_key
    from cleaned c
    left join today t on t.nhs_number = c.nhs_number
  `,
});

/** One row per person. The id is random: a keyed hash of a counter under a secret that is forgotten. */
const newPeople = (secret: string): Sql => sql`
  select substr(sha256(${secret} || row_number() over (order by first_row)::varchar), 1, 32)::uuid
      as person_id,
    person_key, sex, date_of_birth
  from (
    select person_key, min(system_id) as first_row,
      arg_max(sex, (coalesce(valid_to, date '9999-12-31'), system_id)) as sex,
      arg_max(date_of_birth, (coalesce(valid_to, date '9999-12-31'), system_id)) as date_of_birth
    from keyed
    group by person_key
  )
`;

/** One row per name, address and number that a person had. */
const profileTable = (dataset: string, keepSource: boolean): Sql => sql`
  create table profile as
  select row_number() over (order by k.system_id) as profile_id, p.person_id,
    k.nhs_number, k.surname, k.forename, k.date_of_birth, k.birth_day, k.birth_month, k.birth_year,
    k.sex, k.postcode, k.postcode_district, k.house_number, k.uprn, k.valid_from, k.valid_to,
    ${stateKey('k')} as state_key, ${dataset} as source, 1::integer as batch,
    1::integer as seen_count,
    case when ${keepSource} then k.system_id end as source_system_id
  from keyed k
  join new_person p using (person_key)
  order by profile_id
`;

/** One row per postcode, with its small area. */
async function loadPostcodes(db: Database, path: string | undefined, job: Job): Promise<void> {
  await db.run(sql`create table postcode_lsoa (postcode varchar, lsoa_code varchar)`, 'postcodes');
  if (path === undefined) return;
  const source = await openSource(db, path, {format: 'csv', where: 'postcodes'}, job.workspace);
  const names = source.columns.map(({name}) => name);
  if (!names.includes('postcode') || !names.includes('lsoa_code')) {
    throw new DataFault('COLUMN_MISSING', [
      {where: 'postcodes', what: 'needs postcode and lsoa_code'},
    ]);
  }
  await db.run(
    sql`insert into postcode_lsoa
      select regexp_replace(upper(postcode), '[^A-Z0-9]', '', 'g'), min(lsoa_code)
      from ${source.rows} group by 1`,
    'postcodes',
  );
}
