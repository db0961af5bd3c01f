/** What opt-outs took from a dataset, by reason, birth, sex and area, so that the bias of removal shows. */

import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {exists, startFolder} from '../../engine/files.ts';
import {ident, type Sql, sql} from '../../kernel/sql.ts';
import {materialise, type Step, step} from '../../kernel/steps.ts';
import {SUPPRESSION_THRESHOLD} from '../../methods/disclosure/cells.ts';
import {
  type PublishedRemovals,
  publishRemovals,
  type Removal,
} from '../../methods/disclosure/removals.ts';
import {byNumber, byPerson} from './link-steps.ts';

/** How removed people are told apart; each of these is a table of its own. */
export const DIMENSIONS = ['reason', 'born', 'sex', 'area'] as const;
export type Attrition = Readonly<Record<(typeof DIMENSIONS)[number], PublishedRemovals>>;

/** One row per distinct profile: how many rows repeat it, whose it is, and why it was removed or null. */
const fateOfProfiles: Step = step(
  'opt_out_fate',
  sql`
    select c.profile_key, r.rows, coalesce(${byNumber}, ${byPerson}) as reason,
      c.date_of_birth, c.sex, c.postcode,
      coalesce(d.person_id::varchar, n.person_id::varchar, c.nhs_number, c.profile_key::varchar)
        as subject
    from cleaned c
    join (select profile_key, count(*) as rows from row_key group by profile_key) r using (profile_key)
    left join incoming i using (profile_key)
    left join decided d on d.profile_id = i.profile_id
    left join spine_number n on n.nhs_number = c.nhs_number
  `,
);

/**
 * One row per person: everybody is in one group of each kind. A person of whom any row was removed
 * counts as removed. Without a match on the spine, a profile without a number is a person of its own.
 */
const fateOfPeople: Step = step(
  'opt_out_person',
  sql`
    select sum(f.rows) as rows_in,
      coalesce(sum(f.rows) filter (where f.reason is not null), 0) as rows_removed,
      coalesce(min(f.reason), 'not-removed') as reason,
      coalesce((year(min(coalesce(p.date_of_birth, f.date_of_birth))) // 10 * 10)::varchar || 's',
        'not known') as born,
      coalesce(min(coalesce(p.sex, f.sex)), 'not known') as sex,
      coalesce(min(regexp_extract(f.postcode, '^[A-Z]{1,2}')), 'not known') as area
    from opt_out_fate f
    left join person p on p.person_id::varchar = f.subject
    group by f.subject
  `,
);

const groupsOf = (dimension: string): Sql => sql`
  select ${ident(dimension)} as grouped, count(*) as people_in,
    count(*) filter (where rows_removed > 0) as people_removed,
    sum(rows_in) as rows_in, sum(rows_removed) as rows_removed
  from opt_out_person
  group by all
  order by all
`;

/** Counts are published with small ones withheld; the exact ones stay in this function. */
export async function measureAttrition(db: Database): Promise<Attrition> {
  for (const one of [fateOfProfiles, fateOfPeople]) await db.run(materialise(one), one.name);
  const published: [string, PublishedRemovals][] = [];
  for (const dimension of DIMENSIONS) {
    const rows = await db.rows(groupsOf(dimension), `attrition by ${dimension}`);
    const removals = rows.map(
      (row): Removal => ({
        group: String(row.grouped),
        peopleIn: Number(row.people_in),
        peopleRemoved: Number(row.people_removed),
        rowsIn: Number(row.rows_in),
        rowsRemoved: Number(row.rows_removed),
      }),
    );
    published.push([dimension, publishRemovals(removals, SUPPRESSION_THRESHOLD)]);
  }
  for (const {name} of [fateOfProfiles, fateOfPeople]) {
    await db.run(sql`drop table if exists ${ident(name)}`, 'attrition');
  }
  return Object.fromEntries(published) as Attrition;
}

/** Keeps it as `opt-outs.json`, in this zone; it holds nothing that may not be published. */
export async function keepAttrition(
  attrition: Attrition,
  dataset: string,
  run: number,
  job: Job,
): Promise<void> {
  const place = join(job.directory, 'attrition', `${dataset}-${run}`);
  // A run that was killed is counted again under its number, and says the same.
  if (await exists(place)) return;
  const folder = await startFolder(place);
  const content = {dataset, run, minCell: SUPPRESSION_THRESHOLD, ...attrition};
  await writeFile(join(folder.path, 'opt-outs.json'), `${JSON.stringify(content, null, 2)}\n`);
  await folder.publish();
}
