/** Scores the pairs of blocks: counts them first, cuts them into chunks, hands chunks to threads. */

import type {Threads} from '../../../engine/threads.ts';
import {countPairs, type SplitBlocks} from '../block/group.ts';
import type {RuleBlocks} from '../score/pair-source.ts';
import {addPatterns, type CountedPatterns} from '../score/pattern-counts.ts';
import type {Chunk} from '../score/score-chunk.ts';
import type {ScoredChunk, ScoringJob, ScoringPlan, ScoringResult} from '../score/scoring-jobs.ts';
import {planChunks} from './chunks.ts';

/** Large enough to be worth a message, small enough that a killed run loses little. */
export const PAIRS_PER_CHUNK = 2_000_000;

export interface RuleCount {
  readonly pairs: number;
  readonly blocks: number;
  /** Sizes of the largest blocks, largest first. */
  readonly largest: readonly number[];
  /** Blocks that were too large, and what became of them. */
  readonly split: SplitBlocks;
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
      const counted = {...countPairs(blocks, this.blocks), split: blocks.split};
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

  /** Patterns of the pairs of chunks, without keeping any pair. */
  async patterns(chunks: readonly Chunk[]): Promise<{compared: number; patterns: CountedPatterns}> {
    const parts: CountedPatterns[] = [];
    let compared = 0;
    await this.score(chunks, (scored) => {
      parts.push(scored.patterns);
      compared += scored.compared;
    });
    return {compared, patterns: addPatterns(parts, this.#plan.comparisons.length)};
  }
}
