/** u of comparisons over several fields: from pairs of records, or exactly from joint codes. */

import {expect, it} from 'vitest';
import {uOfComparison} from '../../../../../src/methods/linkage/train/exact-u.ts';
import {
  frequenciesOf,
  jointCodes,
  uOfJoint,
} from '../../../../../src/methods/linkage/train/joint-u.ts';

const forename = Int32Array.from({length: 300}, (_, i) => i % 7);
const surname = Int32Array.from({length: 300}, (_, i) => (i * i) % 5);
/** Both equal, one equal, else; missing without a forename. */
const levelOf = (a: number, b: number) => {
  if (forename[a] === 0 || forename[b] === 0) return 0;
  const equal = Number(forename[a] === forename[b]) + Number(surname[a] === surname[b]);
  return 3 - equal;
};

it.each([
  ['one file', 300, null],
  ['two files', 120, 180],
])('joint codes give what all pairs of records give: %s', (_, left, right) => {
  const shift = right === null ? 0 : left;
  const all = uOfJoint(left, right, {levels: 3, levelOf: (a, b) => levelOf(a, b + shift)});
  expect(all.method).toBe('exact');
  const {codes, firstRecord} = jointCodes([forename, surname]);
  const distinct = firstRecord.length - 1;
  const exact = uOfComparison(
    {
      left: frequenciesOf(codes, distinct, 0, left),
      ...(right === null ? {} : {right: frequenciesOf(codes, distinct, left)}),
    },
    {
      levels: 3,
      levelOf: (a, b) => levelOf(firstRecord[a] as number, firstRecord[b] as number),
    },
  );
  expect(exact.pairs).toBe(all.pairs);
  exact.u.forEach((share, i) => {
    expect(share).toBeCloseTo(all.u[i] as number, 12);
  });
});

it('pairs of records that are drawn agree with all pairs within their errors', () => {
  const all = uOfJoint(300, null, {levels: 3, levelOf});
  const drawn = uOfJoint(300, null, {levels: 3, levelOf, sample: 20_000, seed: 4});
  expect(drawn.method).toBe('sampled');
  drawn.u.forEach((share, i) => {
    const error = drawn.se[i] as number;
    expect(error).toBeGreaterThan(0);
    expect(Math.abs(share - (all.u[i] as number))).toBeLessThan(3 * error);
  });
  expect(uOfJoint(300, null, {levels: 3, levelOf, sample: 20_000, seed: 4})).toEqual(drawn);
});

it('no record is a pair with itself', () => {
  for (let seed = 1; seed < 30; seed++) {
    const drawn = uOfJoint(3, null, {
      levels: 2,
      levelOf: (a, b) => (a === b ? 1 : 2),
      sample: 2,
      seed,
    });
    expect([...drawn.u]).toEqual([0, 1]);
    expect(drawn.pairs).toBe(3);
  }
});
