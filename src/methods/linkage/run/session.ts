/**
 * A scoring session: records encoded, features made and threads started once; then blocks are made
 * and pairs scored as often as training and running ask.
 */

import {availableParallelism} from 'node:os';
import type {Database} from '../../../engine/database.ts';
import {sharedDoubles, sharedInts} from '../../../engine/shared-arrays.ts';
import {inThisThread, startThreads, type Threads} from '../../../engine/threads.ts';
import {throwFaults} from '../../../kernel/errors.ts';
import type {Blocks, KeyColumn, Rows, Splitting} from '../block/group.ts';
import {type Encoded, encode, strideOf} from '../encode/encode.ts';
import type {Inputs} from '../encode/inputs.ts';
import {type Leaf, leavesOf, valuesOfLeaf} from '../model/conditions.ts';
import {keysOf, windowOf} from '../model/rules.ts';
import type {BlockingRule, Comparison, LinkageModel} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import {type ComparisonKernel, compileComparison} from '../score/comparison-kernel.ts';
import type {RuleBlocks} from '../score/pair-source.ts';
import {
  type ScoringJob,
  type ScoringPlan,
  type ScoringResult,
  scoringHandle,
} from '../score/scoring-jobs.ts';
import type {EstimatedU} from '../train/estimated-u.ts';
import {featuresOf, type Lexicon, readsTexts, type ValueFeatures} from '../values/features.ts';
import {type HoistedColumn, hoistedColumns, slotsOf} from '../values/hoisted.ts';
import {kernelBytes, requireMemory} from './memory.ts';
import {PAIRS_PER_CHUNK, type RuleCount, Scoring} from './scoring.ts';

/** Small enough that a sample of stretches crosses the whole order of keys. */
const PAIRS_PER_STRETCH = 20_000;

/** Ranges of records that threads hoist columns for. */
const HOISTING_PARTS = 8;

/** Below so many records a thread costs more than it saves. */
const THREADS_FROM_RECORDS = 20_000;

export interface SessionOptions {
  /** Most memory of the run, such as `4GB`; half of it is for the arrays of the session. */
  readonly memory?: string;
  readonly threads?: number;
  readonly lexicon?: Lexicon;
  /** Whose shares make a value rare: of all records, or of the right file, so that batches do not count. */
  readonly rarityIn?: 'all' | 'right';
  /** Fewer records than this are scored in this thread; the same pairs come of it. */
  readonly threadsFromRecords?: number;
}

/** What is asked of a session. */
export interface ScoreRequest {
  readonly rules: readonly BlockingRule[];
  readonly comparisons: readonly Comparison[];
  readonly prior: number;
  readonly floor: number;
  readonly keepPairs: boolean;
  /** Records of a block above which it is split; 0, the default, never splits. */
  readonly oversized?: number;
}

export class Session {
  readonly encoded: Encoded;
  readonly features: ReadonlyMap<string, ValueFeatures>;
  readonly rows: Rows;
  readonly #threads: Threads<ScoringJob, ScoringResult>;
  readonly #rarityFrom: number;
  readonly #columns: readonly HoistedColumn[];
  readonly #frequencies = new Map<string, Float64Array>();

  private constructor(
    encoded: Encoded,
    features: ReadonlyMap<string, ValueFeatures>,
    columns: readonly HoistedColumn[],
    crossing: boolean,
    threads: Threads<ScoringJob, ScoringResult>,
    rarityIn: 'all' | 'right',
  ) {
    const {codes, stride, count, leftCount} = encoded;
    this.encoded = encoded;
    this.features = features;
    this.rows = {codes, stride, count, leftCount, crossing};
    this.#threads = threads;
    this.#rarityFrom = rarityIn === 'right' ? leftCount : 0;
    this.#columns = columns;
  }

  /** Encodes the inputs and prepares all values that the rules and comparisons look at. */
  static async open(
    db: Database,
    inputs: Inputs,
    model: Pick<LinkageModel, 'fields' | 'comparisons' | 'kind'> &
      Partial<Pick<LinkageModel, 'resolve'>>,
    rules: readonly BlockingRule[],
    {
      threads = availableParallelism(),
      lexicon = new Map(),
      rarityIn = 'all',
      threadsFromRecords = THREADS_FROM_RECORDS,
      memory,
    }: SessionOptions = {},
  ): Promise<Session> {
    const levels = model.comparisons.flatMap((comparison) => comparison.levels);
    const leaves = levels.flatMap(({when}) => leavesOf(when));
    const reversed = leaves.flatMap((leaf) =>
      leaf.is === 'columnsReversed' ? [leaf.on.map((value) => readValue(value).field)] : [],
    );
    const keys = [
      ...rules.flatMap(keysOf),
      ...(model.resolve?.household?.address ?? []),
      ...levels.flatMap(({tf}) => (tf ? [tf.on] : [])),
    ];
    const columns = hoistedColumns(levels.map(({when}) => when));
    const stride = strideOf(model.fields.length + columns.length);
    requireMemory(memory, kernelBytes(inputs.count, stride, rules.length));
    // Threads load their code while the database encodes.
    const workers = startScoring(inputs.count >= threadsFromRecords ? threads : 0);
    try {
      const withTexts = fieldsWithTexts(leaves, keys);
      // Blocks follow from the codes of keys, and a run that goes on after a kill has to find them again.
      const blocking = new Set(rules.flatMap(keysOf).map((key) => readValue(key).field));
      const isSorted = rules.some((rule) => windowOf(rule) !== null);
      const encoded = await encode(db, inputs, model.fields, {
        spare: columns.length,
        shared: reversed,
        isOrdered: (field) => isSorted || withTexts.has(field) || blocking.has(field),
      });
      const features = await featuresOf(encoded, leaves, keys, lexicon);
      const crossing = inputs.right !== null && model.kind !== 'link_and_dedupe';
      const session = new Session(encoded, features, columns, crossing, workers, rarityIn);
      await session.#setUp();
      return session;
    } catch (error) {
      await workers.close();
      throw error;
    }
  }

  /** Makes the blocks of rules and starts whoever scores their pairs. */
  async plan(request: ScoreRequest): Promise<Scoring> {
    const {rules} = request;
    const placeOf = sharedInts(this.rows.count * rules.length);
    const made = await Promise.all(
      rules.map((rule, i) =>
        this.#threads.run({
          kind: 'block',
          rule: i,
          keys: this.#keyColumns(rule),
          window: windowOf(rule),
          placeOf,
          ruleCount: rules.length,
          splitting: this.#splittingOf(rule, request.oversized ?? 0),
          ties: this.#fieldsBeside(rule),
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
    return new Scoring(this.#threads, blocks, this.#planOf(request, blocks));
  }

  /**
   * @throws DataFault COLUMN_UNUSABLE naming the fields with fewer different values than are needed to
   *   say anything: one to link by, two to learn from
   */
  requireValues(least: 1 | 2): void {
    const faults = [...this.encoded.fields.values()]
      .filter(({distinct}) => distinct < least)
      .map(({name, distinct}) => ({
        where: name,
        what: distinct === 0 ? 'no usable value' : 'one value throughout',
      }));
    throwFaults('COLUMN_UNUSABLE', faults);
  }

  /** Tells the threads what they share, and lets each hoist a part of the rows. */
  async #setUp(): Promise<void> {
    const {rows, features} = this;
    const setUp = {rows, features, columns: this.#columns, hoistedFrom: this.encoded.fields.size};
    await this.#threads.tell({kind: 'setUp', setUp});
    const part = Math.max(1, Math.ceil(rows.count / HOISTING_PARTS));
    await Promise.all(
      Array.from({length: Math.ceil(rows.count / part)}, (_, i) =>
        this.#threads.run({
          kind: 'hoist',
          from: i * part,
          to: Math.min(rows.count, (i + 1) * part),
        }),
      ),
    );
  }

  /** Ends the threads: `await using session = …` does at the end of its block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#threads.close();
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
    return scoring.counts();
  }

  /** Shares of each code of a value among the records that have one; entry 0 is 0. */
  frequencyOf(value: string): Float64Array {
    const known = this.#frequencies.get(value);
    if (known) return known;
    const counts = sharedDoubles(this.featuresOf(value).distinct + 1);
    const total = this.countCodes(value, this.#rarityFrom, this.rows.count, counts);
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

  /** u of every comparison over all pairs, each in a thread of its own. */
  async estimateU(comparisons: readonly Comparison[]): Promise<EstimatedU[]> {
    const made = await Promise.all(
      comparisons.map((comparison, index) => this.#threads.run({kind: 'u', comparison, index})),
    );
    return made as EstimatedU[];
  }

  /** A comparison ready to give levels, in this thread. */
  kernelOf(comparison: Comparison, index: number): ComparisonKernel {
    const slotOf = slotsOf(this.#columns, this.encoded.fields.size, this.featuresOf);
    return compileComparison(
      comparison,
      index,
      this.rows.stride,
      this.featuresOf,
      (value) => this.frequencyOf(value),
      slotOf,
    );
  }

  /**
   * Agreement patterns of the pairs of rules.
   * @param most pairs to look at; of more, stretches at even distances in the order of keys are taken
   * @returns with the share of all pairs that was looked at
   */
  async patternsOf(
    rules: readonly BlockingRule[],
    comparisons: readonly Comparison[],
    most = Number.POSITIVE_INFINITY,
  ) {
    const scoring = await this.plan({
      rules,
      comparisons,
      prior: 0,
      floor: Number.NEGATIVE_INFINITY,
      keepPairs: false,
    });
    const all = scoring.counts().reduce((sum, {pairs}) => sum + pairs, 0);
    if (all <= most)
      return {...(await scoring.patterns(scoring.chunks(PAIRS_PER_CHUNK))), share: 1};
    const stretches = scoring.chunks(PAIRS_PER_STRETCH);
    const step = Math.ceil(all / most);
    const taken = stretches.filter((_, i) => i % step === 0);
    return {...(await scoring.patterns(taken)), share: taken.length / stretches.length};
  }

  readonly featuresOf = (value: string): ValueFeatures => {
    const found = this.features.get(value);
    if (!found) throw new TypeError('a value without features');
    return found;
  };

  /** Too large a block is split by the fields that its rule does not use, the sharpest first. */
  #splittingOf(rule: BlockingRule, limit: number): Splitting {
    const others = this.#fieldsBeside(rule).sort((a, b) => b.distinct - a.distinct);
    return {limit, keys: others};
  }

  /** Fields that a rule does not use, in the order of the model. */
  #fieldsBeside(rule: BlockingRule): KeyColumn[] {
    const used = new Set(keysOf(rule).map((key) => readValue(key).field));
    return [...this.encoded.fields.values()]
      .filter(({name}) => !used.has(name))
      .map(({slot, distinct}) => ({slot, map: null, distinct}));
  }

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

const startScoring = (threads: number): Threads<ScoringJob, ScoringResult> =>
  threads === 0
    ? inThisThread(scoringHandle())
    : startThreads(new URL('../score/scoring-thread.ts', import.meta.url), threads);

/** Fields of which more is asked than whether two values are equal. */
function fieldsWithTexts(leaves: readonly Leaf[], keys: readonly string[]): Set<string> {
  const values = [...keys, ...leaves.flatMap((leaf) => valuesOfLeaf(leaf))];
  const derived = values.filter((value) => readValue(value).transforms.length > 0);
  const read = leaves.filter(readsTexts).flatMap((leaf) => valuesOfLeaf(leaf));
  return new Set([...derived, ...read].map((value) => readValue(value).field));
}
