/** How many matches no rule found. */

import {describe, expect, it} from 'vitest';
import {estimateCaptures} from '../../../../../src/methods/linkage/train/capture.ts';
import {randomFrom} from '../../../../../src/methods/linkage/train/random.ts';

describe('two rules', () => {
  it('of the ONS files find 22,322 and 20,755, both 19,260: 24,055 in all', () => {
    const histories = Float64Array.of(0, 22_322 - 19_260, 20_755 - 19_260, 19_260);
    const estimate = estimateCaptures({rules: 2, histories});
    expect(Math.round(estimate?.total ?? 0)).toBe(24_055);
    expect(estimate).toMatchObject({method: 'chapman', seen: 23_817});
    expect(estimate?.recall).toBeCloseTo(0.9901, 4);
    // In truth 24,043.
    expect(estimate?.lower).toBeLessThan(24_043);
    expect(estimate?.upper).toBeGreaterThan(24_043);
    expect(estimate?.lower).toBeGreaterThanOrEqual(23_817);
    expect(estimate?.recallUpper).toBeLessThan(1);
  });

  it('with no match in common say nothing', () => {
    expect(estimateCaptures({rules: 2, histories: Float64Array.of(0, 5, 5, 0)})).toBeNull();
    expect(estimateCaptures({rules: 1, histories: Float64Array.of(0, 5)})).toBeNull();
  });

  it('of which one finds all of the other miss nothing', () => {
    const estimate = estimateCaptures({rules: 2, histories: Float64Array.of(0, 50, 0, 100)});
    expect(estimate?.total).toBeCloseTo(150, 9);
    expect(estimate?.recall).toBeCloseTo(1, 12);
  });
});

/** Histories expected of 10,000 matches; with `tie`, rule 1 finds more of what rule 0 found. */
function expectedHistories(chances: readonly number[], tie: number): Float64Array {
  return Float64Array.from({length: 2 ** chances.length}, (_, history) =>
    chances.reduce((product, chance, rule) => {
      const raised = rule === 1 && (history & 1) === 1 ? chance + tie : chance;
      return product * ((history >> rule) & 1 ? raised : 1 - raised);
    }, 10_000),
  );
}

describe('three rules and more', () => {
  it('that are independent give the total, without allowing for dependence', () => {
    const histories = expectedHistories([0.7, 0.5, 0.6], 0);
    const estimate = estimateCaptures({rules: 3, histories});
    expect(estimate?.total).toBeCloseTo(10_000, 4);
    expect(estimate?.interactions).toEqual([]);
    expect(estimate?.seen).toBeCloseTo(10_000 - (histories[0] ?? 0), 6);
  });

  it.each([3, 4, 5])('of %i with one dependent pair give the total and name the pair', (rules) => {
    const chances = [0.7, 0.5, 0.6, 0.4, 0.3].slice(0, rules);
    const estimate = estimateCaptures({rules, histories: expectedHistories(chances, 0.3)});
    expect(estimate?.method).toBe('log-linear');
    expect(estimate?.total).toBeCloseTo(10_000, 3);
    expect(estimate?.interactions).toEqual([[0, 1]]);
  });

  it('hold the total in their limits as often as they say', () => {
    const random = randomFrom(5);
    let held = 0;
    for (let set = 0; set < 200; set++) {
      const histories = new Float64Array(8);
      for (let match = 0; match < 2000; match++) {
        const first = random() < 0.7;
        const history =
          Number(first) + 2 * Number(random() < (first ? 0.8 : 0.5)) + 4 * Number(random() < 0.6);
        histories[history] = (histories[history] ?? 0) + 1;
      }
      histories[0] = 0;
      const {lower = 0, upper = 0} = estimateCaptures({rules: 3, histories}) ?? {};
      if (lower <= 2000 && 2000 <= upper) held++;
    }
    expect(held / 200).toBeGreaterThanOrEqual(0.9);
    expect(held / 200).toBeLessThanOrEqual(0.99);
  });

  it('leave out a dependence that the histories cannot tell', () => {
    // Rule 2 finds nothing that rule 0 does not find: their dependence has no estimate.
    const histories = Float64Array.of(0, 300, 200, 250, 0, 120, 0, 110);
    const estimate = estimateCaptures({rules: 3, histories});
    expect(estimate?.total).toBeGreaterThan(estimate?.seen ?? Number.POSITIVE_INFINITY);
    expect(estimate?.interactions).not.toContainEqual([0, 2]);
  });
});
