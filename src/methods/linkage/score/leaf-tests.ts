/**
 * Conditions as functions on codes. A test is three-valued, as SQL is: true, false, or unknown where a
 * side is missing; a level holds only where its condition is true.
 */

import type {Condition, Leaf} from '../model/conditions.ts';
import {NOT_A_DATE, type ValueFeatures} from '../values/features.ts';
import {agreeingParts, areSwapped, DAYS_PER, isOneIsoEdit} from './dates-compared.ts';
import {chordSquare, longestChord} from './great-circle.ts';
import type {Measures} from './measures.ts';
import {percentApart, sharedMembers} from './measures-of-numbers.ts';

export const FALSE = 0;
export const TRUE = 1;
export const UNKNOWN = 2;

/** Two records' codes: those of the one at `lo` and those of the other at `ro` in `rows`. */
export type PairTest = (rows: Int32Array, lo: number, ro: number) => number;

/** A test on the codes of one value, neither of them 0. */
type ValueTest = (a: number, b: number) => boolean;

export type FeaturesOf = (value: string) => ValueFeatures;

export function compileCondition(
  condition: Condition,
  features: FeaturesOf,
  measures: Measures,
): PairTest {
  switch (condition.is) {
    case 'and':
    case 'or': {
      const parts = condition.of.map((one) => compileCondition(one, features, measures));
      return condition.is === 'and' ? every(parts) : some(parts);
    }
    case 'not': {
      const inner = compileCondition(condition.of, features, measures);
      return (rows, lo, ro) => {
        const truth = inner(rows, lo, ro);
        return truth === UNKNOWN ? UNKNOWN : 1 - truth;
      };
    }
    default:
      return compileLeaf(condition, features, measures);
  }
}

const every =
  (parts: readonly PairTest[]): PairTest =>
  (rows, lo, ro) => {
    let result = TRUE;
    for (const part of parts) {
      const truth = part(rows, lo, ro);
      if (truth === FALSE) return FALSE;
      if (truth === UNKNOWN) result = UNKNOWN;
    }
    return result;
  };

const some =
  (parts: readonly PairTest[]): PairTest =>
  (rows, lo, ro) => {
    let result = FALSE;
    for (const part of parts) {
      const truth = part(rows, lo, ro);
      if (truth === TRUE) return TRUE;
      if (truth === UNKNOWN) result = UNKNOWN;
    }
    return result;
  };

/** The code of a value in a record's row. */
const codeAt = ({slot, map}: ValueFeatures, rows: Int32Array, offset: number): number => {
  const code = rows[offset + slot] as number;
  return map === null ? code : (map[code] as number);
};

function compileLeaf(leaf: Leaf, features: FeaturesOf, measures: Measures): PairTest {
  switch (leaf.is) {
    case 'else':
      return () => TRUE;
    case 'null': {
      const value = features(leaf.on);
      const both = leaf.sides === 'both';
      return (rows, lo, ro) => {
        const left = codeAt(value, rows, lo) === 0;
        const right = codeAt(value, rows, ro) === 0;
        return (both ? left && right : left || right) ? TRUE : FALSE;
      };
    }
    case 'literal': {
      const value = features(leaf.on);
      const wanted = value.literals?.[leaf.value] ?? -1;
      const is = (code: number) => (code === 0 ? UNKNOWN : code === wanted ? TRUE : FALSE);
      const left: PairTest = (rows, lo) => is(codeAt(value, rows, lo));
      const right: PairTest = (rows, _, ro) => is(codeAt(value, rows, ro));
      if (leaf.side === 'left') return left;
      if (leaf.side === 'right') return right;
      return leaf.side === 'both' ? every([left, right]) : some([left, right]);
    }
    case 'columnsReversed': {
      const [one, other] = leaf.on.map(features) as [ValueFeatures, ValueFeatures];
      const same =
        (from: ValueFeatures, to: ValueFeatures): PairTest =>
        (rows, lo, ro) => {
          const a = codeAt(from, rows, lo);
          const b = codeAt(to, rows, ro);
          return a === 0 || b === 0 ? UNKNOWN : a === b ? TRUE : FALSE;
        };
      return every([same(one, other), same(other, one)]);
    }
    case 'distanceKm': {
      const [latitude, longitude] = leaf.on.map(features) as [ValueFeatures, ValueFeatures];
      const at = (value: ValueFeatures, rows: Int32Array, offset: number) =>
        value.numbers?.[codeAt(value, rows, offset)] as number;
      const most = longestChord(leaf.atMost) ** 2;
      return (rows, lo, ro) => {
        const apart = chordSquare(
          at(latitude, rows, lo),
          at(longitude, rows, lo),
          at(latitude, rows, ro),
          at(longitude, rows, ro),
        );
        if (Number.isNaN(apart)) return UNKNOWN;
        return apart <= most ? TRUE : FALSE;
      };
    }
    default: {
      const value = features(leaf.on);
      const test = compileValueTest(leaf, value, measures);
      return (rows, lo, ro) => {
        const a = codeAt(value, rows, lo);
        const b = codeAt(value, rows, ro);
        return a === 0 || b === 0 ? UNKNOWN : test(a, b) ? TRUE : FALSE;
      };
    }
  }
}

type ValueLeaf = Exclude<
  Leaf,
  {is: 'else' | 'null' | 'literal' | 'columnsReversed' | 'distanceKm'}
>;

function compileValueTest(leaf: ValueLeaf, value: ValueFeatures, measures: Measures): ValueTest {
  switch (leaf.is) {
    case 'exact':
      return (a, b) => a === b;
    case 'jaro':
    case 'jaroWinkler':
    case 'jaccard':
      return measures.atLeast(leaf.is, leaf.on, value, leaf.atLeast, leaf.moreThan);
    case 'qgramDice':
      return measures.dice(value, leaf.q, leaf.atLeast);
    case 'levenshtein':
      return measures.within('levenshtein', value, leaf.atMost);
    case 'damerauLevenshtein': {
      const {digits} = value;
      if (leaf.atMost === 1 && value.allDates && digits) {
        return (a, b) => isOneIsoEdit(digits[a] as number, digits[b] as number);
      }
      return measures.within('damerauLevenshtein', value, leaf.atMost);
    }
    case 'initial': {
      const initials = value.initials as Int32Array;
      return (a, b) => {
        const [left, right] = [initials[a] as number, initials[b] as number];
        return left !== 0 && (left < 0 || right < 0) && Math.abs(left) === Math.abs(right);
      };
    }
    case 'nickname':
      return measures.nickname(value);
    case 'sharesToken': {
      const tokens = value.tokens;
      return (a, b) => tokens !== undefined && sharedMembers(tokens, a, b) > 0;
    }
    case 'arrayShares': {
      const members = value.members;
      return (a, b) => members !== undefined && sharedMembers(members, a, b) >= leaf.atLeast;
    }
    case 'arraySubset': {
      const members = value.members;
      const size = (code: number) =>
        members ? (members.starts[code + 1] as number) - (members.starts[code] as number) : 0;
      return (a, b) => {
        const smaller = Math.min(size(a), size(b));
        return members !== undefined && smaller > 0 && sharedMembers(members, a, b) === smaller;
      };
    }
    case 'sameCore': {
      const cores = value.cores as Int32Array;
      return (a, b) => cores[a] !== 0 && cores[a] === cores[b];
    }
    case 'dateWithin': {
      const days = value.days as Int32Array;
      const limit = leaf.atMost * DAYS_PER[leaf.unit];
      return (a, b) => {
        const [left, right] = [days[a] as number, days[b] as number];
        return left !== NOT_A_DATE && right !== NOT_A_DATE && Math.abs(left - right) <= limit;
      };
    }
    case 'dayMonthSwapped': {
      const digits = value.digits as Int32Array;
      return (a, b) => {
        const [left, right] = [digits[a] as number, digits[b] as number];
        if (left === NOT_A_DATE || right === NOT_A_DATE) return false;
        return areSwapped(left, right);
      };
    }
    case 'datePartsAgree': {
      const digits = value.digits as Int32Array;
      return (a, b) => {
        const [left, right] = [digits[a] as number, digits[b] as number];
        if (left === NOT_A_DATE || right === NOT_A_DATE) return false;
        return agreeingParts(left, right) >= leaf.atLeast;
      };
    }
    case 'differsBy': {
      const numbers = value.numbers as Float64Array;
      return (a, b) =>
        leaf.oneOf.includes(Math.abs((numbers[a] as number) - (numbers[b] as number)));
    }
    case 'numberWithin': {
      const numbers = value.numbers as Float64Array;
      return (a, b) => Math.abs((numbers[a] as number) - (numbers[b] as number)) <= leaf.atMost;
    }
    case 'percentWithin': {
      const numbers = value.numbers as Float64Array;
      return (a, b) => percentApart(numbers[a] as number, numbers[b] as number) <= leaf.atMost;
    }
    case 'percentBelow': {
      const numbers = value.numbers as Float64Array;
      return (a, b) => {
        const [left, right] = [numbers[a] as number, numbers[b] as number];
        const greater = Math.max(left, right);
        return greater !== 0 && Math.abs(left - right) / greater < leaf.lessThan;
      };
    }
  }
}
