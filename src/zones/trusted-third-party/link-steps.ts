/** The steps of a linkage run around the linking itself: rows to profiles, and back to rows. */

import {FILE1_COLUMNS} from '../../borders/file1.ts';
import {parquetRows} from '../../engine/parquet.ts';
import {ident, join, type Sql, sql} from '../../kernel/sql.ts';
import {type Step, step} from '../../kernel/steps.ts';
import {CLEANED_COLUMNS, cleaned} from '../../methods/linkage/spine/cleaning.ts';
import {currentPeople} from './spine-tables.ts';

const IDENTIFIERS = FILE1_COLUMNS.filter(({name}) => name !== 'system_id').map(({name}) => name);

/**
 * A key over everything that File 1 says of a row, so that equal rows are compared once. Only its
 * equality counts, and its values stay in this command.
 */
const PROFILE_KEY = sql`md5_number(concat(${join(
  IDENTIFIERS.map((name) => sql`coalesce(${ident(name)}::varchar, ''), chr(31)`),
)}))`;

/** One row per row of File 1: its System ID and the profile that it repeats. */
export const profileKeys = (file: string): Step =>
  step('row_key', sql`select system_id, ${PROFILE_KEY} as profile_key from ${parquetRows(file)}`);

/** One row per distinct profile, as it was written. */
export const rawProfiles = (file: string): Step =>
  step(
    'raw_profile',
    sql`
    select k.profile_key, ${join(IDENTIFIERS.map((name) => ident('f', name)))}
    from ${parquetRows(file)} f
    join (select profile_key, min(system_id) as system_id from row_key group by profile_key) k
      using (system_id)
  `,
  );

/** Why a profile is out by its own number, or null; one without a number waits until it is linked. */
export const byNumber: Sql = sql`case
    when c.nhs_number is null then null
    when c.nhs_number in (from opted_out) then 'opted-out'
    when (select has_allowed from opt_out_rule) and c.nhs_number not in (from may_be_used)
      then 'opted-out'
  end`;

/** Why a linked profile is out after all, or null: whose it is, or that nobody can tell. */
export const byPerson: Sql = sql`case
    when d.person_id in (
      select n.person_id from spine_number n join opted_out using (nhs_number)) then 'found-opted-out'
    when (select has_allowed from opt_out_rule) and i.nhs_number is null
      and (d.person_id is null or d.person_id not in (
        select n.person_id from spine_number n join may_be_used using (nhs_number)))
      then 'no-number'
  end`;

/** Profiles of people who have not dissented, cleaned and numbered; and the spine beside them. */
export const incoming = (): readonly Step[] => [
  cleaned(sql`raw_profile`, 'profile_key'),
  step(
    'incoming',
    sql`
    select row_number() over (order by profile_key) as profile_id, c.*
    from cleaned c
    where ${byNumber} is null
  `,
  ),
  step(
    'spine_profile',
    sql`select p.profile_id, c.current_id as person_id, p.state_key,
        ${join(CLEANED_COLUMNS.map((name) => ident('p', name)))}
      from profile p
      join ${currentPeople} c using (person_id)`,
  ),
  step('spine_number', sql`select nhs_number, person_id from nhs_number`),
  step('number_replaced', sql`select nhs_number, replaced_by, valid_from from superseded_number`),
];

/** One row per profile that may go on: rows found to be of people who dissented are out as well. */
export const withoutOptedOut = step(
  'kept',
  sql`
    select i.profile_key, i.uprn, i.house_number, i.address_1, i.postcode, i.date_of_birth, i.sex, d.*
    from decided d
    join incoming i using (profile_id)
    where ${byPerson} is null
  `,
);

/** One row per profile with an address: its UPRN, or else what stands in its address. */
export const residences = step(
  'residences',
  sql`
    select profile_key,
      case
        when uprn is not null then 'uprn ' || uprn
        else 'address ' || regexp_replace(upper(address_1), '[^A-Z0-9]', '', 'g') || ' ' || postcode
      end as residence
    from kept
    where uprn is not null or (address_1 is not null and postcode is not null)
  `,
);

/** One row per profile: what File 3 says of its rows. The spine's birth date and sex come first. */
export const file3Profiles = step(
  'file3_profile',
  sql`
    select d.profile_key,
      a.mapped as alf,
      r.mapped as ralf,
      date_trunc('week', coalesce(p.date_of_birth, d.date_of_birth))::date as week_of_birth,
      coalesce(p.sex, d.sex) as sex,
      l.lsoa_code,
      d.match_status,
      d.match_method,
      d.match_weight,
      d.match_pct,
      coalesce(p.id_type, 'one_time') as id_type
    from kept d
    left join person p on p.person_id = d.person_id
    left join alf a on a.value = d.person_id
    left join residences s on s.profile_key = d.profile_key
    left join ralf r on r.value = s.residence
    left join postcode_lsoa l on l.postcode = d.postcode
  `,
);

/** One row per row of File 1 whose person has not dissented, in the order of the System IDs. */
export const file3Rows = sql`
  select k.system_id, f.* exclude (profile_key)
  from row_key k
  join file3_profile f using (profile_key)
  order by k.system_id
`;

/** Rows by status and reason. */
export const outcomes = sql`
  select d.match_status, d.reason, count(*) as rows
  from row_key k
  join kept d using (profile_key)
  group by all
  order by all
`;
