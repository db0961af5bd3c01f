/**
 * Scores the pairs of a stretch of blocks, a few thousand at a time: each comparison runs over all
 * pairs still alive, the telling and cheap ones first, and a pair goes as soon as no outcome of the
 * comparisons that are left could bring it to the floor.
 */

import type {ComparisonKernel} from './comparison-kernel.ts';
import {compileFirstLook, type FirstLook, PENDING} from './first-look.ts';
import {LevelCache} from './level-cache.ts';
import type {PairEmitter} from './pair-emitter.ts';
import {PairSource, type RuleBlocks} from './pair-source.ts';
import type {PatternCounts} from './pattern-counts.ts';
import {gainOf} from './weights.ts';

export interface ScoreInput {
  readonly codes: Int32Array;
  readonly stride: number;
  readonly comparisons: readonly ComparisonKernel[];
  readonly prior: number;
  /** Least weight of a pair that is kept, in bits; -Infinity keeps all and prunes none. */
  readonly floor: number;
  /** Pairs are kept; without, they are only counted by pattern. */
  readonly keepPairs: boolean;
}

export interface Chunk {
  readonly rule: number;
  /** Places in the rule's list of members. */
  readonly from: number;
  readonly to: number;
}

const BATCH = 4096;
/** Sums of bounds are rounded; no pair is lost to that. */
const SLACK = 1e-6;

export class ChunkScorer {
  readonly #input: ScoreInput;
  readonly #left = new Int32Array(BATCH);
  readonly #right = new Int32Array(BATCH);
  readonly #alive = new Int32Array(BATCH);
  readonly #bound = new Float64Array(BATCH);
  /** Level of comparison c and pair k at `c * BATCH + k`. */
  readonly #levels: Uint8Array;
  readonly #caches: readonly (LevelCache | null)[];
  readonly #firstLook: FirstLook;
  /** Comparisons that read texts or several fields, the most telling first. */
  readonly #secondLooks: readonly ComparisonKernel[];

  constructor(input: ScoreInput) {
    const {comparisons} = input;
    this.#input = input;
    this.#levels = new Uint8Array(comparisons.length * BATCH);
    this.#caches = comparisons.map(({head, tail}) =>
      head.isWhole || tail.slot === null ? null : new LevelCache(),
    );
    this.#firstLook = compileFirstLook(input.codes, input.stride, BATCH, comparisons);
    this.#secondLooks = comparisons
      .filter(({head}) => !head.isWhole)
      .sort((a, b) => b.loss - a.loss || a.index - b.index);
  }

  /** Pairs that an earlier rule has found are not scored again. */
  score(rules: RuleBlocks, {rule, from, to}: Chunk, emitter: PairEmitter, patterns: PatternCounts) {
    const source = new PairSource(rules, rule, from, to);
    let pairs = 0;
    for (;;) {
      const filled = source.fill(this.#left, this.#right);
      if (filled === 0) return pairs;
      pairs += filled;
      this.#scoreBatch(filled, rule, emitter, patterns);
    }
  }

  #scoreBatch(filled: number, rule: number, emitter: PairEmitter, patterns: PatternCounts): void {
    const {comparisons, prior, floor} = this.#input;
    const most = comparisons.reduce((sum, one) => sum + one.most, prior);
    const alive = this.#alive;
    const least = floor - SLACK;
    let living = this.#firstLook(
      filled,
      this.#left,
      this.#right,
      most,
      least,
      this.#bound,
      this.#levels,
      alive,
    );
    for (const comparison of this.#secondLooks) {
      if (living === 0) return;
      living = this.#second(comparison, living, least);
    }
    for (let s = 0; s < living; s++) {
      const k = alive[s] as number;
      const weight = this.#weightOf(k);
      if (weight < floor) continue;
      patterns.count(this.#levels, k, BATCH);
      if (this.#input.keepPairs) {
        emitter.emit(
          this.#left[k] as number,
          this.#right[k] as number,
          weight,
          rule,
          this.#levels,
          k,
          BATCH,
        );
      }
    }
  }

  /** Comparisons that wait: their level from the cache, from texts, or from several fields. */
  #second(comparison: ComparisonKernel, living: number, least: number): number {
    const {codes, stride} = this.#input;
    const {bits, frequencies, mostPending, tail, index} = comparison;
    const cache = this.#caches[index];
    const [left, right, alive, bound] = [this.#left, this.#right, this.#alive, this.#bound];
    const levels = this.#levels;
    const at = index * BATCH;
    const slot = tail.slot ?? 0;
    let kept = 0;
    for (let s = 0; s < living; s++) {
      const k = alive[s] as number;
      let reach = bound[k] as number;
      if (levels[at + k] === PENDING) {
        const lo = (left[k] as number) * stride;
        const ro = (right[k] as number) * stride;
        const level = cache
          ? cache.levelOf(tail, codes[lo + slot] as number, codes[ro + slot] as number)
          : tail.levelOf(codes, lo, ro);
        levels[at + k] = level;
        const tf = frequencies[level];
        reach += (bits[level] as number) + (tf ? this.#gain(tf, k) : 0) - mostPending;
        bound[k] = reach;
      }
      if (reach >= least) {
        alive[kept] = k;
        kept++;
      }
    }
    return kept;
  }

  #gain(tf: NonNullable<ComparisonKernel['frequencies'][number]>, k: number): number {
    const {codes, stride} = this.#input;
    const {slot, map} = tf.value;
    const a = codes[(this.#left[k] as number) * stride + slot] as number;
    const b = codes[(this.#right[k] as number) * stride + slot] as number;
    return map === null ? gainOf(tf, a, b) : gainOf(tf, map[a] as number, map[b] as number);
  }

  /** The sum in the order of the model, so that SQL, threads and chunks give the same bits. */
  #weightOf(k: number): number {
    let weight = this.#input.prior;
    for (const {index, bits, frequencies} of this.#input.comparisons) {
      const level = this.#levels[index * BATCH + k] as number;
      weight += bits[level] as number;
      const tf = frequencies[level];
      if (tf) weight += this.#gain(tf, k);
    }
    return weight;
  }
}
