/** Cuts the pairs of rules into stretches of about equal work. */

import {leftMembers} from '../block/group.ts';
import type {RuleBlocks} from '../score/pair-source.ts';
import type {Chunk} from '../score/score-chunk.ts';

/** The same blocks give the same chunks, however many threads there are. */
export function planChunks({rules, leftCount, crossing}: RuleBlocks, pairsEach: number): Chunk[] {
  const chunks: Chunk[] = [];
  rules.forEach(({blocks, window}, rule) => {
    const {starts, members} = blocks;
    let from = 0;
    let pairs = 0;
    const cut = (at: number) => {
      if (at > from) chunks.push({rule, from, to: at});
      from = at;
      pairs = 0;
    };
    for (let block = 0; block + 1 < starts.length; block++) {
      const start = starts[block] as number;
      const end = starts[block + 1] as number;
      const ours = crossing && window === null ? leftMembers(blocks, block, leftCount) : 0;
      for (let place = start; place < end; place++) {
        const partners =
          window !== null
            ? Math.min(window, end - place - 1)
            : crossing
              ? place - start < ours
                ? end - start - ours
                : 0
              : end - place - 1;
        pairs += partners;
        if (pairs >= pairsEach) cut(place + 1);
      }
    }
    cut(members.length);
  });
  return chunks;
}
