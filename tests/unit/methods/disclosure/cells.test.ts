import {describe, expect, it} from 'vitest';
import {
  isSmall,
  SUPPRESSION_THRESHOLD,
  suppressColumn,
  suppressParts,
} from '../../../../src/methods/disclosure/cells.ts';

describe('a small cell', () => {
  it('is above zero and below the threshold, which is ten', () => {
    expect(SUPPRESSION_THRESHOLD).toBe(10);
    expect([0, 1, 9, 10, 11].map((count) => isSmall(count, SUPPRESSION_THRESHOLD))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('suppressing a column whose total is known', () => {
  it.each([
    ['nothing small, nothing hidden', [0, 10, 250], [0, 10, 250]],
    ['a lone small cell takes the next smallest with it', [3, 40, 12], [null, 40, null]],
    [
      'two small cells that together are still small take a third',
      [2, 3, 50, 12],
      [null, null, 50, null],
    ],
    ['two small cells that together are not small are enough', [6, 4, 50], [null, null, 50]],
    ['of equal cells the first goes', [3, 12, 12], [null, null, 12]],
    ['zeros are kept while others can protect', [3, 0, 12], [null, 0, null]],
    ['when nothing else is there, zeros go too', [3, 0, 0], [null, null, null]],
    ['a column that is small as a whole is hidden as a whole', [3, 4, 0], [null, null, null]],
    ['a single small cell is hidden', [3], [null]],
    ['an empty column is empty', [], []],
  ])('%s', (_, counts, shown) => {
    expect(suppressColumn(counts, 10)).toEqual(shown);
  });
});

describe('suppressing parts of published wholes', () => {
  it.each([
    ['a part that is neither small nor leaves a small rest is shown', [40], [100], [40]],
    ['a small part is withheld', [9], [100], [null]],
    ['a part that leaves a small rest is withheld', [91], [100], [null]],
    ['exactly ten, and exactly ten left, are shown', [10, 90], [100, 100], [10, 90]],
    ['nobody, and everybody, are shown', [0, 100], [100, 100], [0, 100]],
    ['a part of a whole that is withheld is withheld', [40], [null], [null]],
    ['a part without a whole is withheld', [40], [], [null]],
  ])('%s', (_, parts, wholes, shown) => {
    expect(suppressParts(parts, wholes, 10)).toEqual(shown);
  });
});
