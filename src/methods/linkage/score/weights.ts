/** Bits of evidence: of a level, of a rare value, and of the prior (Fellegi & Sunter 1969). */

import type {Level, LinkageModel} from '../model/schema.ts';
import type {ValueFeatures} from '../values/features.ts';

/** log2(m/u); 0 for a level that is not trained, which no run is allowed to use. */
export const levelBits = ({m, u}: Level): number =>
  m === undefined || u === undefined ? 0 : Math.log2(m / u);

/**
 * What a level gains where its value is rarer than average: weight × (log2 u − log2 share), the share
 * being the larger of the two sides (Winkler 2000; Splink's formula).
 */
export interface TermFrequency {
  readonly value: ValueFeatures;
  readonly weight: number;
  readonly logU: number;
  /** log2 of each code's share, not below the minimum; +Infinity for code 0, which never counts. */
  readonly logShare: Float64Array;
  /** The largest gain of any value. */
  readonly most: number;
}

export function termFrequencyOf(
  level: Level,
  value: ValueFeatures,
  frequencyOf: (value: string) => Float64Array,
): TermFrequency | null {
  const {tf} = level;
  if (!tf || tf.weight === 0) return null;
  const logU = Math.log2(tf.exactU ?? level.u ?? 1);
  const shares = frequencyOf(tf.on);
  const logShare = new Float64Array(shares.length).fill(Number.NEGATIVE_INFINITY);
  const rarest = rarestShare(shares);
  let least = 0;
  for (let code = 1; code < shares.length; code++) {
    const share = shares[code] as number;
    const log = logShareOf(share > 0 ? share : rarest, tf.minimumU);
    logShare[code] = log;
    if (log < least) least = log;
  }
  return {value, weight: tf.weight, logU, logShare, most: Math.max(0, tf.weight * (logU - least))};
}

/** A value that no record has whose shares count is as rare as the rarest that one has, not rarer. */
const rarestShare = (shares: Float64Array): number =>
  shares.reduce((least, share) => (share > 0 && share < least ? share : least), 1);

export const logShareOf = (share: number, minimumU: number): number =>
  Math.log2(Math.max(share, minimumU));

/** The gain of two codes of the value; a side that is missing does not count. */
export function gainOf(tf: TermFrequency, a: number, b: number): number {
  const {logShare} = tf;
  if (a === 0 && b === 0) return 0;
  const left = a === 0 ? Number.NEGATIVE_INFINITY : (logShare[a] as number);
  const right = b === 0 ? Number.NEGATIVE_INFINITY : (logShare[b] as number);
  return tf.weight * (tf.logU - Math.max(left, right));
}

/** The log-odds that two random records are one person. */
export function priorBits({prior, kind}: LinkageModel, count: number, leftCount: number): number {
  const probability = 'probability' in prior ? prior.probability : share(prior.expectedLinks);
  return Math.log2(probability / (1 - probability));

  function share(expected: number | 'rows'): number {
    const right = count - leftCount;
    const crossing = right > 0 && kind !== 'link_and_dedupe' && kind !== 'dedupe';
    const pairs = crossing ? leftCount * right : (count * (count - 1)) / 2;
    const links = expected === 'rows' ? Math.min(leftCount, crossing ? right : count) : expected;
    return Math.min(0.5, Math.max(1e-15, links / Math.max(1, pairs)));
  }
}
