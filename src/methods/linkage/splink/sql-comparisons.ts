/** One comparison of a Splink condition, such as `levenshtein("a_l", "a_r") <= 2`. */

import type {Condition} from '../model/conditions.ts';
import {type Piece, whole, wholeOf} from './pieces.ts';
import {type SqlExpression, ungrouped} from './sql-expressions.ts';
import {limitOf} from './sql-limits.ts';
import {isDateLike, type ValueReader} from './sql-values.ts';

type Binary = Extract<SqlExpression, {kind: 'binary'}>;

const FLIPPED: Readonly<Record<string, string>> = {'<': '>', '>': '<', '<=': '>=', '>=': '<='};

export function comparisonOf(
  {operator, left, right}: Binary,
  values: ValueReader,
  negated: boolean,
): Piece | null {
  if (operator === '=' || operator === '<>') {
    const piece = equalityOf(left, right, values, negated || operator === '<>');
    if (operator === '=' || piece === null) return piece;
    const condition = wholeOf(piece);
    return whole(condition && {is: 'not', of: condition});
  }
  if (FLIPPED[operator] === undefined) return null;
  const [measure, limit] = [ungrouped(left), ungrouped(right)];
  const condition =
    limit.kind === 'number'
      ? limitOf(measure, values)?.(operator, limit.number)
      : measure.kind === 'number'
        ? limitOf(limit, values)?.(FLIPPED[operator] as string, measure.number)
        : null;
  return condition ? whole(condition) : null;
}

function equalityOf(
  left: SqlExpression,
  right: SqlExpression,
  values: ValueReader,
  negated: boolean,
): Piece | null {
  const [one, other] = [values.read(left), values.read(right)];
  if (one && other) {
    if (one.side === other.side) return null;
    if (one.value === other.value) return whole({is: 'exact', on: one.value});
    const [l, r] = one.side === 'left' ? [one, other] : [other, one];
    return {piece: 'crossed', left: l.value, right: r.value};
  }
  const text = literalOf(one ? right : left);
  const found = one ?? other;
  if (found && text !== null && !isDateLike(found.value))
    return {piece: 'literal', on: found.value, side: found.side, value: text};
  return negated ? null : bareMatches(left, right, values);
}

/** The text of a literal that a text column can be compared with, whatever its type in SQL. */
function literalOf(expression: SqlExpression): string | null {
  const literal = ungrouped(expression);
  if (literal.kind === 'text') return literal.text;
  if (literal.kind === 'number') {
    return Number.isSafeInteger(literal.number) ? String(literal.number) : null;
  }
  if (literal.kind !== 'cast') return null;
  const inner = literalOf(literal.of);
  if (inner === null) return null;
  const isWritten =
    (['int', 'integer', 'bigint'].includes(literal.type) && /^(0|-?[1-9]\d*)$/.test(inner)) ||
    (literal.type === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(inner)) ||
    ['varchar', 'text', 'string'].includes(literal.type);
  return isWritten ? inner : null;
}

/**
 * `regexp_extract` gives '' where nothing matches, and '' = '' holds: two values without a match agree.
 * Of one match and one '' SQL says false and this says unknown, so it never stands under a `not`.
 */
function bareMatches(left: SqlExpression, right: SqlExpression, values: ValueReader): Piece | null {
  const [one, other] = [values.readBareMatch(left), values.readBareMatch(right)];
  if (!one || !other || one.of.side === other.of.side) return null;
  if (one.match.value !== other.match.value) return null;
  const [on, of] = [one.match.value, one.of.value];
  const neither: Condition = {
    is: 'and',
    of: [
      {is: 'null', on, sides: 'both'},
      {is: 'not', of: {is: 'null', on: of}},
    ],
  };
  return whole({is: 'or', of: [{is: 'exact', on}, neither]});
}
