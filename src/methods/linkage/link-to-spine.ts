/**
 * Links distinct profiles to a spine, strongest evidence first: NHS number with birth date, five
 * fields exact, then Fellegi–Sunter with a margin. Needs the tables `incoming`, `spine_profile` and
 * `spine_number`; leaves `decided`, one row per incoming profile.
 */

import type {Database} from '../../engine/database.ts';
import {sql} from '../../kernel/sql.ts';
import {materialise, type Step, step} from '../../kernel/steps.ts';
import {candidatePairs} from './blocking.ts';
import {priorWeight} from './comparisons.ts';
import {exactFiveDecisions, nhsNumberDecisions, nhsNumberHits, remaining} from './deterministic.ts';
import type {LinkageModel} from './model.ts';
import {bestPeople, probabilisticDecisions, scoredPeople} from './resolving.ts';

export interface LinkageCounts {
  readonly profiles: number;
  readonly pairsCompared: number;
}

/** One row per incoming profile, whichever pass decided it. */
const decided = step(
  'decided',
  sql`
    select profile_id, person_id, match_status::tinyint as match_status, match_method, reason,
      match_weight,
      case when match_method = 'probabilistic'
        then (1 / (1 + pow(2, -match_weight)))::decimal(7,6) end as match_pct
    from (
      select *, null::double as match_weight from nhs_number_decisions
      union all by name
      select *, null::double as match_weight from exact_five_decisions
      union all by name
      select * from probabilistic_decisions
    )
  `,
);

/** @returns how many profiles came in and how many pairs the probabilistic pass compared. */
export async function linkToSpine(db: Database, model: LinkageModel): Promise<LinkageCounts> {
  const make = (one: Step) => db.run(materialise(one), one.name);
  await make(nhsNumberHits);
  await make(nhsNumberDecisions);
  await make(exactFiveDecisions);
  await make(remaining);
  await make(candidatePairs(model));
  const left = await db.count(sql`incoming`);
  const right = await db.count(sql`(select distinct person_id from spine_profile)`);
  await make(scoredPeople(model, priorWeight(model, Math.max(1, left), Math.max(2, right))));
  await make(bestPeople);
  await make(probabilisticDecisions(model));
  await make(decided);
  return {profiles: left, pairsCompared: await db.count(sql`candidate_pairs`)};
}
