/** From the condition of a Splink level to a condition of the model with the same meaning, or to nothing. */

import type {Condition} from '../model/conditions.ts';
import {type Piece, together, whole, wholeOf} from './pieces.ts';
import {comparisonOf} from './sql-comparisons.ts';
import {columnsOf, parseSql, type SqlExpression, shapeOf, ungrouped} from './sql-expressions.ts';
import {arraySubsetSql} from './sql-shapes.ts';
import {type FieldOf, levelColumn, ValueReader} from './sql-values.ts';
import {quotedName} from './value-sql.ts';

/** The condition that an SQL condition means; null where the model has none with the same meaning. */
export function readCondition(sql: string, fieldOf: FieldOf): Condition | null {
  if (/^\s*else\s*$/i.test(sql)) return {is: 'else'};
  const expression = parseSql(sql);
  return expression && conditionOf(expression, new ValueReader(fieldOf, levelColumn), false);
}

/** @param negated the condition stands under a `not`, where unknown and false differ */
function conditionOf(
  expression: SqlExpression,
  values: ValueReader,
  negated: boolean,
): Condition | null {
  switch (expression.kind) {
    case 'group':
      return conditionOf(expression.of, values, negated);
    case 'not': {
      const of = conditionOf(expression.of, values, true);
      return of && {is: 'not', of};
    }
    case 'and':
    case 'or':
      return (
        subsetOf(expression, values) ?? joined(expression.kind, expression.of, values, negated)
      );
    default: {
      const piece = pieceOf(expression, values, negated);
      return piece && wholeOf(piece);
    }
  }
}

function pieceOf(expression: SqlExpression, values: ValueReader, negated: boolean): Piece | null {
  switch (expression.kind) {
    case 'group': {
      const piece = pieceOf(expression.of, values, negated);
      // Parentheses keep the two halves of a literal apart, so that what was written is what is read.
      return piece?.piece === 'literal' ? whole(wholeOf(piece)) : piece;
    }
    case 'isNull': {
      const found = values.read(expression.of);
      if (!found) return null;
      return {piece: 'null', on: found.value, side: found.side, negated: expression.negated};
    }
    case 'binary':
      return comparisonOf(expression, values, negated);
    case 'and':
    case 'or':
    case 'not':
      return whole(conditionOf(expression, values, negated));
    default:
      return null;
  }
}

function joined(
  kind: 'and' | 'or',
  operands: readonly SqlExpression[],
  values: ValueReader,
  negated: boolean,
): Condition | null {
  const pieces: Piece[] = [];
  for (const operand of operands) {
    const piece = pieceOf(operand, values, negated);
    if (!piece) return null;
    pieces.push(piece);
  }
  const of: Condition[] = [];
  while (pieces.length > 0) {
    const piece = pieces.shift() as Piece;
    const at = pieces.findIndex((other) => together(kind, piece, other) !== null);
    const pair = at < 0 ? null : together(kind, piece, pieces[at] as Piece);
    if (pair) pieces.splice(at, 1);
    const condition = pair ?? wholeOf(piece);
    if (!condition) return null;
    of.push(condition);
  }
  return of.length === 1 ? (of[0] as Condition) : {is: kind, of};
}

function subsetOf(expression: SqlExpression, values: ValueReader): Condition | null {
  const [left, right] = columnsOf(expression);
  if (left === undefined || right === undefined) return null;
  const shape = parseSql(arraySubsetSql(quotedName(left), quotedName(right)));
  if (!shape || shapeOf(shape) !== shapeOf(expression)) return null;
  const found = values.read(ungrouped({kind: 'column', path: [left]}));
  return found && {is: 'arraySubset', on: found.value};
}
