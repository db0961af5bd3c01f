/** Each leaf of a condition in SQL, with the texts of two records beside each other. */

import {join, type Sql, sql} from '../../../kernel/sql.ts';
import type {Leaf} from '../model/conditions.ts';
import {DAYS_PER} from '../score/dates-compared.ts';
import {longestChord} from '../score/great-circle.ts';
import {jaccardSql, qgramDiceSql} from '../strings/jaccard.ts';
import type {ColumnOf} from './columns.ts';
import {coreSql, dateSql, dayMonthYear, numberSql, tokensSql} from './parts-sql.ts';

type ValueLeaf = Exclude<Leaf, {is: 'else' | 'columnsReversed' | 'distanceKm'}>;

export function leafSql(leaf: Leaf, columnOf: ColumnOf): Sql {
  switch (leaf.is) {
    case 'else':
      return sql`true`;
    case 'columnsReversed': {
      const [one, other] = leaf.on;
      return sql`${columnOf('l', one)} = ${columnOf('r', other)}
        and ${columnOf('l', other)} = ${columnOf('r', one)}`;
    }
    case 'distanceKm':
      return sql`${chordSquare(leaf.on, columnOf)} <= ${longestChord(leaf.atMost) ** 2}::double`;
    default:
      return valueLeafSql(leaf, columnOf('l', leaf.on), columnOf('r', leaf.on), columnOf);
  }
}

function valueLeafSql(leaf: ValueLeaf, l: Sql, r: Sql, columnOf: ColumnOf): Sql {
  switch (leaf.is) {
    case 'null':
      return leaf.sides === 'both'
        ? sql`${l} is null and ${r} is null`
        : sql`${l} is null or ${r} is null`;
    case 'exact':
      return sql`${l} = ${r}`;
    case 'jaro':
      return reaches(sql`jaro_similarity(${l}, ${r})`, leaf);
    case 'jaroWinkler':
      return reaches(sql`jaro_winkler_similarity(${l}, ${r})`, leaf);
    case 'jaccard':
      return bothThere(l, r, reaches(jaccardSql(l, r), leaf));
    case 'qgramDice':
      return bothThere(l, r, sql`${qgramDiceSql(l, r, leaf.q)} >= ${leaf.atLeast}::double`);
    case 'levenshtein':
      return sql`levenshtein(${l}, ${r}) <= ${leaf.atMost}`;
    case 'damerauLevenshtein':
      return sql`damerau_levenshtein(${l}, ${r}) <= ${leaf.atMost}`;
    case 'initial':
      return bothThere(
        l,
        r,
        sql`${l} <> '' and left(${l}, 1) = left(${r}, 1) and (length(${l}) = 1 or length(${r}) = 1)`,
      );
    case 'nickname':
      return bothThere(
        l,
        r,
        sql`list_contains(${columnOf('l', leaf.on, 'variants')}, ${r})
        or list_contains(${columnOf('r', leaf.on, 'variants')}, ${l})`,
      );
    case 'sharesToken':
      return sql`list_has_any(${tokensSql(l)}, ${tokensSql(r)})`;
    case 'sameCore':
      return bothThere(l, r, sql`${coreSql(l)} = ${coreSql(r)}`);
    case 'literal':
      return literalSql(leaf, l, r);
    case 'arrayShares':
    case 'arraySubset': {
      const [ours, theirs] = [columnOf('l', leaf.on, 'members'), columnOf('r', leaf.on, 'members')];
      return bothThere(l, r, listLeafSql(leaf, ours, theirs));
    }
    case 'dateWithin':
    case 'dayMonthSwapped':
    case 'datePartsAgree':
      return bothThere(l, r, dateLeafSql(leaf, l, r));
    default:
      return bothThere(l, r, numberLeafSql(leaf, numberSql(l), numberSql(r)));
  }
}

/** A test of values that are there is true or false, also where they are no dates or numbers. */
const bothThere = (l: Sql, r: Sql, test: Sql): Sql =>
  sql`case when ${l} is not null and ${r} is not null then coalesce(${test}, false) end`;

function reaches(
  similarity: Sql,
  limit: {atLeast?: number | undefined; moreThan?: number | undefined},
): Sql {
  const {atLeast, moreThan} = limit;
  return atLeast === undefined
    ? sql`${similarity} > ${moreThan ?? 0}::double`
    : sql`${similarity} >= ${atLeast}::double`;
}

function literalSql({value, side}: Extract<Leaf, {is: 'literal'}>, l: Sql, r: Sql): Sql {
  const [left, right] = [sql`${l} = ${value}`, sql`${r} = ${value}`];
  if (side === 'left') return left;
  if (side === 'right') return right;
  return side === 'both' ? sql`${left} and ${right}` : sql`${left} or ${right}`;
}

function listLeafSql(
  leaf: Extract<Leaf, {is: 'arrayShares' | 'arraySubset'}>,
  l: Sql,
  r: Sql,
): Sql {
  const shared = sql`len(list_intersect(${l}, ${r}))`;
  if (leaf.is === 'arrayShares') return sql`${shared} >= ${leaf.atLeast}`;
  const smaller = sql`least(len(${l}), len(${r}))`;
  return sql`${smaller} > 0 and ${shared} = ${smaller}`;
}

function dateLeafSql(
  leaf: Extract<Leaf, {is: 'dateWithin' | 'dayMonthSwapped' | 'datePartsAgree'}>,
  l: Sql,
  r: Sql,
): Sql {
  if (leaf.is === 'dateWithin') {
    const limit = leaf.atMost * DAYS_PER[leaf.unit];
    return sql`abs(${dateSql(l)} - ${dateSql(r)}) <= ${limit}::double`;
  }
  const [dayL, monthL, yearL] = dayMonthYear(l);
  const [dayR, monthR, yearR] = dayMonthYear(r);
  return leaf.is === 'dayMonthSwapped'
    ? sql`${dayL} = ${monthR} and ${monthL} = ${dayR} and ${yearL} = ${yearR}`
    : sql`(${dayL} = ${dayR})::integer + (${monthL} = ${monthR})::integer
        + (${yearL} = ${yearR})::integer >= ${leaf.atLeast}`;
}

function numberLeafSql(
  leaf: Extract<Leaf, {is: 'differsBy' | 'numberWithin' | 'percentWithin' | 'percentBelow'}>,
  l: Sql,
  r: Sql,
): Sql {
  const difference = sql`abs(${l} - ${r})`;
  switch (leaf.is) {
    case 'differsBy':
      return sql`${difference} in (${join(leaf.oneOf.map((one) => sql`${one}::double`))})`;
    case 'numberWithin':
      return sql`${difference} <= ${leaf.atMost}::double`;
    case 'percentWithin':
      return sql`${l} = ${r} or ${difference} / greatest(abs(${l}), abs(${r})) <= ${leaf.atMost}::double`;
    case 'percentBelow':
      return sql`greatest(${l}, ${r}) <> 0
        and ${difference} / greatest(${l}, ${r}) < ${leaf.lessThan}::double`;
  }
}

/** The square of the straight line between two places on a sphere of radius 1. */
function chordSquare([latitude, longitude]: readonly [string, string], columnOf: ColumnOf): Sql {
  const at = (side: 'l' | 'r') => {
    const [sinLat, cosLat] = [columnOf(side, latitude, 'sine'), columnOf(side, latitude, 'cosine')];
    const [sinLon, cosLon] = [
      columnOf(side, longitude, 'sine'),
      columnOf(side, longitude, 'cosine'),
    ];
    return [sql`${cosLat} * ${cosLon}`, sql`${cosLat} * ${sinLon}`, sinLat] as const;
  };
  const [left, right] = [at('l'), at('r')];
  const squares = left.map((one, i) => {
    const step = sql`(${one} - ${right[i] as Sql})`;
    return sql`${step} * ${step}`;
  });
  return sql`(${join(squares, sql` + `)})`;
}
