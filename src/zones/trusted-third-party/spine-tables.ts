/** The tables of the spine, and who a person is today: redirects are followed, nothing is overwritten. */

import type {Database} from '../../engine/database.ts';
import {ident, join, type Sql, sql} from '../../kernel/sql.ts';
import {CLEANED_COLUMNS} from '../../methods/linkage/spine/cleaning.ts';

/** Tables besides `profile`, which is made from the register. One sentence each says what a row is. */
const TABLES: readonly (readonly [string, Sql])[] = [
  // A person. `superseded_by` is always who they are today, never another redirect.
  [
    'person',
    sql`(person_id uuid primary key, id_type varchar, created_in integer, superseded_by uuid,
      sex varchar, date_of_birth date)`,
  ],
  // A File 1 that the spine was built from or updated with, by the digest that announced it.
  ['spine_batch', sql`(batch integer, dataset varchar, manifest varchar, payload varchar)`],
  // An NHS number that was replaced by another, from a day on.
  ['superseded_number', sql`(nhs_number varchar, replaced_by varchar, valid_from date)`],
  // A merge or a split that the records speak for; only a person's decision makes it happen.
  [
    'proposal',
    sql`(proposal_id integer, kind varchar, person_id uuid, other_id uuid, profiles bigint[],
      evidence varchar, records integer, batch integer, outcome varchar, decided_by varchar,
      decided_at varchar, because varchar)`,
  ],
  // A profile that a split gave to another person.
  ['profile_move', sql`(profile_id bigint, from_person uuid, to_person uuid, proposal_id integer)`],
  // A linkage of one File 1; `file3` is null until its File 3 is written.
  [
    'link_run',
    sql`(run integer, dataset varchar, split varchar, model_digest varchar, spine_version varchar,
      file3 varchar)`,
  ],
  // What one run made of one row of File 1.
  [
    'link_event',
    sql`(run integer, dataset varchar, split varchar, system_id uuid, person_id uuid,
      match_status tinyint, match_method varchar, reason varchar, match_weight double, lead double,
      rivals integer)`,
  ],
  // What a reviewer decided of a profile and a person; the latest of each reviewer counts.
  [
    'pair_decision',
    sql`(decision_id integer, pair integer, state_key uuid, person_id uuid, decision varchar, reviewer varchar,
      because varchar, decided_at varchar, expires_on date)`,
  ],
  // A pair that was sampled for review, with the profile as it came in.
  [
    'review_pair',
    sql`(pair integer, run integer, band integer, match_weight double, state_key uuid,
      person_id uuid, spine_profile_id bigint, is_link boolean, ${join(
        CLEANED_COLUMNS.map((name) => sql`${ident(name)} varchar`),
      )})`,
  ],
  // How many pairs of a run a band holds, sampled or not.
  ['review_band', sql`(run integer, band integer, pairs integer, links integer)`],
];

export async function makeSpineTables(db: Database): Promise<void> {
  for (const [name, columns] of TABLES) {
    await db.run(sql`create table if not exists ${ident(name)} ${columns}`, name);
  }
}

/** Every person with who they are today. */
export const currentPeople = sql`(
  select person_id, coalesce(superseded_by, person_id) as current_id, id_type, created_in
  from person)`;

/** One key for all that is known of a profile: equal profiles have equal keys. */
export const stateKey = (alias: string): Sql =>
  sql`md5(concat(${join(
    CLEANED_COLUMNS.map((name) => sql`coalesce(${ident(alias, name)}::varchar, ''), chr(31)`),
  )}))::uuid`;

/** One row per NHS number ever held; a number that two people held belongs to neither. */
export async function rebuildNumbers(db: Database): Promise<void> {
  await db.run(
    sql`create or replace table nhs_number as
      select p.nhs_number, any_value(c.current_id) as person_id
      from profile p
      join ${currentPeople} c using (person_id)
      where p.nhs_number is not null
      group by p.nhs_number
      having count(distinct c.current_id) = 1`,
    'nhs_number',
  );
}
