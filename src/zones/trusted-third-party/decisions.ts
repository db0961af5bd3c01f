/** What people decided of pairs, as the next linkage reads it. */

import type {Database} from '../../engine/database.ts';
import {dayOf, instant} from '../../kernel/dates.ts';
import {sql} from '../../kernel/sql.ts';
import {materialise, step} from '../../kernel/steps.ts';
import {currentPeople, stateKey} from './spine-tables.ts';

export const DECISIONS = ['must_link', 'cannot_link', 'unsure'] as const;
export type Decision = (typeof DECISIONS)[number];

/**
 * One row per profile and person on whom the reviewers who were sure agree, while their word is good.
 * Where they disagree nothing is decided.
 */
const agreed = (today: string) =>
  step(
    'agreed_pair',
    sql`
    with latest as (
      select d.state_key, c.current_id as person_id, d.reviewer,
        arg_max(d.decision, d.decision_id) as decision,
        arg_max(coalesce(d.expires_on, date '9999-12-31'), d.decision_id) as expires_on
      from pair_decision d
      join ${currentPeople} c using (person_id)
      group by all
    )
    select state_key, person_id, any_value(decision) as decision
    from latest
    where decision <> 'unsure' and expires_on > ${today}::date
    group by state_key, person_id
    having count(distinct decision) = 1
  `,
  );

/** Makes `must_link` and `cannot_link` for the profiles of `incoming`. */
export async function loadDecisions(db: Database, now: number): Promise<void> {
  const pairs = agreed(dayOf(instant(now)));
  await db.run(materialise(pairs), pairs.name);
  for (const table of ['must_link', 'cannot_link'] as const) {
    const one = step(
      table,
      sql`select i.profile_id, a.person_id
        from incoming i
        join agreed_pair a on a.state_key = ${stateKey('i')}
        where a.decision = ${table}`,
    );
    await db.run(materialise(one), one.name);
  }
}
