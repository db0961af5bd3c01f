/** Households: records at one address, for the second pass. */

import {valuesOf} from '../model/conditions.ts';
import type {LinkageModel} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import {levelNumbers} from '../score/comparison-kernel.ts';
import {levelBits} from '../score/weights.ts';
import type {ScoredPairs} from './score-pairs.ts';
import type {Session} from './session.ts';

export interface Households {
  readonly household: Int32Array;
  readonly residenceBits: Float64Array;
}

/** The household of each record, and what its residence gave to each pair; empty without a second pass. */
export function householdsOf(
  session: Session,
  {resolve, comparisons}: LinkageModel,
  pairs: ScoredPairs,
): Households | Record<string, never> {
  if (!resolve.household) return {};
  const {address} = resolve.household;
  const {codes, stride, count} = session.rows;
  const columns = address.map((value) => session.featuresOf(value));
  const known = new Map<string, number>();
  const household = new Int32Array(count);
  for (let r = 0; r < count; r++) {
    const parts = columns.map(({slot, map}) => {
      const code = codes[r * stride + slot] as number;
      return map === null ? code : (map[code] as number);
    });
    if (parts.includes(0)) continue;
    const key = parts.join();
    const found = known.get(key) ?? known.size + 1;
    known.set(key, found);
    household[r] = found;
  }
  const fields = new Set(address.map((value) => readValue(value).field));
  const isResidence = comparisons.map(({levels}) =>
    levels.flatMap(({when}) => valuesOf(when)).every((value) => fields.has(readValue(value).field)),
  );
  const bits = comparisons.map(({levels}) => {
    const numbers = levelNumbers(levels);
    const table = new Float64Array(Math.max(...numbers) + 1);
    levels.forEach((level, i) => {
      if (!level.missing) table[numbers[i] as number] = levelBits(level);
    });
    return table;
  });
  const residenceBits = new Float64Array(pairs.length);
  for (let e = 0; e < pairs.length; e++) {
    let sum = 0;
    for (let c = 0; c < comparisons.length; c++) {
      if (!isResidence[c]) continue;
      sum += bits[c]?.[pairs.levels[e * comparisons.length + c] as number] ?? 0;
    }
    residenceBits[e] = sum;
  }
  return {household, residenceBits};
}
