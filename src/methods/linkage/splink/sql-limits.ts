/** Measures of Splink's conditions and their thresholds: similarities, distances and differences. */

import type {Condition} from '../model/conditions.ts';
import {columnsOf, parseSql, type SqlExpression, shapeOf, ungrouped} from './sql-expressions.ts';
import {kilometresSql, percentSql} from './sql-shapes.ts';
import {isDateLike, type ValueReader} from './sql-values.ts';
import {quotedName} from './value-sql.ts';

/** A measure against a number, and what that means; null where the model cannot say it. */
type Limit = (operator: string, limit: number) => Condition | null;

const SIMILARITIES = {
  jaro_winkler_similarity: 'jaroWinkler',
  jaro_winkler_sim: 'jaroWinkler',
  jaro_winkler: 'jaroWinkler',
  jaro_winkler_udf: 'jaroWinkler',
  jaro_similarity: 'jaro',
  jaro_sim: 'jaro',
  jaccard: 'jaccard',
} as const;

const DISTANCES = {
  levenshtein: 'levenshtein',
  damerau_levenshtein: 'damerauLevenshtein',
} as const;

/** What limits on a measure mean, or null where it is no measure of the model. */
export function limitOf(measure: SqlExpression, values: ValueReader): Limit | null {
  if (measure.kind !== 'call') return formulaOf(measure, values);
  const {name, of} = measure;
  const pair = (): string | null => samePair(of[0], of[1], values);
  if (Object.hasOwn(SIMILARITIES, name) && of.length === 2) {
    const on = pair();
    const is = SIMILARITIES[name as keyof typeof SIMILARITIES];
    return on === null || isDateLike(on) ? null : similarityLimit(is, on);
  }
  if (Object.hasOwn(DISTANCES, name) && of.length === 2) {
    const on = pair();
    const is = DISTANCES[name as keyof typeof DISTANCES];
    return on === null || isDateLike(on)
      ? null
      : countLimit((atMost) => (atMost > 100 ? null : {is, on, atMost}));
  }
  if (name === 'array_length' || name === 'len') {
    const call = of[0] && ungrouped(of[0]);
    if (of.length !== 1 || call?.kind !== 'call' || call.of.length !== 2) return null;
    if (call.name !== 'list_intersect' && call.name !== 'array_intersect') return null;
    const on = samePair(call.of[0], call.of[1], values);
    return on === null ? null : membersLimit(on);
  }
  if (name === 'abs' && of.length === 1 && of[0]) return differenceOf(ungrouped(of[0]), values);
  return null;
}

/** The value of two expressions that are the same on both sides. */
function samePair(
  left: SqlExpression | undefined,
  right: SqlExpression | undefined,
  values: ValueReader,
): string | null {
  const one = left && values.read(left);
  const other = right && values.read(right);
  return one && other && one.side !== other.side && one.value === other.value ? one.value : null;
}

const not = (of: Condition | null): Condition | null => of && {is: 'not', of};

const similarityLimit =
  (is: 'jaro' | 'jaroWinkler' | 'jaccard', on: string): Limit =>
  (operator, limit) => {
    if (limit < 0 || limit > 1) return null;
    const atLeast: Condition = {is, on, atLeast: limit};
    const moreThan: Condition = {is, on, moreThan: limit};
    if (operator === '>=') return atLeast;
    if (operator === '>') return moreThan;
    return not(operator === '<' ? atLeast : moreThan);
  };

/** A whole number against "at most"; "less than" is at most one less. */
const countLimit =
  (atMost: (count: number) => Condition | null): Limit =>
  (operator, limit) => {
    const isOneLess = operator === '<' || operator === '>=';
    const count = isOneLess ? limit - 1 : limit;
    if (!Number.isInteger(count) || count < 0) return null;
    return operator === '<=' || operator === '<' ? atMost(count) : not(atMost(count));
  };

const membersLimit =
  (on: string): Limit =>
  (operator, limit) => {
    const isOneMore = operator === '>' || operator === '<=';
    const atLeast = isOneMore ? limit + 1 : limit;
    if (!Number.isInteger(atLeast) || atLeast < 1) return null;
    const shares: Condition = {is: 'arrayShares', on, atLeast};
    return operator === '>' || operator === '>=' ? shares : not(shares);
  };

/** Measures that are no whole numbers: only "at most", and its opposite. */
const atMostLimit =
  (condition: (atMost: number) => Condition | null): Limit =>
  (operator, limit) => {
    if (limit < 0) return null;
    if (operator === '<=') return condition(limit);
    return operator === '>' ? not(condition(limit)) : null;
  };

function differenceOf(difference: SqlExpression, values: ValueReader): Limit | null {
  if (difference.kind !== 'binary' || difference.operator !== '-') return null;
  const [left, right] = [ungrouped(difference.left), ungrouped(difference.right)];
  if (left.kind === 'call' && right.kind === 'call') {
    if (left.name !== 'epoch' || right.name !== 'epoch') return null;
    if (left.of.length !== 1 || right.of.length !== 1) return null;
    const on = samePair(left.of[0], right.of[0], values);
    const isDate = on !== null && (isColumn(on) || on.startsWith('date('));
    return isDate ? atMostLimit((seconds) => dateWithin(on, seconds)) : null;
  }
  const on = samePair(left, right, values);
  if (on === null || !isColumn(on)) return null;
  return atMostLimit((atMost) => ({is: 'numberWithin', on, atMost}));
}

const isColumn = (value: string): boolean => /^\w+$/.test(value);

/** Months of 30.4375 days and years of 365.25, as Splink counts them. */
export const SECONDS_PER = {day: 86_400, month: 2_629_800, year: 31_557_600} as const;

/** In the largest unit of which the seconds are a whole number; else in days. */
function dateWithin(on: string, seconds: number): Condition | null {
  for (const unit of ['year', 'month'] as const) {
    if (seconds > 0 && seconds % SECONDS_PER[unit] === 0) {
      return {is: 'dateWithin', on, unit, atMost: seconds / SECONDS_PER[unit]};
    }
  }
  const atMost = seconds / SECONDS_PER.day;
  return atMost * SECONDS_PER.day === seconds ? {is: 'dateWithin', on, unit: 'day', atMost} : null;
}

function formulaOf(measure: SqlExpression, values: ValueReader): Limit | null {
  const shape = shapeOf(measure);
  const columns = columnsOf(measure);
  const matches = (sql: string) => {
    const parsed = parseSql(sql);
    return parsed !== null && shapeOf(parsed) === shape;
  };
  const [a, b, c, d] = columns.map(quotedName);
  const on = (left: number, right: number): string | null =>
    samePair(column(columns[left]), column(columns[right]), values);
  if (columns.length === 2 && a && b && matches(percentSql(a, b))) {
    const value = on(0, 1);
    return value === null
      ? null
      : (operator, lessThan) =>
          operator === '<' || operator === '>='
            ? percentBelow(value, lessThan, operator === '>=')
            : null;
  }
  if (columns.length === 4 && a && b && c && d && matches(kilometresSql([a, b], [d, c]))) {
    const [latitude, longitude] = [on(0, 1), on(3, 2)];
    if (latitude === null || longitude === null) return null;
    return atMostLimit((atMost) => ({is: 'distanceKm', on: [latitude, longitude], atMost}));
  }
  return null;
}

const column = (name: string | undefined): SqlExpression | undefined =>
  name === undefined ? undefined : {kind: 'column', path: [name]};

const percentBelow = (on: string, lessThan: number, negated: boolean): Condition | null => {
  const below: Condition = {is: 'percentBelow', on, lessThan};
  return negated ? not(below) : below;
};
