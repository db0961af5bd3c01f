import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {cohensKappa} from '../../../../../src/methods/linkage/evaluate/kappa.ts';
import {stratifiedShare} from '../../../../../src/methods/linkage/evaluate/stratified.ts';
import {wilson} from '../../../../../src/methods/linkage/evaluate/wilson.ts';

const answers = (...counts: readonly [string, string, number][]) =>
  counts.flatMap(([one, other, n]) => Array(n).fill([one, other]) as [string, string][]);

describe("Cohen's kappa", () => {
  it('is what the textbook example says', () => {
    // 50 grants: both yes 20, both no 15, 5 and 10 apart; chance gives 0.5.
    const {kappa, agreed} = cohensKappa(
      answers(['m', 'm', 20], ['m', 'n', 5], ['n', 'm', 10], ['n', 'n', 15]),
    );
    expect(kappa).toBeCloseTo(0.4, 12);
    expect(agreed.share).toBeCloseTo(0.7, 12);
  });

  it('is 1 for perfect agreement, 0 for chance, and unknown where there is nothing to agree on', () => {
    expect(cohensKappa(answers(['m', 'm', 3], ['n', 'n', 2])).kappa).toBe(1);
    const chance = answers(['m', 'm', 1], ['m', 'n', 1], ['n', 'm', 1], ['n', 'n', 1]);
    expect(cohensKappa(chance).kappa).toBe(0);
    expect(cohensKappa(answers(['m', 'm', 9])).kappa).toBeNull();
    expect(cohensKappa([]).kappa).toBeNull();
  });
});

describe('a share of a whole from its strata', () => {
  it('weighs each stratum by its size, not by its sample', () => {
    const share = stratifiedShare([
      {size: 900, sampled: 10, found: 10},
      {size: 100, sampled: 10, found: 5},
    ]);
    expect(share.share).toBeCloseTo(0.95, 12);
    expect(share.of).toBeLessThan(20);
  });

  it('is the plain share where strata are sampled in proportion', () => {
    const share = stratifiedShare([
      {size: 300, sampled: 30, found: 20},
      {size: 100, sampled: 10, found: 4},
    ]);
    const plain = wilson(24, 40);
    expect(share.share).toBeCloseTo(plain.share as number, 12);
    expect(share.low).toBeCloseTo(plain.low, 12);
    expect(share.high).toBeCloseTo(plain.high, 12);
  });

  it('says nothing of strata without a sample, nor of nothing', () => {
    const one = {size: 10, sampled: 4, found: 3};
    expect(stratifiedShare([one, {size: 90, sampled: 0, found: 0}])).toEqual(
      stratifiedShare([one]),
    );
    expect(stratifiedShare([]).share).toBeNull();
  });

  it('holds its estimate, and is never worth more than its samples', () => {
    const stratum = fc
      .tuple(fc.nat(500), fc.nat(50), fc.double({min: 0, max: 1, noNaN: true}))
      .map(([size, sampled, part]) => ({
        size: size + sampled,
        sampled,
        found: Math.round(part * sampled),
      }));
    fc.assert(
      fc.property(fc.array(stratum, {minLength: 1, maxLength: 6}), (strata) => {
        const {share, low, high, of} = stratifiedShare(strata);
        if (share === null) return;
        expect(low).toBeLessThanOrEqual(share + 1e-9);
        expect(high).toBeGreaterThanOrEqual(share - 1e-9);
        const sampled = strata.reduce((sum, s) => sum + s.sampled, 0);
        expect(of).toBeLessThanOrEqual(sampled + 1e-9);
      }),
    );
  });
});
