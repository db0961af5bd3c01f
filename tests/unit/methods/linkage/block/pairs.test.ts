/** Each pair once, by the first rule that finds it (R12), however the work is cut. */

import fc from 'fast-check';
import {expect, it} from 'vitest';
import {planChunks} from '../../../../../src/methods/linkage/run/chunks.ts';
import {PairSource, type RuleBlocks} from '../../../../../src/methods/linkage/score/pair-source.ts';
import {blocksOf, type MadeUpRows, madeUpRows, pairsByRule} from './made-up-rows.ts';

/** All pairs as `rule: left–right`, read a few at a time. */
function pairsOf(blocks: RuleBlocks, pairsEach: number, room: number): string[] {
  const found: string[] = [];
  const [left, right] = [new Int32Array(room), new Int32Array(room)];
  for (const {rule, from, to} of planChunks(blocks, pairsEach)) {
    const source = new PairSource(blocks, rule, from, to);
    for (;;) {
      const filled = source.fill(left, right);
      if (filled === 0) break;
      for (let k = 0; k < filled; k++) found.push(`${rule}: ${left[k]}–${right[k]}`);
    }
  }
  return found.sort();
}

function naively(made: MadeUpRows): string[] {
  const byRule = pairsByRule(made);
  return byRule
    .flatMap((pairs, q) =>
      [...pairs]
        .filter((pair) => !byRule.slice(0, q).some((earlier) => earlier.has(pair)))
        .map((pair) => `${q}: ${pair}`),
    )
    .sort();
}

it('finds the pairs of all rules, each by the first of them', () => {
  let pairs = 0;
  fc.assert(
    fc.property(madeUpRows, (made) => {
      const found = pairsOf(blocksOf(made), 1_000, 64);
      expect(found).toEqual(naively(made));
      pairs += found.length;
    }),
    {numRuns: 500, seed: 19},
  );
  expect(pairs).toBeGreaterThan(10_000);
});

it('finds the same pairs wherever chunks begin and end', () => {
  fc.assert(
    fc.property(
      madeUpRows,
      fc.constantFrom(1, 2, 7, 50),
      fc.constantFrom(1, 3, 64),
      (made, each, room) => {
        const blocks = blocksOf(made);
        expect(pairsOf(blocks, each, room)).toEqual(naively(made));
      },
    ),
    {numRuns: 500, seed: 23},
  );
});

it('cuts every place of every rule into one chunk, in order', () => {
  fc.assert(
    fc.property(madeUpRows, fc.constantFrom(1, 5, 1_000), (made, each) => {
      const blocks = blocksOf(made);
      const chunks = planChunks(blocks, each);
      blocks.rules.forEach((rule, q) => {
        const own = chunks.filter((chunk) => chunk.rule === q);
        const ends = own.map(({to}) => to);
        expect(own.map(({from}) => from)).toEqual([0, ...ends].slice(0, own.length));
        expect(ends.at(-1) ?? 0).toBe(rule.blocks.members.length);
      });
    }),
    {numRuns: 200, seed: 29},
  );
});
