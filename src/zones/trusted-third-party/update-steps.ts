/** The steps of an update: what becomes of each profile of a batch, and what the spine learns from it. */

import {ident, join, type Sql, sql} from '../../kernel/sql.ts';
import {type Step, step} from '../../kernel/steps.ts';
import {CLEANED_COLUMNS} from '../../methods/linkage/spine/cleaning.ts';
import {byPerson} from './link-steps.ts';
import {stateKey} from './spine-tables.ts';

const CLEANED = join(CLEANED_COLUMNS.map((name) => ident('i', name)));

/** A person who can be found again: born on a day, and known by a number or by name and address. */
const IS_USABLE = sql`i.date_of_birth is not null and (i.nhs_number is not null
  or (i.surname is not null and i.forename is not null and i.postcode is not null))`;

/** Nobody on the spine fits; a person told apart from all who do is new as well. */
const FITS_NOBODY = sql`d.reason in ('not_blocked', 'below_threshold', 'constraint')`;

/** The batch as it came in, while passes of linking look at what is left of it. */
export const batchProfiles: Step = step('batch_profile', sql`from incoming`);
export const batchDecided: Step = step('batch_decided', sql`from decided`);
export const wholeBatch: readonly Step[] = [
  step('incoming', sql`from batch_profile`),
  step('decided', sql`from batch_decided`),
];

/** Profiles found to be of people who dissented: the spine learns nothing more about them. */
export const dropDissenting: readonly Sql[] = [
  sql`create or replace temp table dissenting as
    select d.profile_id
    from decided d
    join incoming i using (profile_id)
    where ${byPerson} is not null`,
  ...['batch_profile', 'incoming', 'decided'].map(
    (table) => sql`delete from ${ident(table)} where profile_id in (from dissenting)`,
  ),
];

/** Sure links of a pass that show something new are profiles of their people in the next. */
export const learnProfiles: Sql = sql`
  insert into spine_profile by name
  select (select max(profile_id) from spine_profile) + row_number() over (order by i.profile_id)
      as profile_id,
    d.person_id, ${stateKey('i')} as state_key, ${CLEANED}
  from incoming i
  join decided d using (profile_id)
  anti join spine_profile s on s.person_id = d.person_id and s.state_key = ${stateKey('i')}
  where d.match_status in (1, 4, 39)
`;

/** One row per NHS number of the spine and of what the batch has taught. */
export const learnNumbers: Step = step(
  'spine_number',
  sql`select nhs_number, any_value(person_id) as person_id from spine_profile
    where nhs_number is not null group by nhs_number having count(distinct person_id) = 1`,
);

/** What a later pass found takes the place of what the first did not. */
export const keepLater: readonly Sql[] = [
  sql`delete from batch_decided where profile_id in (select profile_id from decided)`,
  sql`insert into batch_decided by name from decided`,
];

/** What is left for the next pass. */
export const nextPass: Step = step('incoming', sql`from newcomer`);

/** One row per profile that fits nobody and can be found again: new people, to be linked to each other. */
export const newcomers: Step = step(
  'newcomer',
  sql`select i.* from incoming i join decided d using (profile_id)
    where d.person_id is null and ${FITS_NOBODY} and ${IS_USABLE}`,
);

/**
 * One row per new person. The id is random: a keyed hash of a counter under a secret that is
 * forgotten; the batch keeps two updates with one seed apart.
 */
export const newPeople = (secret: string, batch: string, idType: string): Step =>
  step(
    'new_person',
    sql`
    select substr(sha256(${secret} || ${batch} || row_number() over (order by first_key)::varchar),
        1, 32)::uuid as person_id,
      ${idType} as id_type, group_id, sex, date_of_birth
    from (
      select g.group_id, min(i.profile_key) as first_key,
        arg_min(i.sex, i.profile_key) as sex,
        arg_min(i.date_of_birth, i.profile_key) as date_of_birth
      from newcomer_group g
      join incoming i using (profile_id)
      where not g.is_held
      group by g.group_id
    )
  `,
  );

/** One row per incoming profile: linked, created, held for a person to decide, or of no further use. */
export const fates: Step = step(
  'fate',
  sql`
    select i.profile_id, i.profile_key, coalesce(d.person_id, n.person_id) as person_id,
      d.match_status,
      case
        when d.person_id is not null then 'linked'
        when n.person_id is not null then 'created'
        when g.is_held then 'held'
        when d.reason in ('ambiguous', 'nhs_number_conflict') then 'held'
        else 'one_time'
      end as fate
    from incoming i
    join decided d using (profile_id)
    left join newcomer_group g using (profile_id)
    left join new_person n on n.group_id = g.group_id and not g.is_held
  `,
);

/** Only links that are sure teach the spine: by number, by fields, or of a probability of 0.9 and above. */
const TEACHES = sql`(f.fate = 'created' or (f.fate = 'linked' and f.match_status in (1, 4, 39)))`;

/** One row per state of a person that a batch shows, with how many rows show it. */
export const seenStates: Step = step(
  'seen_state',
  sql`
    with counted as (select profile_key, count(*) as rows from row_key group by profile_key)
    select f.person_id, ${stateKey('i')} as state_key, sum(c.rows)::integer as rows,
      min(i.profile_key) as profile_key
    from fate f
    join incoming i using (profile_id)
    join counted c on c.profile_key = i.profile_key
    where ${TEACHES}
    group by all
  `,
);

/** A state that its person had already is counted and not kept twice. */
export const countSeen: Sql = sql`
  update profile set seen_count = profile.seen_count + s.rows
  from (
    select c.profile_id, any_value(s.rows) as rows
    from (
      select min(p.profile_id) as profile_id, x.current_id, p.state_key
      from profile p
      join (select person_id, coalesce(superseded_by, person_id) as current_id from person) x
        using (person_id)
      group by x.current_id, p.state_key
    ) c
    join seen_state s on s.person_id = c.current_id and s.state_key = c.state_key
    group by c.profile_id
  ) s
  where s.profile_id = profile.profile_id
`;

/** One row per state that is new to its person. */
export const newProfiles = (dataset: string, batch: number, keepSource: boolean): Sql => sql`
  insert into profile by name
  select (select coalesce(max(profile_id), 0) from profile)
      + row_number() over (order by s.profile_key, s.person_id) as profile_id,
    s.person_id, ${CLEANED}, i.uprn, i.valid_from, i.valid_to, s.state_key,
    ${dataset} as source, ${batch}::integer as batch, s.rows as seen_count,
    case when ${keepSource} then k.system_id end as source_system_id
  from seen_state s
  join incoming i on i.profile_key = s.profile_key
  join (select profile_key, min(system_id) as system_id from row_key group by profile_key) k
    on k.profile_key = s.profile_key
  anti join (
    select coalesce(x.superseded_by, x.person_id) as person_id, p.state_key
    from profile p join person x using (person_id)
  ) known on known.person_id = s.person_id and known.state_key = s.state_key
`;

/** Profiles and rows by fate; they add up to the batch. */
export const funnel: Sql = sql`
  select f.fate, f.match_status, count(distinct f.profile_id) as profiles, count(*) as rows
  from fate f
  join row_key k using (profile_key)
  group by all
  order by all
`;
