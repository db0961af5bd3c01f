/** Rules for a budget of pairs, and blocks to train in. */

import {describe, expect, it} from 'vitest';
import {bitsOf, chooseRules} from '../../../../../src/methods/linkage/train/choose-rules.ts';
import {chooseTrainingBlocks} from '../../../../../src/methods/linkage/train/choose-training-blocks.ts';
import {randomFrom} from '../../../../../src/methods/linkage/train/random.ts';

const rule = (pairs: number, found: readonly number[], of = 40) => ({
  pairs,
  covers: bitsOf(Array.from({length: of}, (_, match) => found.includes(match))),
});
const range = (from: number, to: number) => Array.from({length: to - from}, (_, i) => from + i);
const weight = new Float64Array(40).fill(1);

describe('blocking rules', () => {
  it('are taken by matches gained per pair', () => {
    const rules = [rule(1000, range(0, 30)), rule(10, range(0, 20)), rule(20, range(15, 40))];
    const {chosen, coverage, pairs} = chooseRules({rules, weight, budget: 500});
    expect(chosen).toEqual([1, 2]);
    expect(coverage).toBe(1);
    expect(pairs).toBe(30);
  });

  it('count a provisional match by its probability', () => {
    const rules = [rule(10, range(0, 20)), rule(10, range(20, 40))];
    const doubtful = weight.map((_, match) => (match < 20 ? 0.1 : 0.9));
    const {chosen, coverage} = chooseRules({rules, weight: doubtful, budget: 10});
    expect(chosen).toEqual([1]);
    expect(coverage).toBeCloseTo(0.9, 12);
  });

  it('are not filled up with small ones when a large one finds more', () => {
    const rules = [rule(1, [0]), rule(100, range(0, 40))];
    expect(chooseRules({rules, weight, budget: 100})).toMatchObject({chosen: [1], coverage: 1});
  });

  it('go again when later ones made them idle', () => {
    const rules = [rule(3, range(10, 30)), rule(3, range(0, 20)), rule(3, range(20, 40))];
    expect(chooseRules({rules, weight, budget: 100}).chosen).toEqual([1, 2]);
  });

  it('that add too little are left out', () => {
    const rules = [rule(10, range(0, 39)), rule(10, range(0, 40))].reverse();
    expect(chooseRules({rules, weight, budget: 100}).chosen).toEqual([0]);
    const more = [rule(10, range(0, 39)), rule(10, [39])];
    expect(chooseRules({rules: more, weight, budget: 100, minimumGain: 0.03}).chosen).toEqual([0]);
  });

  it('that are equal go by their order', () => {
    const rules = [rule(10, range(0, 20)), rule(10, range(0, 20)), rule(10, range(0, 20))];
    expect(chooseRules({rules, weight, budget: 100}).chosen).toEqual([0]);
  });

  it('fit a budget of pairs together when those are known', () => {
    const rules = [rule(60, range(0, 25)), rule(60, range(20, 40))];
    expect(chooseRules({rules, weight, budget: 100}).chosen).toEqual([0]);
    const pairsTogether = (some: readonly number[]) => (some.length === 2 ? 90 : 60);
    const together = chooseRules({rules, weight, budget: 100, pairsTogether});
    expect(together).toMatchObject({chosen: [0, 1], pairs: 90, coverage: 1});
  });

  it('of no matches are none', () => {
    const none = chooseRules({rules: [rule(5, [], 0)], weight: new Float64Array(0), budget: 9});
    expect(none).toEqual({chosen: [], pairs: 0, coverage: 0});
  });

  it('cover nearly what the best set covers', () => {
    const random = randomFrom(8);
    for (let set = 0; set < 30; set++) {
      const rules = Array.from({length: 9}, () => {
        const share = random();
        return rule(
          1 + Math.floor(random() * 50),
          range(0, 40).filter(() => random() < share),
        );
      });
      const found = chooseRules({rules, weight, budget: 60});
      expect(found.pairs).toBeLessThanOrEqual(60);
      let best = 0;
      for (let subset = 1; subset < 512; subset++) {
        const some = rules.filter((_, i) => (subset >> i) & 1);
        if (some.reduce((sum, {pairs}) => sum + pairs, 0) > 60) continue;
        const covered = range(0, 40).filter((match) =>
          some.some(({covers}) => ((covers[match >> 5] ?? 0) >> (match & 31)) & 1),
        );
        best = Math.max(best, covered.length / 40);
      }
      expect(found.coverage).toBeGreaterThanOrEqual(0.63 * best);
    }
  });
});

describe('training blocks', () => {
  const block = (fields: string, implies: number[], pairs: number, density: number) => ({
    fields: fields.split(' '),
    implies,
    pairs,
    density,
  });
  /** Comparisons: 0 forename, 1 surname, 2 birth, 3 postcode. */
  const blocks = [
    block('forename surname', [0, 1], 28_597, 0.43),
    block('birth', [2], 39_920, 0.52),
    block('postcode', [3], 1_033_387, 0.02),
    block('surname birth', [1, 2], 27_217, 0.56),
    block('forename surname birth', [0, 1, 2], 100, 0.99),
  ];

  it('leave every comparison free, twice when that can be', () => {
    const {chosen, freeIn} = chooseTrainingBlocks({blocks, comparisons: 4});
    expect(chosen).toEqual([0, 1, 2]);
    expect(freeIn).toEqual([2, 2, 2, 2]);
  });

  it('hold enough matches and not too many pairs', () => {
    const few = chooseTrainingBlocks({blocks, comparisons: 4, maximumPairs: 1e6});
    expect(few.chosen).not.toContain(2);
    expect(few.chosen).not.toContain(4);
    expect(Math.min(...few.freeIn)).toBe(1);
  });

  it('are the denser of two that teach the same', () => {
    const twins = [block('birth', [0], 1000, 0.4), block('postcode', [1], 1000, 0.5)];
    const {chosen} = chooseTrainingBlocks({
      blocks: [...twins, block('house', [1], 1000, 0.9)],
      comparisons: 2,
    });
    expect(chosen).toContain(2);
    expect(chosen.length).toBeGreaterThanOrEqual(2);
  });

  it('say which comparison stays untrained when no candidate helps', () => {
    const {chosen, freeIn} = chooseTrainingBlocks({blocks: blocks.slice(3), comparisons: 4});
    expect(chosen).toEqual([0]);
    expect(freeIn).toEqual([1, 0, 0, 1]);
    expect(chooseTrainingBlocks({blocks: [], comparisons: 1})).toEqual({chosen: [], freeIn: [0]});
  });

  it('are found among hundreds of candidates', () => {
    const random = randomFrom(2);
    const many = Array.from({length: 400}, (_, i) =>
      block(`f${i % 9} f${i % 7}`, [i % 9, i % 7], 1e5, 0.05 + 0.9 * random()),
    );
    const {chosen, freeIn} = chooseTrainingBlocks({blocks: many, comparisons: 9});
    expect(chosen.length).toBeLessThanOrEqual(4);
    expect(Math.min(...freeIn)).toBeGreaterThanOrEqual(2);
  });
});
