/**
 * A comparison as the kernel runs it: the level of a pair from two codes, and what each level weighs.
 * Level 0 says nothing; levels 1 to L are the model's in their order.
 */

import {type Condition, leavesOf, valuesOf} from '../model/conditions.ts';
import type {Comparison, Level} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import type {SlotOf} from '../values/hoisted.ts';
import {compileCondition, type FeaturesOf, isCheap, type PairTest, TRUE} from './leaf-tests.ts';
import {type LevelProgram, programOf} from './level-program.ts';
import {Measures} from './measures.ts';
import {levelBits, type TermFrequency, termFrequencyOf} from './weights.ts';

/** `equality`: equal codes or not. `cheap`: a few integer operations. `dear`: texts are read. */
export type Cost = 'equality' | 'cheap' | 'dear';

export interface ComparisonKernel {
  readonly index: number;
  readonly name: string;
  readonly levels: number;
  /** Where the only field that it reads stands in a row; null when it reads several. */
  readonly slot: number | null;
  readonly cost: Cost;
  /** Bits of each level; 0 for level 0. */
  readonly bits: Float64Array;
  readonly frequencies: readonly (TermFrequency | null)[];
  /** The level of two rows. */
  levelOf(rows: Int32Array, lo: number, ro: number): number;
  /** The level of two different codes, neither 0, of its only field. */
  pairLevel(a: number, b: number): number;
  /** The level of every code with itself, when there is one such level. */
  readonly equal: number | null;
  /** The level of a code with itself. */
  selfLevel(a: number): number;
  /** What gives the level of a cheap comparison without a function call a condition. */
  readonly program: LevelProgram | null;
  /** Levels of (missing, present), (present, missing) and (missing, missing). */
  readonly missing: readonly [number, number, number];
  /** Bits that no pair exceeds; and that no pair of different codes exceeds. */
  readonly most: number;
  readonly mostUnequal: number;
  /** Bits that two records taken at random lose on average once their level is known. */
  readonly loss: number;
  /** The same once it is known that their codes differ, and no more. */
  readonly lossUnequal: number;
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
  const levelOf = firstThatHolds(tests, numbers);
  const slot = onlySlot(conditions, features);
  const cost = costOf(conditions, slot, features);
  const scratch = new Int32Array(2 * stride);
  const pairLevel = (a: number, b: number): number => {
    scratch[slot ?? 0] = a;
    scratch[stride + (slot ?? 0)] = b;
    return levelOf(scratch, 0, stride);
  };
  const bits = Float64Array.from({length: levels + 1}, (_, level) =>
    level === 0 ? 0 : levelBits(comparison.levels[numbers.indexOf(level)] as Level),
  );
  const frequencies = Array.from({length: levels + 1}, (_, level) => {
    const found = level === 0 ? undefined : comparison.levels[numbers.indexOf(level)];
    return found?.tf ? termFrequencyOf(found, features(found.tf.on), frequencyOf) : null;
  });
  const mostOf = (level: number) => (bits[level] as number) + (frequencies[level]?.most ?? 0);
  const all = Array.from({length: levels + 1}, (_, level) => level);
  const equal = equalLevel(conditions, numbers);
  const unequal = all.filter((level) => level !== equal || equal === null);
  const most = Math.max(...all.map(mostOf));
  const mostUnequal = Math.max(...unequal.map(mostOf));
  const shareOf = (level: number) => comparison.levels[numbers.indexOf(level)]?.u ?? 0;
  return {
    index,
    name: comparison.name,
    levels,
    slot,
    cost,
    bits,
    frequencies,
    levelOf,
    pairLevel,
    equal,
    program: cost === 'cheap' && slot !== null ? programOfAll(conditions, numbers, slotOf) : null,
    selfLevel: equal === null ? remembered((a) => pairLevel(a, a)) : () => equal,
    missing: slot === null ? [0, 0, 0] : [pairLevel(0, 1), pairLevel(1, 0), pairLevel(0, 0)],
    most,
    mostUnequal,
    loss: all.slice(1).reduce((sum, level) => sum + shareOf(level) * (most - mostOf(level)), 0),
    lossUnequal: (1 - (equal === null ? 0 : shareOf(equal))) * (most - mostUnequal),
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

function programOfAll(
  conditions: readonly Condition[],
  numbers: readonly number[],
  slotOf: SlotOf,
): LevelProgram | null {
  const leaves = conditions.flatMap((condition) =>
    condition.is === 'and' || condition.is === 'or' || condition.is === 'not' ? [] : [condition],
  );
  return leaves.length === conditions.length ? programOf(leaves, numbers, slotOf) : null;
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

function costOf(conditions: readonly Condition[], slot: number | null, features: FeaturesOf): Cost {
  const leaves = conditions.flatMap(leavesOf);
  const isEquality = leaves.every(
    (leaf) =>
      leaf.is === 'else' ||
      ((leaf.is === 'null' || leaf.is === 'exact') && readValue(leaf.on).transforms.length === 0),
  );
  if (isEquality && slot !== null) return 'equality';
  return leaves.every((leaf) => isCheap(leaf, features)) ? 'cheap' : 'dear';
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
