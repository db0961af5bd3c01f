/** Weights of pairs that exclude one another: where a person can have one match, rivals share its odds. */

import type {LinkageModel} from '../../model/schema.ts';
import type {Linked} from '../link-files.ts';

/**
 * The weight of each pair once its rivals are known. Of the candidates of a record that can have at
 * most one match, each has the share of its odds among all: o ÷ (1 + sum of o). Without such records
 * the weights are as scored. Links carry what their household gave.
 */
export function competingWeights(
  {pairs, records, resolved}: Pick<Linked, 'pairs' | 'records' | 'resolved'>,
  {resolve}: LinkageModel,
): Float64Array {
  const weight = pairs.weight.slice();
  resolved.links.forEach((edge, i) => {
    weight[edge] = resolved.weight[i] as number;
  });
  const isOne = {
    left:
      resolve.method === 'margin' ||
      (resolve.method === 'oneToOne' && resolve.duplicateFree.includes('right')),
    right: resolve.method === 'oneToOne' && resolve.duplicateFree.includes('left'),
  };
  if (!isOne.left && !isOne.right) return weight;
  const sums = new Float64Array(records.count);
  const add = (record: number, odds: number) => {
    sums[record] = (sums[record] as number) + odds;
  };
  const odds = weight.map((bits) => 2 ** bits);
  odds.forEach((one, e) => {
    if (isOne.left) add(pairs.left[e] as number, one);
    if (isOne.right) add(pairs.right[e] as number, one);
  });
  return weight.map((bits, e) => {
    const own = odds[e] as number;
    const rivals = (record: number) => Math.max(0, (sums[record] as number) - own);
    const most = Math.max(
      isOne.left ? rivals(pairs.left[e] as number) : 0,
      isOne.right ? rivals(pairs.right[e] as number) : 0,
    );
    return bits - Math.log2(1 + most);
  });
}
