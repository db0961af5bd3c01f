/** Splink's blocking rules and our keys: equalities of one value on both sides, joined by `and`. */

import {parseSql, type SqlExpression, ungrouped} from './sql-expressions.ts';
import {type FieldOf, ruleColumn, ValueReader} from './sql-values.ts';
import {quotedName, valueSql} from './value-sql.ts';

/** The keys of a rule such as `l.a = r.a AND substr(l.b, 1, 3) = substr(r.b, 1, 3)`; else null. */
export function readBlockingRule(sql: string, fieldOf: FieldOf): [string, ...string[]] | null {
  const expression = parseSql(sql);
  if (expression === null) return null;
  const values = new ValueReader(fieldOf, ruleColumn);
  const [first, ...rest] = conjuncts(expression).map((one) => keyOf(one, values));
  if (!first || rest.includes(null)) return null;
  return [...new Set([first, ...(rest as string[])])] as [string, ...string[]];
}

function conjuncts(expression: SqlExpression): SqlExpression[] {
  const inner = ungrouped(expression);
  return inner.kind === 'and' ? inner.of.flatMap(conjuncts) : [inner];
}

function keyOf(expression: SqlExpression, values: ValueReader): string | null {
  if (expression.kind !== 'binary' || expression.operator !== '=') return null;
  const [one, other] = [values.read(expression.left), values.read(expression.right)];
  return one && other && one.side !== other.side && one.value === other.value ? one.value : null;
}

/** The rule of keys, or null where SQL cannot make one of them. */
export function blockingRuleSql(
  keys: readonly string[],
  columnOf: (field: string) => string,
): string | null {
  const parts = keys.map((key) => {
    const [l, r] = ['l', 'r'].map((side) =>
      valueSql(key, (field) => `${side}.${quotedName(columnOf(field))}`),
    );
    return l && r ? `${l} = ${r}` : null;
  });
  if (parts.includes(null)) return null;
  return parts.length === 1 ? (parts[0] as string) : parts.map((part) => `(${part})`).join(' AND ');
}
