/** Blocking: which pairs are worth comparing. A null key never blocks. */

import {ident, join, type Sql, sql} from '../../kernel/sql.ts';
import {type Step, step} from '../../kernel/steps.ts';
import type {LinkageModel} from './model.ts';

const FIRST = /^first\((\w+),(\d)\)$/;

/** One side of a key: a cleaned column, or its first letters. */
function keyOf(key: string, side: string): Sql {
  const first = FIRST.exec(key);
  if (!first) return ident(side, key);
  return sql`left(${ident(side, first[1] as string)}, ${Number(first[2])})`;
}

/** One row per pair of an incoming profile and a spine profile that share the keys of a rule. */
export const candidatePairs = ({blocking}: LinkageModel): Step => {
  const rules = blocking.predict.map((keys) => {
    const same = keys.map((key) => sql`${keyOf(key, 'l')} = ${keyOf(key, 'r')}`);
    return sql`select l.profile_id as left_id, r.profile_id as right_id
      from remaining l join spine_profile r on ${join(same, sql` and `)}`;
  });
  return step('candidate_pairs', join(rules, sql` union `));
};
