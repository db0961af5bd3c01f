/** The spine: the people whom others are linked to, with every name, address and number they had. */

import {dirname} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import {openKeyring} from '../../assurance/keys/keyring.ts';
import {file1} from '../../borders/file1.ts';
import type {Database} from '../../engine/database.ts';
import {parquetRows} from '../../engine/parquet.ts';
import {openSource} from '../../engine/sources.ts';
import {DataFault, UsageError} from '../../kernel/errors.ts';
import {type Sql, sql} from '../../kernel/sql.ts';
import {materialise} from '../../kernel/steps.ts';
import {cleaned} from '../../methods/linkage/spine/cleaning.ts';
import {openSpine} from './spine-database.ts';

export interface SpineRequest {
  /** A folder of File 1 from a register. */
  readonly file1: string;
  /** CSV with `postcode` and `lsoa_code`. */
  readonly postcodes?: string;
}

export interface SpineSummary {
  readonly people: number;
  readonly profiles: number;
  readonly columns: readonly string[];
}

/** Builds the spine from a register: one person per NHS number, or per row where rows are people. */
export async function buildSpine(request: SpineRequest, job: Job): Promise<SpineSummary> {
  const keyring = await openKeyring(job.directory, 'third-party');
  const receipt = await file1.check(request.file1, (digest) => job.log.announces(digest));
  const {manifest, digest} = receipt;
  await job.allowPeople(manifest.people);
  const objects = [{type: 'dataset', id: manifest.dataset}];
  await job.record({action: 'FILE1_RECEIVED', objects, inputHashes: [digest], rows: manifest.rows});
  const directories = request.postcodes ? [dirname(request.postcodes)] : [];
  const db = await openSpine(job, {people: manifest.people, create: true, directories});
  try {
    if (await db.hasTable('main', 'person')) {
      // A run that was killed after its last step finds its own spine, and nothing is built twice.
      const source = await db.value(sql`select any_value(manifest) from spine_source`);
      if (source === digest) return await showSpine(db);
      throw new UsageError('OUTPUT_EXISTS', [
        {where: 'spine', what: 'built from another register; use another --home'},
      ]);
    }
    const plain = job.workspace.file('file1.parquet');
    await job.step(
      'open File 1',
      () => file1.open(request.file1, receipt, plain, keyring.identity, db),
      () => manifest.rows,
    );
    await db.run(materialise(cleaned(parquetRows(plain), 'system_id')), 'clean the register');
    await db.run(
      materialise(keyedRows(manifest.about.duplicateFree === 'yes')),
      'key the register',
    );
    const secret = Buffer.from(job.effects.randomBytes(32)).toString('hex');
    await job.record({action: 'SPINE_BUILT', objects, inputHashes: [digest], rows: manifest.rows});
    return await job.step(
      'build the spine',
      () =>
        db.transaction(async () => {
          await db.run(personTable(secret), 'person');
          await db.run(profileTable(manifest.people === 'made-up'), 'profile');
          await db.run(numberTable, 'nhs_number');
          await loadPostcodes(db, request.postcodes, job);
          await db.run(sql`create table spine_source as select ${digest as string} as manifest`);
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
    people: await db.count(sql`person`),
    profiles: await db.count(sql`profile`),
    columns: columns.map(({name}) => name),
  };
}

/**
 * One row per row of the register, with the key that makes rows one person: the NHS number, else
 * name, birth date and sex together, else the row alone.
 */
const keyedRows = (duplicateFree: boolean) => ({
  name: 'keyed',
  query: sql`
    select *,
      case
        when ${duplicateFree} then system_id::varchar
        when nhs_number is not null then 'n ' || nhs_number
        else coalesce('k ' || surname || '|' || forename || '|' || date_of_birth || '|' || sex,
          system_id::varchar)
      end as person_key
    from cleaned
  `,
});

/** One row per person. The id is random: a keyed hash of a counter under a secret that is forgotten. */
const personTable = (secret: string): Sql => sql`
  create table person as
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
const profileTable = (keepSource: boolean): Sql => sql`
  create table profile as
  select row_number() over (order by k.system_id) as profile_id, p.person_id,
    k.nhs_number, k.surname, k.forename, k.date_of_birth, k.birth_day, k.birth_month, k.birth_year,
    k.sex, k.postcode, k.postcode_district, k.house_number, k.uprn, k.valid_from, k.valid_to,
    case when ${keepSource} then k.system_id end as source_system_id
  from keyed k
  join person p using (person_key)
  order by profile_id
`;

/** One row per NHS number ever held; a number that two people held belongs to neither. */
const numberTable: Sql = sql`
  create table nhs_number as
  select nhs_number, any_value(person_id) as person_id
  from profile
  where nhs_number is not null
  group by nhs_number
  having count(distinct person_id) = 1
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
