/** Scores all pairs of a model: blocks, budget, chunks, and the pairs that reach the floor. */

import {DataFault} from '../../../kernel/errors.ts';
import type {LinkageModel} from '../model/schema.ts';
import {addPatterns, type CountedPatterns} from '../score/pattern-counts.ts';
import type {ScoredChunk} from '../score/scoring-jobs.ts';
import {priorBits} from '../score/weights.ts';
import type {ChunkStore} from './chunk-store.ts';
import {PAIRS_PER_CHUNK, type RuleCount} from './scoring.ts';
import type {Session} from './session.ts';

export interface ScoredPairs {
  readonly length: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly weight: Float64Array;
  /** The blocking rule that found the pair first. */
  readonly rule: Uint8Array;
  /** Level of pair p and comparison c at `p * comparisons + c`. */
  readonly levels: Uint8Array;
  readonly compared: number;
  /** Levels of the pairs that reached the floor. */
  readonly patterns: CountedPatterns;
  readonly prior: number;
  readonly floor: number;
  readonly rules: readonly (RuleCount & {readonly newPairs: number; readonly kept: number})[];
  /** 1 for records that share a block with another. */
  readonly isBlocked: Uint8Array;
  /** Chunks that an earlier run had scored. */
  readonly resumedChunks: number;
}

export interface ScoreOptions {
  /** Least weight of a pair to keep, in bits. */
  readonly floor: number;
  readonly store?: ChunkStore;
  /** About how many pairs make a chunk; the same pairs come of it. */
  readonly pairsEach?: number;
  onProgress?(compared: number, expected: number): void;
}

/**
 * @throws DataFault MODEL_UNTRAINED, or PAIR_BUDGET_EXCEEDED naming rules by number with their pairs
 */
export async function scorePairs(
  session: Session,
  model: LinkageModel,
  {floor, store, pairsEach, onProgress}: ScoreOptions,
): Promise<ScoredPairs> {
  requireTrained(model);
  const {comparisons, blocking} = model;
  const {count, leftCount} = session.rows;
  const prior = priorBits(model, count, leftCount);
  const {oversized} = blocking;
  const rules = blocking.predict;
  const request = {rules, comparisons, prior, floor, keepPairs: true, oversized};
  const scoring = await session.plan(request);
  const counts = scoring.counts();
  requireWithinBudget(model, counts);
  const expected = counts.reduce((sum, {pairs}) => sum + pairs, 0);
  const usual = Math.min(PAIRS_PER_CHUNK, Math.max(50_000, Math.ceil(expected / 64)));
  const chunks = scoring.chunks(pairsEach ?? usual);
  const scored: (ScoredChunk | null)[] = await Promise.all(
    chunks.map(async (_, number) => (await store?.read(number)) ?? null),
  );
  const resumedChunks = scored.filter((one) => one !== null).length;
  const missing = chunks.flatMap((chunk, number) => (scored[number] ? [] : [{chunk, number}]));
  let compared = scored.reduce((sum, one) => sum + (one?.compared ?? 0), 0);
  await scoring.score(
    missing.map(({chunk}) => chunk),
    async (done, i) => {
      const number = missing[i]?.number as number;
      scored[number] = done;
      compared += done.compared;
      await store?.write(number, done);
      onProgress?.(compared, expected);
    },
  );
  const parts = scored as ScoredChunk[];
  const perRule = counts.map((rule, i) => {
    const own = parts.filter((_, number) => chunks[number]?.rule === i);
    return {
      ...rule,
      newPairs: own.reduce((sum, part) => sum + part.compared, 0),
      kept: own.reduce((sum, part) => sum + part.kept.left.length, 0),
    };
  });
  return {
    ...joinKept(parts, comparisons.length),
    compared,
    patterns: addPatterns(
      parts.map(({patterns}) => patterns),
      comparisons.length,
    ),
    prior,
    floor,
    rules: perRule,
    isBlocked: blockedRecords(scoring.blocks.placeOf, count, blocking.predict.length),
    resumedChunks,
  };
}

function requireTrained({comparisons}: LinkageModel): void {
  const faults = comparisons.flatMap(({name, levels}) => {
    const untrained = levels.filter(
      ({missing, m, u}) => !missing && (m === undefined || u === undefined),
    ).length;
    return untrained === 0 ? [] : [{where: name, what: `${untrained} levels without m and u`}];
  });
  if (faults.length > 0) throw new DataFault('MODEL_UNTRAINED', faults);
}

function requireWithinBudget({blocking}: LinkageModel, counts: readonly RuleCount[]): void {
  const total = counts.reduce((sum, {pairs}) => sum + pairs, 0);
  if (total <= blocking.budget) return;
  const worst = counts
    .map((count, i) => ({...count, i}))
    .sort((a, b) => b.pairs - a.pairs)
    .slice(0, 3);
  throw new DataFault('PAIR_BUDGET_EXCEEDED', [
    {where: 'all rules', what: `${total} pairs, budget ${blocking.budget}`},
    ...worst.map(({i, pairs, largest}) => ({
      where: `rule ${i + 1}`,
      what: `${pairs} pairs; largest blocks ${largest.join(', ')} records`,
    })),
  ]);
}

function joinKept(parts: readonly ScoredChunk[], comparisons: number) {
  const length = parts.reduce((sum, {kept}) => sum + kept.left.length, 0);
  const joined = {
    length,
    left: new Int32Array(length),
    right: new Int32Array(length),
    weight: new Float64Array(length),
    rule: new Uint8Array(length),
    levels: new Uint8Array(length * comparisons),
  };
  let at = 0;
  for (const {kept} of parts) {
    joined.left.set(kept.left, at);
    joined.right.set(kept.right, at);
    joined.weight.set(kept.weight, at);
    joined.rule.set(kept.rule, at);
    joined.levels.set(kept.levels, at * comparisons);
    at += kept.left.length;
  }
  return joined;
}

function blockedRecords(placeOf: Int32Array, count: number, rules: number): Uint8Array {
  const isBlocked = new Uint8Array(count);
  for (let r = 0; r < count; r++) {
    for (let q = 0; q < rules; q++) {
      if (placeOf[r * rules + q] !== 0) {
        isBlocked[r] = 1;
        break;
      }
    }
  }
  return isBlocked;
}
