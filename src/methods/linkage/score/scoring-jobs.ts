/** What a scoring thread does: makes blocks of records, and scores stretches of blocks. */

import type {Handle} from '../../../engine/threads.ts';
import {type Blocks, groupRecords, type KeyColumn, type Rows} from '../block/group.ts';
import {sortRecords} from '../block/neighbours.ts';
import type {Comparison} from '../model/schema.ts';
import type {ValueFeatures} from '../values/features.ts';
import type {HoistedKind} from '../values/hoisted.ts';
import {compileComparison} from './comparison-kernel.ts';
import {type KeptPairs, PairEmitter} from './pair-emitter.ts';
import type {RuleBlocks} from './pair-source.ts';
import {type CountedPatterns, PatternCounts} from './pattern-counts.ts';
import {type Chunk, ChunkScorer} from './score-chunk.ts';

/** Shared by all threads; `placeOf` is written by them, each rule its own column. */
export interface ScoringSetUp {
  readonly rows: Rows;
  readonly placeOf: Int32Array;
  readonly ruleCount: number;
  readonly features: ReadonlyMap<string, ValueFeatures>;
  /** Slots of hoisted columns, by kind and value. */
  readonly hoisted: ReadonlyMap<string, number>;
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
  | {
      readonly kind: 'block';
      readonly rule: number;
      readonly keys: readonly KeyColumn[];
      readonly window: number | null;
    }
  | {readonly kind: 'plan'; readonly plan: ScoringPlan}
  | {readonly kind: 'score'; readonly chunk: Chunk};

export interface ScoredChunk {
  readonly compared: number;
  readonly kept: KeptPairs;
  readonly patterns: CountedPatterns;
}

export type ScoringResult = Blocks | ScoredChunk | null;

export function scoringHandle(setUp: ScoringSetUp): Handle<ScoringJob, ScoringResult> {
  const {rows, placeOf, ruleCount, features} = setUp;
  let planned: {plan: ScoringPlan; scorer: ChunkScorer; levels: number[]} | null = null;
  return (job) => {
    switch (job.kind) {
      case 'block': {
        const make = job.window === null ? groupRecords : sortRecords;
        return make(rows, job.keys, placeOf, ruleCount, job.rule);
      }
      case 'plan': {
        planned = prepare(setUp, job.plan, features);
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

function prepare(
  {rows, hoisted}: ScoringSetUp,
  plan: ScoringPlan,
  features: ReadonlyMap<string, ValueFeatures>,
) {
  const featuresOf = (value: string): ValueFeatures => {
    const found = features.get(value);
    if (!found) throw new TypeError('a value without features');
    return found;
  };
  const frequencyOf = (value: string) => plan.frequencies.get(value) ?? new Float64Array(1);
  const slotOf = (kind: HoistedKind, value: string): number =>
    hoisted.get(`${kind} ${value}`) ?? featuresOf(value).slot;
  const comparisons = plan.comparisons.map((comparison, index) =>
    compileComparison(comparison, index, rows.stride, featuresOf, frequencyOf, slotOf),
  );
  const {codes, stride} = rows;
  const {prior, floor, keepPairs} = plan;
  const scorer = new ChunkScorer({codes, stride, comparisons, prior, floor, keepPairs});
  return {plan, scorer, levels: comparisons.map(({levels}) => levels)};
}
