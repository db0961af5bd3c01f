/** u of one comparison over all pairs of records, from the rows alone: what a thread can do by itself. */

import type {Rows} from '../block/group.ts';
import type {ComparisonKernel} from '../score/comparison-kernel.ts';
import type {EstimatedU} from './estimated-u.ts';
import {uOfComparison} from './exact-u.ts';
import {uOfJoint} from './joint-u.ts';

/** Beyond a hundred million pairs of values so many are drawn: a level of one in a thousand is known to 2 %. */
const DRAWS = 2_500_000;
/** Pairs of records drawn for a comparison of several fields. */
const JOINT_DRAWS = 2_000_000;

/** From the frequencies of values where one field decides, else from pairs of records. */
export const uOfKernel = (rows: Rows, kernel: ComparisonKernel): EstimatedU =>
  kernel.slot === null ? fromPairs(rows, kernel) : fromValues(rows, kernel, kernel.slot);

function fromValues(rows: Rows, kernel: ComparisonKernel, slot: number): EstimatedU {
  const {count, leftCount, crossing} = rows;
  const distinct = highestCode(rows, slot);
  const left = tally(rows, slot, distinct, 0, crossing ? leftCount : count);
  const right = crossing ? {right: tally(rows, slot, distinct, leftCount, count)} : {};
  return uOfComparison(
    {left, ...right},
    {
      levels: kernel.levels,
      levelOf: (a, b) => (a === b ? kernel.selfLevel(a) : kernel.pairLevel(a, b)),
      ...(kernel.equal === null ? {} : {selfLevel: kernel.equal}),
      comparesNulls: kernel.missing.some((level) => level !== 0),
      sample: DRAWS,
    },
  );
}

function fromPairs(
  {codes, stride, count, leftCount, crossing}: Rows,
  kernel: ComparisonKernel,
): EstimatedU {
  const offset = crossing ? leftCount : 0;
  return uOfJoint(crossing ? leftCount : count, crossing ? count - leftCount : null, {
    levels: kernel.levels,
    levelOf: (a, b) => kernel.levelOf(codes, a * stride, (b + offset) * stride),
    sample: JOINT_DRAWS,
  });
}

function highestCode({codes, stride, count}: Rows, slot: number): number {
  let highest = 0;
  for (let r = 0; r < count; r++) highest = Math.max(highest, codes[r * stride + slot] as number);
  return highest;
}

/** How often each code occurs in a range of records. */
function tally(
  {codes, stride}: Rows,
  slot: number,
  distinct: number,
  from: number,
  to: number,
): Float64Array {
  const counts = new Float64Array(distinct + 1);
  for (let r = from; r < to; r++) {
    const code = codes[r * stride + slot] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  return counts;
}
