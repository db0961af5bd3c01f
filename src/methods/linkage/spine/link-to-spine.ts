/**
 * Links distinct profiles to a spine, strongest evidence first: what people decided, NHS number with
 * birth date, five fields exact, four and a known variant of the forename, then Fellegi–Sunter with a margin. Needs the tables `incoming`,
 * `spine_profile` and `spine_number`; leaves `decided`, one row per incoming profile.
 */

import type {Database} from '../../../engine/database.ts';
import {DataFault, throwFaults} from '../../../kernel/errors.ts';
import {sql} from '../../../kernel/sql.ts';
import {materialise, step} from '../../../kernel/steps.ts';
import type {LinkageModel} from '../model/schema.ts';
import type {SessionOptions} from '../run/session.ts';
import {GATE} from './gate.ts';
import {decideByProbability, probableDecisions, scoredPairs} from './probable.ts';
import {makeEmptyEvidence, makeVariants} from './tables.ts';

export interface LinkageCounts {
  readonly profiles: number;
  readonly pairsCompared: number;
  /** Pairs that reached the threshold or not, and were taken out by a constraint: by its reason. */
  readonly pairsForbidden: Readonly<Record<string, number>>;
}

/** One row per incoming profile, whichever pass decided it. */
const decided = step(
  'decided',
  sql`
    select profile_id, person_id, match_status::tinyint as match_status, match_method, reason,
      match_weight,
      case when match_method = 'probabilistic'
        then (1 / (1 + pow(2, -match_weight)))::decimal(7,6) end as match_pct,
      lead, rivals
    from (
      select *, null::double as match_weight, null::double as lead, null::integer as rivals
      from (
        from clerical_decisions
        union all by name from nhs_number_decisions
        union all by name from exact_five_decisions
        union all by name from lexicon_decisions
      )
      union all by name
      from probable_decisions
    )
  `,
);

/**
 * @throws DataFault MODEL_INVALID for a model that is not for a spine
 * @throws DataFault LINKS_CONTRADICT when people linked a profile to two people, or to one and not to them
 */
export async function linkToSpine(
  db: Database,
  model: LinkageModel,
  options: Pick<SessionOptions, 'threads' | 'lexicon'> = {},
): Promise<LinkageCounts> {
  requireSpineModel(model);
  await makeEmptyEvidence(db);
  await makeVariants(db, options.lexicon ?? new Map());
  await refuseContradictions(db);
  for (const one of GATE) await db.run(materialise(one), one.name);
  const people = await db.count(sql`(select distinct person_id from spine_profile)`);
  const {pairsCompared, removed} = await decideByProbability(db, model, people, options);
  for (const one of [probableDecisions, scoredPairs, decided]) {
    await db.run(materialise(one), one.name);
  }
  return {profiles: await db.count(sql`incoming`), pairsCompared, pairsForbidden: removed};
}

function requireSpineModel({kind, resolve}: LinkageModel): void {
  throwFaults('MODEL_INVALID', [
    ...(kind === 'spine' ? [] : [{where: 'kind', what: 'spine, to link to a spine'}]),
    ...(resolve.method === 'margin'
      ? []
      : [{where: 'resolve.method', what: 'margin, for a spine'}]),
    ...(resolve.household ? [{where: 'resolve.household', what: 'not for a spine yet'}] : []),
  ]);
}

async function refuseContradictions(db: Database): Promise<void> {
  const twice = await db.count(
    sql`(select profile_id from must_link group by profile_id having count(distinct person_id) > 1)`,
  );
  const both = await db.count(sql`must_link semi join cannot_link using (profile_id, person_id)`);
  if (twice + both === 0) return;
  throw new DataFault('LINKS_CONTRADICT', [{where: 'decisions', what: `${twice + both} profiles`}]);
}
