/** Scoring and resolving: the best person, if the weight suffices and leads over every other person. */

import {sql} from '../../kernel/sql.ts';
import {type Step, step} from '../../kernel/steps.ts';
import {weightOf} from './comparisons.ts';
import type {LinkageModel} from './model.ts';

/** At this probability and above a link is status 39, from 0.5 status 35 (SAIL's bands, ours below 0.9). */
const STRONG_PROBABILITY = 0.9;

/** One row per incoming profile and person: a person is as good as their best profile. */
export const scoredPeople = (model: LinkageModel, prior: number): Step =>
  step(
    'scored_people',
    sql`
    select c.left_id as profile_id, r.person_id, max(${weightOf(model, prior)}) as match_weight
    from candidate_pairs c
    join remaining l on l.profile_id = c.left_id
    join spine_profile r on r.profile_id = c.right_id
    group by c.left_id, r.person_id
  `,
  );

/** One row per scored profile: its best person and the lead in bits over the best other person. */
export const bestPeople: Step = step(
  'best_people',
  sql`
    select profile_id,
      max(match_weight) as match_weight,
      arg_max(person_id, (match_weight, person_id::varchar)) as person_id,
      max(match_weight) - coalesce(list_sort(list(match_weight), 'desc')[2], '-infinity'::double)
        as lead
    from scored_people
    group by profile_id
  `,
);

/** One row per profile that reached the probabilistic pass: linked, or not and why. */
export const probabilisticDecisions = ({resolve}: LinkageModel): Step =>
  step(
    'probabilistic_decisions',
    sql`
    select r.profile_id,
      case when b.match_weight >= ${resolve.theta} and b.lead >= ${resolve.delta}
        then b.person_id end as person_id,
      case
        when b.match_weight is null or b.match_weight < ${resolve.theta} or b.lead < ${resolve.delta}
          then 99
        when 1 / (1 + pow(2, -b.match_weight)) >= ${STRONG_PROBABILITY} then 39
        else 35
      end as match_status,
      case when b.match_weight >= ${resolve.theta} and b.lead >= ${resolve.delta}
        then 'probabilistic' else 'none' end as match_method,
      case
        when r.surname is null and r.forename is null then 'insufficient'
        when b.match_weight is null then 'not_blocked'
        when b.match_weight < ${resolve.theta} then 'below_threshold'
        when b.lead < ${resolve.delta} then 'ambiguous'
      end as reason,
      b.match_weight
    from remaining r
    left join best_people b on b.profile_id = r.profile_id
  `,
  );
