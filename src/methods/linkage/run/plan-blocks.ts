/** What a run would cost, before it runs: pairs per rule from block sizes, and seconds from a few of them. */

import type {LinkageModel} from '../model/schema.ts';
import {priorBits} from '../score/weights.ts';
import {ruleText} from './report/blocking.ts';
import type {Session} from './session.ts';

export interface PlannedRule {
  readonly rule: string;
  readonly pairs: number;
  /** This rule and those before it, pairs that two rules find counted twice: never too low. */
  readonly cumulative: number;
  readonly blocks: number;
  /** Sizes of the largest blocks; never their keys. */
  readonly largest: readonly number[];
}

export interface BlockPlan {
  readonly rules: readonly PlannedRule[];
  readonly pairs: number;
  readonly budget: number;
  readonly isWithinBudget: boolean;
  /** Of scoring, from a few stretches that were scored; null without any pair. */
  readonly expectedSeconds: number | null;
}

/** Stretches of pairs that are scored to see how long one takes. */
const SAMPLED = 8;
const PAIRS_EACH = 50_000;

export async function planBlocks(
  session: Session,
  model: LinkageModel,
  now: () => number,
): Promise<BlockPlan> {
  const {predict, budget} = model.blocking;
  const {count, leftCount} = session.rows;
  const scoring = await session.plan({
    rules: predict,
    comparisons: model.comparisons,
    prior: priorBits(model, count, leftCount),
    floor: model.resolve.theta,
    keepPairs: true,
    oversized: model.blocking.oversized,
  });
  let cumulative = 0;
  const rules = scoring.counts().map(({pairs, blocks, largest}, i) => {
    cumulative += pairs;
    return {
      rule: ruleText(predict[i] as (typeof predict)[number]),
      pairs,
      cumulative,
      blocks,
      largest,
    };
  });
  const chunks = scoring.chunks(PAIRS_EACH);
  const step = Math.max(1, Math.floor(chunks.length / SAMPLED));
  const sample = chunks.filter((_, i) => i % step === 0).slice(0, SAMPLED);
  const from = now();
  await scoring.score(sample, () => undefined);
  const took = (now() - from) / 1000;
  return {
    rules,
    pairs: cumulative,
    budget,
    isWithinBudget: cumulative <= budget,
    expectedSeconds: sample.length === 0 ? null : (took / sample.length) * chunks.length,
  };
}
