/** What a scoring thread does: makes blocks of records, and scores stretches of blocks. */

import type {Handle} from '../../../engine/threads.ts';
import {
  type Blocks,
  groupRecords,
  type KeyColumn,
  type Rows,
  type Splitting,
} from '../block/group.ts';
import {sortRecords} from '../block/neighbours.ts';
import type {Comparison} from '../model/schema.ts';
import {uOfKernel} from '../train/comparison-u.ts';
import type {EstimatedU} from '../train/estimated-u.ts';
import type {ValueFeatures} from '../values/features.ts';
import {type HoistedColumn, hoist, slotsOf} from '../values/hoisted.ts';
import {compileComparison} from './comparison-kernel.ts';
import {type KeptPairs, PairEmitter} from './pair-emitter.ts';
import type {RuleBlocks} from './pair-source.ts';
import {type CountedPatterns, PatternCounts} from './pattern-counts.ts';
import {type Chunk, ChunkScorer} from './score-chunk.ts';

/** What all threads know of the records; the arrays are shared, all else is copied. */
export interface ScoringSetUp {
  readonly rows: Rows;
  readonly features: ReadonlyMap<string, ValueFeatures>;
  /** Columns to hoist into the rows, and the slot of the first. */
  readonly columns: readonly HoistedColumn[];
  readonly hoistedFrom: number;
}

export interface ScoringPlan {
  readonly rules: RuleBlocks;
  readonly comparisons: readonly Comparison[];
  /** Shares of the values whose rarity counts, by value expression and code. */
  readonly frequencies: ReadonlyMap<string, Float64Array>;
  readonly prior: number;
  readonly floor: number;
  readonly keepPairs: boolean;
}

export type ScoringJob =
  | {readonly kind: 'setUp'; readonly setUp: ScoringSetUp}
  | {readonly kind: 'hoist'; readonly from: number; readonly to: number}
  | {
      readonly kind: 'block';
      /** Filled by the job, each rule its own column of so many. */
      readonly placeOf: Int32Array;
      readonly ruleCount: number;
      readonly rule: number;
      readonly keys: readonly KeyColumn[];
      readonly window: number | null;
      readonly splitting: Splitting;
      /** What orders records whose sort keys are equal. */
      readonly ties: readonly KeyColumn[];
    }
  | {readonly kind: 'u'; readonly comparison: Comparison; readonly index: number}
  | {readonly kind: 'plan'; readonly plan: ScoringPlan}
  | {readonly kind: 'score'; readonly chunk: Chunk};

export interface ScoredChunk {
  readonly compared: number;
  readonly kept: KeptPairs;
  readonly patterns: CountedPatterns;
}

export type ScoringResult = Blocks | EstimatedU | ScoredChunk | null;

/** A thread's own state: what it was set up with, and the plan that it scores by. */
export function scoringHandle(): Handle<ScoringJob, ScoringResult> {
  let ready: ScoringSetUp | null = null;
  let planned: {plan: ScoringPlan; scorer: ChunkScorer; levels: number[]} | null = null;
  const known = (): ScoringSetUp => {
    if (!ready) throw new TypeError('a job before its set-up');
    return ready;
  };
  return (job) => {
    switch (job.kind) {
      case 'setUp': {
        ready = job.setUp;
        return null;
      }
      case 'hoist': {
        const {rows, columns, hoistedFrom, features} = known();
        hoist(rows, [job.from, job.to], hoistedFrom, columns, featuresIn(features));
        return null;
      }
      case 'block': {
        const {keys, placeOf, ruleCount, rule, window, splitting, ties} = job;
        return window === null
          ? groupRecords(known().rows, keys, placeOf, ruleCount, rule, splitting)
          : sortRecords(known().rows, keys, placeOf, ruleCount, rule, ties);
      }
      case 'u': {
        const {rows, features, columns, hoistedFrom} = known();
        const featuresOf = featuresIn(features);
        const slotOf = slotsOf(columns, hoistedFrom, featuresOf);
        const {comparison, index} = job;
        const alone = withoutFrequencies(comparison);
        const kernel = compileComparison(
          alone,
          index,
          rows.stride,
          featuresOf,
          () => new Float64Array(1),
          slotOf,
        );
        return uOfKernel(rows, kernel);
      }
      case 'plan': {
        planned = prepare(known(), job.plan);
        return null;
      }
      case 'score': {
        if (!planned) throw new TypeError('a job before its plan');
        const emitter = new PairEmitter(planned.levels.length);
        const patterns = new PatternCounts(planned.levels);
        const compared = planned.scorer.score(planned.plan.rules, job.chunk, emitter, patterns);
        return {compared, kept: emitter.take(), patterns: patterns.take()};
      }
    }
  };
}

/** Levels do not depend on how rare values are. */
const withoutFrequencies = (comparison: Comparison): Comparison => ({
  ...comparison,
  levels: comparison.levels.map(({tf: _, ...level}) => level),
});

const featuresIn =
  (features: ReadonlyMap<string, ValueFeatures>) =>
  (value: string): ValueFeatures => {
    const found = features.get(value);
    if (!found) throw new TypeError('a value without features');
    return found;
  };

function prepare({rows, features, columns, hoistedFrom}: ScoringSetUp, plan: ScoringPlan) {
  const featuresOf = featuresIn(features);
  const frequencyOf = (value: string) => plan.frequencies.get(value) ?? new Float64Array(1);
  const slotOf = slotsOf(columns, hoistedFrom, featuresOf);
  const comparisons = plan.comparisons.map((comparison, index) =>
    compileComparison(comparison, index, rows.stride, featuresOf, frequencyOf, slotOf),
  );
  const {codes, stride} = rows;
  const {prior, floor, keepPairs} = plan;
  const scorer = new ChunkScorer({codes, stride, comparisons, prior, floor, keepPairs});
  return {plan, scorer, levels: comparisons.map(({levels}) => levels)};
}
