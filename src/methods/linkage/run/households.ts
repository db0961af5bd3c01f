/** Households: records at one address, for the second pass. */

import type {LinkageModel} from '../model/schema.ts';
import type {Session} from './session.ts';

/** A code for the household of each record, 0 where its address is not whole; null without a second pass. */
export function householdsOf(session: Session, {resolve}: LinkageModel): Int32Array | null {
  if (!resolve.household) return null;
  const {codes, stride, count} = session.rows;
  const columns = resolve.household.address.map((value) => session.featuresOf(value));
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
  return household;
}
