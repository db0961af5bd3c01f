/**
 * A comparison as the kernel runs it: the level of a pair from two codes, and what each level weighs.
 * Level 0 says nothing; levels 1 to L are the model's in their order.
 */

import {type Condition, leavesOf, valuesOf} from '../model/conditions.ts';
import type {Comparison, Level} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import type {SlotOf} from '../values/hoisted.ts';
import {type Head, headOf} from './head.ts';
import {compileCondition, type FeaturesOf, type PairTest, TRUE} from './leaf-tests.ts';
import {Measures} from './measures.ts';
import {levelBits, type TermFrequency, termFrequencyOf} from './weights.ts';

export interface ComparisonKernel {
  readonly index: number;
  readonly name: string;
  readonly levels: number;
  /** Where the only field that it reads stands in a row; null when it reads several. */
  readonly slot: number | null;
  /** Bits of each level; 0 for level 0. */
  readonly bits: Float64Array;
  readonly frequencies: readonly (TermFrequency | null)[];
  /** The level of two rows. */
  levelOf(rows: Int32Array, lo: number, ro: number): number;
  /** The level of two codes of its only field. */
  pairLevel(a: number, b: number): number;
  /** The level of every code with itself, when there is one such level. */
  readonly equal: number | null;
  /** The level of a code with itself. */
  selfLevel(a: number): number;
  /** Levels of (missing, present), (present, missing) and (missing, missing). */
  readonly missing: readonly [number, number, number];
  /** What integers alone decide. */
  readonly head: Head;
  /** What is left when the head has failed: of one field, so that codes decide it, or of several. */
  readonly tail: Tail;
  /** Bits that no pair exceeds; and that no pair whose head has failed exceeds. */
  readonly most: number;
  readonly mostPending: number;
  /** Bits that two records taken at random lose on average once their level is known. */
  readonly loss: number;
}

export interface Tail {
  readonly slot: number | null;
  /** The level of two codes of that field, neither 0. */
  levelOfCodes(a: number, b: number): number;
  /** The level of two rows. */
  levelOf(rows: Int32Array, lo: number, ro: number): number;
}

export function compileComparison(
  comparison: Comparison,
  index: number,
  stride: number,
  features: FeaturesOf,
  frequencyOf: (value: string) => Float64Array,
  slotOf: SlotOf,
): ComparisonKernel {
  const measures = new Measures();
  const conditions = comparison.levels.map(({when}) => when);
  const tests = conditions.map((when) => compileCondition(when, features, measures));
  const numbers = levelNumbers(comparison.levels);
  const levels = Math.max(...numbers);
  const levelAt = (level: number) => comparison.levels[numbers.indexOf(level)] as Level;
  const bits = Float64Array.from({length: levels + 1}, (_, level) =>
    level === 0 ? 0 : levelBits(levelAt(level)),
  );
  const frequencies = Array.from({length: levels + 1}, (_, level) => {
    const found = level === 0 ? undefined : levelAt(level);
    return found?.tf ? termFrequencyOf(found, features(found.tf.on), frequencyOf) : null;
  });
  const mostOf = (level: number) => (bits[level] as number) + (frequencies[level]?.most ?? 0);
  const all = Array.from({length: levels + 1}, (_, level) => level);
  const most = Math.max(...all.map(mostOf));
  const shareOf = (level: number) => (level === 0 ? 0 : (levelAt(level).u ?? 0));
  const context = {slotOf, featuresOf: features};
  const lossOf = (level: number) => ({loss: most - mostOf(level), share: shareOf(level)});
  const inHead = headOf(conditions, numbers, context, lossOf, 0).tests.length;
  const mostPending = Math.max(Number.NEGATIVE_INFINITY, ...numbers.slice(inHead).map(mostOf));
  const levelOf = firstThatHolds(tests, numbers);
  const slot = onlySlot(conditions, features);
  const pairLevel = onCodes(levelOf, slot ?? 0, stride);
  const tailLevel = firstThatHolds(tests.slice(inHead), numbers.slice(inHead));
  const tailSlot = onlySlot(conditions.slice(inHead), features);
  const equal = slot === null ? null : equalLevel(conditions, numbers);
  return {
    index,
    name: comparison.name,
    levels,
    slot,
    bits,
    frequencies,
    levelOf,
    pairLevel,
    equal,
    selfLevel: equal === null ? remembered((a) => pairLevel(a, a)) : () => equal,
    missing: slot === null ? [0, 0, 0] : [pairLevel(0, 1), pairLevel(1, 0), pairLevel(0, 0)],
    head: headOf(conditions, numbers, context, lossOf, most - mostPending),
    tail: {
      slot: tailSlot,
      levelOf: tailLevel,
      levelOfCodes: onCodes(tailLevel, tailSlot ?? 0, stride),
    },
    most,
    mostPending,
    loss: all.slice(1).reduce((sum, level) => sum + shareOf(level) * (most - mostOf(level)), 0),
  };
}

/** A function of rows as one of codes: two rows of its own hold them. */
function onCodes(
  levelOf: (rows: Int32Array, lo: number, ro: number) => number,
  slot: number,
  stride: number,
): (a: number, b: number) => number {
  const rows = new Int32Array(2 * stride);
  return (a, b) => {
    rows[slot] = a;
    rows[stride + slot] = b;
    return levelOf(rows, 0, stride);
  };
}

/** The level numbers in written order: missing levels are 0, the others count from 1. */
export function levelNumbers(levels: readonly Level[]): number[] {
  let next = 0;
  return levels.map(({missing}) => {
    if (missing) return 0;
    next++;
    return next;
  });
}

const firstThatHolds =
  (tests: readonly PairTest[], numbers: readonly number[]) =>
  (rows: Int32Array, lo: number, ro: number): number => {
    for (let i = 0; i < tests.length; i++) {
      if ((tests[i] as PairTest)(rows, lo, ro) === TRUE) return numbers[i] as number;
    }
    return 0;
  };

function onlySlot(conditions: readonly Condition[], features: FeaturesOf): number | null {
  const values = conditions.flatMap(valuesOf);
  const fields = new Set(values.map((value) => readValue(value).field));
  const reversed = conditions
    .flatMap(leavesOf)
    .some(({is}) => is === 'columnsReversed' || is === 'distanceKm' || is === 'literal');
  if (fields.size !== 1 || reversed) return null;
  return features(values[0] as string).slot;
}

/** The level of every pair of equal codes, when the conditions say so by themselves. */
function equalLevel(conditions: readonly Condition[], numbers: readonly number[]): number | null {
  for (const [i, condition] of conditions.entries()) {
    if (condition.is === 'null' && readValue(condition.on).transforms.length === 0) continue;
    const isPlain = condition.is === 'exact' && readValue(condition.on).transforms.length === 0;
    return isPlain ? (numbers[i] as number) : null;
  }
  return null;
}

/** A function of small whole numbers to bytes, each computed once. */
function remembered(make: (code: number) => number): (code: number) => number {
  let known = new Uint8Array(1024);
  return (code) => {
    if (code >= known.length) {
      const larger = new Uint8Array(2 * code + 2);
      larger.set(known);
      known = larger;
    }
    const found = known[code] as number;
    if (found !== 0) return found - 1;
    const level = make(code);
    known[code] = level + 1;
    return level;
  };
}
