/** u of a comparison that reads several fields, from pairs of records. */

import {type EstimatedU, estimateU} from './estimated-u.ts';
import {addAt} from './patterns.ts';
import {randomFrom} from './random.ts';

export interface JointOptions {
  readonly levels: number;
  /** Level of two records, by their numbers; 0 when it says nothing. */
  readonly levelOf: (left: number, right: number) => number;
  /** Pairs drawn; with no more pairs than that, each is looked at once. */
  readonly sample?: number;
  readonly seed?: number;
}

/**
 * Pairs of records drawn uniformly; `right` is null within one file. Equal values are rare among them:
 * where the fields have joint codes (`jointCodes`), `uOfComparison` counts those exactly.
 */
export function uOfJoint(left: number, right: number | null, options: JointOptions): EstimatedU {
  const {levels, levelOf, sample = 1e7, seed = 1} = options;
  const pairs = right === null ? (left * (left - 1)) / 2 : left * right;
  const counts = new Float64Array(levels + 1);
  const nothing = new Float64Array(levels + 1);
  if (pairs <= sample) {
    for (let a = 0; a < left; a++) {
      for (let b = right === null ? a + 1 : 0; b < (right ?? left); b++)
        addAt(counts, levelOf(a, b), 1);
    }
    return estimateU(counts, nothing, []);
  }
  const random = randomFrom(seed);
  for (let n = 0; n < sample; ) {
    const a = Math.floor(random() * left);
    const b = Math.floor(random() * (right ?? left));
    if (right === null && a === b) continue;
    addAt(counts, levelOf(a, b), 1);
    n++;
  }
  return estimateU(nothing, nothing, [{mass: pairs, draws: sample, hits: counts}]);
}

/** One code, from 1, for each combination of codes that a record has, and the first record with it. */
export interface JointCodes {
  readonly codes: Int32Array;
  /** By code; the entry of code 0 stands for nothing. */
  readonly firstRecord: Int32Array;
}

/** Both files' columns come one after the other, so that equal combinations have one code. */
export function jointCodes(columns: readonly Int32Array[]): JointCodes {
  let codes = new Int32Array(columns[0]?.length ?? 0);
  for (const column of columns) {
    const known = new Map<number, number>();
    let most = 0;
    for (const code of column) if (code > most) most = code;
    codes = codes.map((code, record) => {
      const key = code * (most + 1) + (column[record] as number);
      const joint = known.get(key) ?? known.size + 1;
      known.set(key, joint);
      return joint;
    });
  }
  const firstRecord: number[] = [0];
  codes.forEach((code, record) => {
    if (code === firstRecord.length) firstRecord.push(record);
  });
  return {codes, firstRecord: Int32Array.from(firstRecord)};
}

/** Records with each code, from `from` to before `to`. */
export function frequenciesOf(
  codes: Int32Array,
  distinct: number,
  from = 0,
  to: number = codes.length,
): Float64Array {
  const counts = new Float64Array(distinct + 1);
  for (let record = from; record < to; record++) addAt(counts, codes[record] as number, 1);
  return counts;
}
