/** The sample for clerical review: pairs near the threshold, by band of weight. It never leaves this zone. */

import type {Database} from '../../engine/database.ts';
import {ident, join, sql} from '../../kernel/sql.ts';
import {materialise, step} from '../../kernel/steps.ts';
import {CLEANED_COLUMNS} from '../../methods/linkage/spine/cleaning.ts';
import {stateKey} from './spine-tables.ts';

/** Bands are this wide, in bits, and counted from the threshold: band 0 begins at it. */
export const BAND_BITS = 5;
/** From two bands below the threshold; all that is three bands above it and more is one band. */
export const [LOWEST_BAND, HIGHEST_BAND] = [-2, 3] as const;
/** Pairs of a band, at most. */
const PAIRS_PER_BAND = 20;

/** One row per pair of a profile and its person, near the threshold or above it, that nobody decided yet. */
const nearPairs = (theta: number) =>
  step(
    'near_pair',
    sql`
    select i.profile_id, ${stateKey('i')} as state_key, s.person_id, s.spine_profile_id,
      s.match_weight, k.person_id is not distinct from s.person_id as is_link,
      least(${HIGHEST_BAND}, floor((s.match_weight - ${theta}) / ${BAND_BITS})::integer) as band
    from scored_pair s
    join incoming i using (profile_id)
    join kept k using (profile_id)
    anti join agreed_pair a on a.state_key = ${stateKey('i')} and a.person_id = s.person_id
    where s.match_weight >= ${theta + LOWEST_BAND * BAND_BITS}
  `,
  );

/**
 * Keeps the sample of a run. Undecided pairs of earlier runs of the dataset are forgotten: they were
 * of another model or another spine.
 * @param key what orders the pairs by chance, the same for the same run
 */
export async function keepReviewSample(
  db: Database,
  run: number,
  {dataset, theta, key}: {readonly dataset: string; readonly theta: number; readonly key: string},
): Promise<void> {
  await db.run(
    sql`delete from review_pair
      where run in (select run from link_run where dataset = ${dataset} and run < ${run})
        and pair not in (select pair from pair_decision)`,
    'review_pair',
  );
  await db.run(materialise(nearPairs(theta)), 'near_pair');
  await db.run(
    sql`insert into review_band
      select ${run}, band, count(*), count(*) filter (where is_link) from near_pair group by band`,
    'review_band',
  );
  const chance = sql`md5(${key} || state_key::varchar || person_id::varchar)`;
  const columns = CLEANED_COLUMNS.map((name) => sql`${ident('i', name)}::varchar`);
  // Pairs are numbered by chance as well, so that a number says nothing about the weight.
  await db.run(
    sql`insert into review_pair
      select (select greatest(
            (select coalesce(max(pair), 0) from review_pair),
            (select coalesce(max(pair), 0) from pair_decision)))
          + row_number() over (order by ${chance}, spine_profile_id) as pair,
        ${run}, n.band, n.match_weight, n.state_key, n.person_id, n.spine_profile_id, n.is_link,
        ${join(columns)}
      from (
        select * from near_pair
        qualify row_number() over (partition by band order by ${chance}, profile_id)
          <= ${PAIRS_PER_BAND}
      ) n
      join incoming i using (profile_id)`,
    'review_pair',
  );
}
