/** Provisional matches: how sure each is, and which candidate rules would find it. */

import type {ScoredPairs} from '../run/score-pairs.ts';
import type {Session} from '../run/session.ts';

export interface Agreements {
  /** Probability of each provisional match. */
  readonly probability: Float64Array;
  /** For each rule: 1 where the records share all its keys. */
  readonly covers: readonly Uint8Array[];
  /** For each rule: the sum of the probabilities of the matches that it finds. */
  readonly weightOf: readonly number[];
  readonly expected: number;
  /** Files in which hardly any record has two strong matches. */
  readonly duplicateFree: readonly ('left' | 'right')[];
}

/** Bits from which a match is strong: a second one for the same record means a duplicate. */
const STRONG = 10;
/** More records than this share with two strong matches, and a file has duplicates. */
const DUPLICATES_TOLERATED = 0.01;

export function agreementsOf(
  session: Session,
  pairs: ScoredPairs,
  rules: readonly (readonly string[])[],
  isLink: boolean,
): Agreements {
  const {left, right, weight, length} = pairs;
  const best = isLink ? bestOnly(session, pairs) : null;
  const chosen: number[] = [];
  for (let e = 0; e < length; e++) if (best === null || best[e] === 1) chosen.push(e);
  const probability = Float64Array.from(chosen, (e) => 1 / (1 + 2 ** -(weight[e] as number)));
  const {codes, stride} = session.rows;
  const covers = rules.map((rule) => {
    const keys = rule.map((key) => session.featuresOf(key));
    return Uint8Array.from(chosen, (e) => {
      const lo = (left[e] as number) * stride;
      const ro = (right[e] as number) * stride;
      for (const {slot, map} of keys) {
        const a = codes[lo + slot] as number;
        const b = codes[ro + slot] as number;
        const one = map === null ? a : (map[a] as number);
        const other = map === null ? b : (map[b] as number);
        if (one === 0 || one !== other) return 0;
      }
      return 1;
    });
  });
  const weightOf = covers.map((marks) =>
    marks.reduce((sum, mark, i) => sum + mark * (probability[i] as number), 0),
  );
  return {
    probability,
    covers,
    weightOf,
    expected: probability.reduce((sum, p) => sum + p, 0),
    duplicateFree: isLink ? withoutDuplicates(session, pairs) : [],
  };
}

/** In a link only the best pair of each record speaks: the others are its relatives and namesakes. */
function bestOnly(session: Session, {left, right, weight, length}: ScoredPairs): Uint8Array {
  const best = new Int32Array(session.rows.count).fill(-1);
  const consider = (record: number, e: number) => {
    const known = best[record] as number;
    if (known < 0 || (weight[e] as number) > (weight[known] as number)) best[record] = e;
  };
  for (let e = 0; e < length; e++) {
    consider(left[e] as number, e);
    consider(right[e] as number, e);
  }
  return Uint8Array.from({length}, (_, e) =>
    best[left[e] as number] === e || best[right[e] as number] === e ? 1 : 0,
  );
}

/** A file is free of duplicates when the records of the other hardly ever match two of it. */
function withoutDuplicates(
  session: Session,
  {left, right, weight, length}: ScoredPairs,
): ('left' | 'right')[] {
  const matches = new Int32Array(session.rows.count);
  for (let e = 0; e < length; e++) {
    if ((weight[e] as number) < STRONG) continue;
    for (const record of [left[e] as number, right[e] as number]) {
      matches[record] = (matches[record] as number) + 1;
    }
  }
  const {leftCount, count} = session.rows;
  const repeated = (from: number, to: number) => {
    let [some, several] = [0, 0];
    for (let r = from; r < to; r++) {
      if ((matches[r] as number) > 0) some++;
      if ((matches[r] as number) > 1) several++;
    }
    return some === 0 ? 0 : several / some;
  };
  return [
    ...(repeated(leftCount, count) <= DUPLICATES_TOLERATED ? (['left'] as const) : []),
    ...(repeated(0, leftCount) <= DUPLICATES_TOLERATED ? (['right'] as const) : []),
  ];
}
