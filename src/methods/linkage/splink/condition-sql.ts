/** A condition of the model as the SQL condition of a Splink level. */

import {type Condition, type Leaf, valuesOfLeaf} from '../model/conditions.ts';
import {SECONDS_PER} from './sql-limits.ts';
import {
  arraySubsetSql,
  differenceSql,
  kilometresSql,
  percentSql,
  secondsApartSql,
  sharedMembersSql,
} from './sql-shapes.ts';
import {asText, quotedName, quotedText, valueSql} from './value-sql.ts';

/** The column of a field as Splink knows it. */
export type ColumnOf = (field: string) => string;

/** The SQL of a condition, or null where SQL or Splink has none with the same meaning. */
export function conditionSql(condition: Condition, columnOf: ColumnOf): string | null {
  switch (condition.is) {
    case 'and':
    case 'or': {
      const parts = condition.of.map((one) => conditionSql(one, columnOf));
      if (parts.includes(null)) return null;
      return parts.map((part) => `(${part})`).join(condition.is === 'and' ? ' AND ' : ' OR ');
    }
    case 'not': {
      const of = conditionSql(condition.of, columnOf);
      return of === null ? null : `NOT (${of})`;
    }
    case 'else':
      return 'ELSE';
    default:
      return leafSql(condition, columnOf);
  }
}

function leafSql(leaf: Exclude<Leaf, {is: 'else'}>, columnOf: ColumnOf): string | null {
  const sides = valuesOfLeaf(leaf).map((value) => ({
    left: valueSql(value, (field) => quotedName(`${columnOf(field)}_l`)),
    right: valueSql(value, (field) => quotedName(`${columnOf(field)}_r`)),
  }));
  const [first, second] = sides;
  if (!first?.left || !first.right) return null;
  if (second === undefined) {
    const isText = TEXT_MEASURES.has(leaf.is) && /^\w+$/.test(String(leaf.on));
    const [left, right] = isText
      ? [asText(first.left), asText(first.right)]
      : [first.left, first.right];
    return ofOneValue(leaf, left, right);
  }
  if (!second.left || !second.right) return null;
  if (leaf.is === 'columnsReversed') {
    return `${first.left} = ${second.right} AND ${first.right} = ${second.left}`;
  }
  if (leaf.is !== 'distanceKm') return null;
  const km = kilometresSql([first.left, first.right], [second.left, second.right]);
  return `${km} <= ${leaf.atMost}`;
}

const SIMILARITY_NAMES = {
  jaro: 'jaro_similarity',
  jaroWinkler: 'jaro_winkler_similarity',
  jaccard: 'jaccard',
} as const;
const DISTANCE_NAMES = {
  levenshtein: 'levenshtein',
  damerauLevenshtein: 'damerau_levenshtein',
} as const;

const TEXT_MEASURES: ReadonlySet<string> = new Set([
  ...Object.keys(SIMILARITY_NAMES),
  ...Object.keys(DISTANCE_NAMES),
]);

function ofOneValue(leaf: Exclude<Leaf, {is: 'else'}>, left: string, right: string): string | null {
  switch (leaf.is) {
    case 'null':
      return `${left} IS NULL ${leaf.sides === 'both' ? 'AND' : 'OR'} ${right} IS NULL`;
    case 'exact':
      return `${left} = ${right}`;
    case 'jaro':
    case 'jaroWinkler':
    case 'jaccard': {
      const {atLeast, moreThan} = leaf;
      if ((atLeast === undefined) === (moreThan === undefined)) return null;
      const limit = moreThan === undefined ? `>= ${atLeast}` : `> ${moreThan}`;
      return `${SIMILARITY_NAMES[leaf.is]}(${left}, ${right}) ${limit}`;
    }
    case 'levenshtein':
    case 'damerauLevenshtein':
      return `${DISTANCE_NAMES[leaf.is]}(${left}, ${right}) <= ${leaf.atMost}`;
    case 'dateWithin':
      return `${secondsApartSql(left, right)} <= ${leaf.atMost * SECONDS_PER[leaf.unit]}`;
    case 'numberWithin':
      return `${differenceSql(left, right)} <= ${leaf.atMost}`;
    case 'percentBelow':
      return `${percentSql(left, right)} < ${leaf.lessThan}`;
    case 'arrayShares':
      return `${sharedMembersSql(left, right)} >= ${leaf.atLeast}`;
    case 'arraySubset':
      return arraySubsetSql(left, right);
    case 'literal': {
      const [l, r] = [left, right].map((side) => `${side} = ${quotedText(leaf.value)}`);
      if (leaf.side === 'left') return l ?? null;
      if (leaf.side === 'right') return r ?? null;
      return leaf.side === 'both' ? `${l} AND ${r}` : `${l} OR ${r}`;
    }
    default:
      return null;
  }
}
