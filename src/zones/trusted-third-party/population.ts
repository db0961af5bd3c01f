/** Counts the people of the spine who look alike, for k-map: no identity and no pseudonym leaves with them. */

import type {Job} from '../../assurance/job/job.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {POPULATION_COLUMNS, population} from '../../borders/population.ts';
import {parquetRows, writeParquet} from '../../engine/parquet.ts';
import {instant} from '../../kernel/dates.ts';
import type {Digest} from '../../kernel/digests.ts';
import {sql} from '../../kernel/sql.ts';
import {openSpine, peopleOfSpine} from './spine-database.ts';
import {currentPeople} from './spine-tables.ts';
import {spineVersion} from './spine-version.ts';

export interface CountedPopulation {
  readonly combinations: number;
  readonly spineVersion: string;
}

/** @param out a new border folder, sealed to the store */
export async function countPopulation(out: string, job: Job): Promise<CountedPopulation> {
  const receiver = await readRecipient(job.home, 'store');
  const db = await openSpine(job);
  try {
    const people = await peopleOfSpine(job);
    await job.allowPeople(people);
    const version = (await spineVersion(db)) as Digest;
    const plain = job.workspace.file('population.parquet');
    await job.step('count the population', () => writeParquet(db, counts, plain, 'population'));
    const combinations = await db.count(parquetRows(plain));
    const [first, ...others] = POPULATION_COLUMNS;
    const draft = {
      ...{dataset: 'population', contract: version, split: version, rowsRemoved: 0},
      rows: combinations,
      columns: [first, ...others] as [typeof first, ...typeof others],
      provider: 'third-party',
      people,
      created: instant(job.effects.now()),
      receiver,
      about: {spineVersion: version as string},
    };
    await population.write(out, plain, draft, (digest, rows) =>
      job.record({
        action: 'POPULATION_WRITTEN',
        objects: [{type: 'dataset', id: 'population'}],
        outputHashes: [digest],
        rows,
      }),
    );
    return {combinations, spineVersion: version};
  } finally {
    db.close();
  }
}

/**
 * One row per combination that anybody has today: an area is that of the latest address. Whoever has
 * a part that is not known looks like nobody, and is not counted.
 */
const counts = sql`
  select date_trunc('week', h.date_of_birth)::date as week_of_birth, h.sex, l.lsoa_code,
    count(*)::integer as people
  from (
    select c.current_id as person_id,
      arg_max(p.postcode, (coalesce(p.valid_to, date '9999-12-31'), p.profile_id)) as postcode
    from profile p
    join ${currentPeople} c using (person_id)
    where p.postcode is not null
    group by c.current_id
  ) a
  join person h using (person_id)
  join postcode_lsoa l using (postcode)
  where h.date_of_birth is not null and h.sex is not null and l.lsoa_code is not null
  group by all
  order by all
`;
