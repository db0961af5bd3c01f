/** Calibration that only assumes that a higher weight is never less likely to be a match. */

import type {ProbabilityOf} from './probability.ts';

/** Pairs whose truth is known: from a trusted id, or from clerical review with its sampling weight. */
export interface KnownPairs {
  readonly weight: Float64Array;
  /** 1 for a match, 0 for none. */
  readonly isMatch: Uint8Array;
  /** How many pairs each stands for; 1 when absent. */
  readonly standsFor?: Float64Array;
}

/** Steps of a rising function: `probability[i]` holds from `weight[i]` up to the next. */
export interface CalibrationCurve {
  readonly weight: readonly number[];
  readonly probability: readonly number[];
}

interface Block {
  from: number;
  matches: number;
  pairs: number;
}

/**
 * Pools adjacent violators (PAVA): pairs in order of weight, each a block; a block whose share of
 * matches is not above that of the block before it joins it. Equal weights are one block from the start.
 * https://doi.org/10.1214/aoms/1177728423
 */
export function calibrate({weight, isMatch, standsFor}: KnownPairs): CalibrationCurve {
  const order = Uint32Array.from(weight, (_, i) => i).sort(
    (a, b) => (weight[a] as number) - (weight[b] as number),
  );
  const blocks: Block[] = [];
  for (const i of order) {
    const pairs = standsFor?.[i] ?? 1;
    if (pairs <= 0) continue;
    const from = weight[i] as number;
    const one = {from, matches: pairs * (isMatch[i] as number), pairs};
    const last = blocks.at(-1);
    if (last?.from === from) join(last, one);
    else {
      pool(blocks);
      blocks.push(one);
    }
  }
  pool(blocks);
  return {
    weight: blocks.map(({from}) => from),
    probability: blocks.map(({matches, pairs}) => matches / pairs),
  };
}

/** The curve as a function. Below the lowest known weight the lowest step holds; without steps nothing is known. */
export function calibratedProbability(curve: CalibrationCurve): ProbabilityOf {
  const {weight, probability} = curve;
  if (weight.length === 0) throw new TypeError('a calibration without a known pair');
  return (bits) => {
    let [low, high] = [0, weight.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((weight[middle] as number) <= bits) low = middle + 1;
      else high = middle;
    }
    return probability[Math.max(0, low - 1)] as number;
  };
}

const share = ({matches, pairs}: Block) => matches / pairs;

/** Joins the last blocks until shares rise. */
function pool(blocks: Block[]): void {
  for (;;) {
    const [before, last] = blocks.slice(-2);
    if (!before || !last || share(before) < share(last)) return;
    join(before, last);
    blocks.pop();
  }
}

function join(into: Block, one: Block): void {
  into.matches += one.matches;
  into.pairs += one.pairs;
}
