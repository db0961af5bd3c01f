/** Comparisons in SQL: each level's log2(m/u), added in the order of the model. */

import {ident, type Sql, sql} from '../../kernel/sql.ts';
import type {Comparison, Level, LinkageModel} from './model.ts';

/** Bits of evidence of a level (Fellegi & Sunter 1969). */
export const bits = ({m, u}: {readonly m: number; readonly u: number}): number => Math.log2(m / u);

/** The weight of a pair before the evidence: the log-odds that two random records are one person. */
export function priorWeight({prior}: LinkageModel, left: number, right: number): number {
  const expected = prior.expectedLinks === 'rows' ? left : prior.expectedLinks;
  const share = Math.min(0.5, expected / (left * right));
  return Math.log2(share / (1 - share));
}

/** The weight of a pair: the prior and each comparison, with sides `l` and `r`. */
export const weightOf = (model: LinkageModel, prior: number): Sql =>
  model.comparisons
    .map(comparisonWeight)
    .reduce((sum, one) => sql`${sum} + ${one}`, doubleOf(prior));

const doubleOf = (value: number): Sql => sql`${value}::double`;

function comparisonWeight({column, levels}: Comparison): Sql {
  const [l, r] = [ident('l', column), ident('r', column)];
  const whens = levels.map(
    (level) => sql`when ${condition(level, l, r)} then ${doubleOf(bits(level))}`,
  );
  const cases = whens.reduce((all, one) => sql`${all} ${one}`);
  return sql`(case when ${l} is null or ${r} is null then 0::double ${cases} end)`;
}

function condition(level: Level, l: Sql, r: Sql): Sql {
  switch (level.level) {
    case 'exact':
      return sql`${l} = ${r}`;
    case 'jaroWinkler':
      return sql`jaro_winkler_similarity(${l}, ${r}) >= ${level.atLeast}`;
    case 'initial':
      return sql`(length(${l}) = 1 or length(${r}) = 1) and left(${l}, 1) = left(${r}, 1)`;
    case 'swapped':
      return sql`l.surname = r.forename and l.forename = r.surname`;
    case 'editDistance':
      return sql`levenshtein(${l}, ${r}) <= ${level.atMost}`;
    case 'differsBy':
      return sql`list_contains(${level.oneOf.map(String)}, abs(${l} - ${r})::varchar)`;
    case 'firstLetters':
      return sql`left(${l}, ${level.length}) = left(${r}, ${level.length})`;
    case 'else':
      return sql`true`;
  }
}
