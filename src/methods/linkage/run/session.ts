/**
 * A scoring session: records encoded, features made and threads started once; then blocks are made
 * and pairs scored as often as training and running ask.
 */

import {availableParallelism} from 'node:os';
import type {Database} from '../../../engine/database.ts';
import {sharedDoubles, sharedInts} from '../../../engine/shared-arrays.ts';
import {inThisThread, startThreads, type Threads} from '../../../engine/threads.ts';
import {type Blocks, countPairs, type KeyColumn, type Rows} from '../block/group.ts';
import {type Encoded, type EncodedField, encode} from '../encode/encode.ts';
import type {Inputs} from '../encode/inputs.ts';
import {leavesOf} from '../model/conditions.ts';
import type {BlockingRule, Comparison, LinkageModel} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import {type ComparisonKernel, compileComparison} from '../score/comparison-kernel.ts';
import type {RuleBlocks} from '../score/pair-source.ts';
import {addPatterns, type CountedPatterns} from '../score/pattern-counts.ts';
import type {Chunk} from '../score/score-chunk.ts';
import {
  type ScoredChunk,
  type ScoringJob,
  type ScoringPlan,
  type ScoringResult,
  scoringHandle,
} from '../score/scoring-jobs.ts';
import {featuresOf, type Lexicon, type ValueFeatures} from '../values/features.ts';
import {type HoistedColumn, type HoistedKind, hoist, hoistedColumns} from '../values/hoisted.ts';
import {planChunks} from './chunks.ts';

/** Below so many records a thread costs more than it saves. */
const THREADS_FROM_RECORDS = 20_000;

export interface SessionOptions {
  readonly threads?: number;
  readonly lexicon?: Lexicon;
}

export interface RuleCount {
  readonly pairs: number;
  readonly blocks: number;
  /** Sizes of the largest blocks, largest first. */
  readonly largest: readonly number[];
}

/** What is asked of a session. */
export interface ScoreRequest {
  readonly rules: readonly BlockingRule[];
  readonly comparisons: readonly Comparison[];
  readonly prior: number;
  readonly floor: number;
  readonly keepPairs: boolean;
}

export class Session {
  readonly encoded: Encoded;
  readonly features: ReadonlyMap<string, ValueFeatures>;
  readonly rows: Rows;
  readonly #threads: number;
  readonly #hoisted: ReadonlyMap<string, number>;
  readonly #frequencies = new Map<string, Float64Array>();

  private constructor(
    encoded: Encoded,
    features: ReadonlyMap<string, ValueFeatures>,
    columns: readonly HoistedColumn[],
    crossing: boolean,
    threads: number,
  ) {
    const {codes, stride, count, leftCount} = encoded;
    this.encoded = encoded;
    this.features = features;
    this.rows = {codes, stride, count, leftCount, crossing};
    this.#threads = threads;
    const from = encoded.fields.size;
    hoist(codes, stride, count, from, columns, this.featuresOf);
    this.#hoisted = new Map(columns.map(({kind, value}, i) => [`${kind} ${value}`, from + i]));
  }

  /** Encodes the inputs and prepares all values that the rules and comparisons look at. */
  static async open(
    db: Database,
    inputs: Inputs,
    model: Pick<LinkageModel, 'fields' | 'comparisons' | 'kind'>,
    rules: readonly BlockingRule[],
    {threads = availableParallelism(), lexicon = new Map()}: SessionOptions = {},
  ): Promise<Session> {
    const levels = model.comparisons.flatMap((comparison) => comparison.levels);
    const leaves = levels.flatMap(({when}) => leavesOf(when));
    const reversed = leaves.flatMap((leaf) =>
      leaf.is === 'columnsReversed' ? [leaf.on.map((value) => readValue(value).field)] : [],
    );
    const keys = [...rules.flatMap(keysOf), ...levels.flatMap(({tf}) => (tf ? [tf.on] : []))];
    const columns = hoistedColumns(levels.map(({when}) => when));
    const encoded = await encode(db, inputs, model.fields, columns.length, reversed);
    const features = await featuresOf(encoded, leaves, keys, lexicon);
    const crossing = inputs.right !== null && model.kind !== 'link_and_dedupe';
    return new Session(encoded, features, columns, crossing, threads);
  }

  /** Makes the blocks of rules and starts whoever scores their pairs. */
  async plan(request: ScoreRequest): Promise<Scoring> {
    const {rules} = request;
    const placeOf = sharedInts(this.rows.count * rules.length);
    const setUp = {
      rows: this.rows,
      placeOf,
      ruleCount: rules.length,
      features: this.features,
      hoisted: this.#hoisted,
    };
    const few = this.rows.count < THREADS_FROM_RECORDS;
    const threads: Threads<ScoringJob, ScoringResult> = few
      ? inThisThread(scoringHandle(setUp))
      : startThreads(new URL('../score/scoring-thread.ts', import.meta.url), setUp, this.#threads);
    try {
      const made = await Promise.all(
        rules.map((rule, i) =>
          threads.run({
            kind: 'block',
            rule: i,
            keys: this.#keyColumns(rule),
            window: windowOf(rule),
          }),
        ),
      );
      const {leftCount, crossing} = this.rows;
      const blocks: RuleBlocks = {
        rules: made.map((one, i) => ({
          blocks: one as Blocks,
          window: windowOf(rules[i] as BlockingRule),
        })),
        placeOf,
        leftCount,
        crossing,
      };
      return new Scoring(threads, blocks, this.#planOf(request, blocks));
    } catch (error) {
      await threads.close();
      throw error;
    }
  }

  /** Pairs of each rule alone, from the sizes of blocks. */
  async count(rules: readonly BlockingRule[]): Promise<RuleCount[]> {
    const scoring = await this.plan({
      rules,
      comparisons: [],
      prior: 0,
      floor: 0,
      keepPairs: false,
    });
    await scoring.close();
    return scoring.counts();
  }

  /** Shares of each code of a value among all records that have one; entry 0 is 0. */
  frequencyOf(value: string): Float64Array {
    const known = this.#frequencies.get(value);
    if (known) return known;
    const counts = sharedDoubles(this.featuresOf(value).distinct + 1);
    const total = this.countCodes(value, 0, this.rows.count, counts);
    for (let code = 1; code < counts.length; code++)
      counts[code] = (counts[code] as number) / total;
    this.#frequencies.set(value, counts);
    return counts;
  }

  /** Adds how often each code of a value occurs in a range of records; returns how many have one. */
  countCodes(value: string, from: number, to: number, into: Float64Array): number {
    const {slot, map} = this.featuresOf(value);
    const {codes, stride} = this.rows;
    let present = 0;
    for (let r = from; r < to; r++) {
      const base = codes[r * stride + slot] as number;
      const code = map === null ? base : (map[base] as number);
      if (code === 0) continue;
      into[code] = (into[code] as number) + 1;
      present++;
    }
    return present;
  }

  /** How often each code of a field occurs in the left file and in the right; one file has no right. */
  fieldCounts(field: string): {left: Float64Array; right?: Float64Array} {
    const {slot, distinct} = this.encoded.fields.get(field) as EncodedField;
    const {codes, stride, count, leftCount, crossing} = this.rows;
    const tally = (from: number, to: number) => {
      const counts = new Float64Array(distinct + 1);
      for (let r = from; r < to; r++) {
        const code = codes[r * stride + slot] as number;
        counts[code] = (counts[code] as number) + 1;
      }
      return counts;
    };
    return crossing
      ? {left: tally(0, leftCount), right: tally(leftCount, count)}
      : {left: tally(0, count)};
  }

  /** A comparison ready to give levels, in this thread. */
  kernelOf(comparison: Comparison, index: number): ComparisonKernel {
    const slotOf = (kind: HoistedKind, value: string) =>
      this.#hoisted.get(`${kind} ${value}`) ?? this.featuresOf(value).slot;
    return compileComparison(
      comparison,
      index,
      this.rows.stride,
      this.featuresOf,
      (value) => this.frequencyOf(value),
      slotOf,
    );
  }

  /** All agreement patterns of the pairs of rules. */
  async patternsOf(rules: readonly BlockingRule[], comparisons: readonly Comparison[]) {
    const scoring = await this.plan({
      rules,
      comparisons,
      prior: 0,
      floor: Number.NEGATIVE_INFINITY,
      keepPairs: false,
    });
    try {
      return await scoring.patterns();
    } finally {
      await scoring.close();
    }
  }

  readonly featuresOf = (value: string): ValueFeatures => {
    const found = this.features.get(value);
    if (!found) throw new TypeError('a value without features');
    return found;
  };

  #keyColumns(rule: BlockingRule): KeyColumn[] {
    const columns = keysOf(rule).map((key) => {
      const {slot, map, distinct} = this.featuresOf(key);
      return {slot, map, distinct};
    });
    // The key that tells most apart comes first: the groups that are left are small.
    return windowOf(rule) === null ? columns.sort((a, b) => b.distinct - a.distinct) : columns;
  }

  #planOf({comparisons, prior, floor, keepPairs}: ScoreRequest, rules: RuleBlocks): ScoringPlan {
    const rare = comparisons.flatMap(({levels}) => levels.flatMap(({tf}) => (tf ? [tf.on] : [])));
    const frequencies = new Map(rare.map((value) => [value, this.frequencyOf(value)]));
    return {rules, comparisons, frequencies, prior, floor, keepPairs};
  }
}

/** Blocks that are made and threads that are ready to score them. */
export class Scoring {
  readonly #threads: Threads<ScoringJob, ScoringResult>;
  readonly #plan: ScoringPlan;
  readonly blocks: RuleBlocks;

  constructor(threads: Threads<ScoringJob, ScoringResult>, blocks: RuleBlocks, plan: ScoringPlan) {
    this.#threads = threads;
    this.#plan = plan;
    this.blocks = blocks;
  }

  counts(): RuleCount[] {
    return this.blocks.rules.map(({blocks, window}) => {
      const counted = countPairs(blocks, this.blocks);
      if (window === null) return counted;
      const members = blocks.members.length;
      const pairs = Math.max(0, members * window - (window * (window + 1)) / 2);
      return {...counted, pairs};
    });
  }

  chunks(pairsEach: number): Chunk[] {
    return planChunks(this.blocks, pairsEach);
  }

  /** Scores chunks; results come as they are done, each with its number. */
  async score(
    chunks: readonly Chunk[],
    done: (scored: ScoredChunk, number: number) => void | Promise<void>,
  ): Promise<void> {
    await this.#threads.tell({kind: 'plan', plan: this.#plan});
    await Promise.all(
      chunks.map(async (chunk, number) => {
        const scored = await this.#threads.run({kind: 'score', chunk});
        await done(scored as ScoredChunk, number);
      }),
    );
  }

  /** All patterns of all pairs, without keeping any pair. */
  async patterns(): Promise<{compared: number; patterns: CountedPatterns}> {
    const parts: CountedPatterns[] = [];
    let compared = 0;
    await this.score(this.chunks(PAIRS_PER_CHUNK), (scored) => {
      parts.push(scored.patterns);
      compared += scored.compared;
    });
    return {compared, patterns: addPatterns(parts, this.#plan.comparisons.length)};
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }
}

/** Large enough to be worth a message, small enough that a killed run loses little. */
export const PAIRS_PER_CHUNK = 2_000_000;

export const keysOf = (rule: BlockingRule): readonly string[] =>
  Array.isArray(rule) ? rule : rule.sortedBy;

export const windowOf = (rule: BlockingRule): number | null =>
  Array.isArray(rule) ? null : rule.window;
