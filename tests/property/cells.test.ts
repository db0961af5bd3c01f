/** No published column gives back a suppressed cell by subtraction from its total. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isSmall, suppressColumn} from '../../src/methods/disclosure/cells.ts';

const columns = fc.array(
  fc.oneof(fc.integer({min: 0, max: 12}), fc.constant(0), fc.integer({min: 10, max: 400})),
  {maxLength: 8},
);
const thresholds = fc.integer({min: 2, max: 12});

describe('a suppressed column', () => {
  const check = (
    law: (counts: readonly number[], shown: readonly (number | null)[], minCell: number) => void,
  ) =>
    fc.assert(
      fc.property(columns, thresholds, (counts, minCell) =>
        law(counts, suppressColumn(counts, minCell), minCell),
      ),
      {numRuns: 3_000, seed: 13},
    );

  it('shows no small cell, and shows every other as it is or not at all', () => {
    check((counts, shown, minCell) => {
      expect(shown).toHaveLength(counts.length);
      shown.forEach((cell, i) => {
        expect(cell === null || cell === counts[i]).toBe(true);
        if (cell !== null) expect(isSmall(cell, minCell)).toBe(false);
      });
    });
  });

  it('hides nothing when nothing is small', () => {
    check((counts, shown, minCell) => {
      if (!counts.some((count) => isSmall(count, minCell))) expect(shown).toEqual(counts);
    });
  });

  it('never has a lone hidden cell, nor hidden cells of a small sum, unless it shows nothing', () => {
    check((counts, shown, minCell) => {
      const hidden = counts.filter((_, i) => shown[i] === null);
      if (hidden.length === 0 || hidden.length === counts.length) return;
      expect(hidden.length).toBeGreaterThan(1);
      expect(hidden.reduce((a, b) => a + b)).toBeGreaterThanOrEqual(minCell);
    });
  });

  it('does not depend on where the cells stand, only on which are hidden among equals', () => {
    check((counts, shown, minCell) => {
      const backwards = suppressColumn([...counts].reverse(), minCell);
      const kept = (cells: readonly (number | null)[]) =>
        cells.filter((cell) => cell !== null).sort((a, b) => a - b);
      expect(kept(backwards)).toEqual(kept(shown));
    });
  });
});
