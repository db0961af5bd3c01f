/** Shares with the interval that says how well they are known. */

/** Standard normal deviate of a two-sided 95 % interval. */
export const Z95 = 1.959963984540054;

/** A share of something, with its 95 % interval. */
export interface Share {
  /** What was counted; a sum of probabilities, and so no whole number, when it is estimated. */
  readonly count: number;
  readonly of: number;
  /** Null when it is a share of nothing. */
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval, which stays inside 0 and 1 and holds near them, where most of linkage is.
 * Of nothing nothing is known: no share, and an interval from 0 to 1.
 * https://doi.org/10.1080/01621459.1927.10502953
 */
export function wilson(count: number, of: number, z: number = Z95): Share {
  if (of <= 0) return {count: 0, of: 0, share: null, low: 0, high: 1};
  const share = count / of;
  const shrink = 1 + z ** 2 / of;
  const centre = (share + z ** 2 / (2 * of)) / shrink;
  const reach = (z / shrink) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return {
    count,
    of,
    share,
    low: count <= 0 ? 0 : Math.max(0, centre - reach),
    high: count >= of ? 1 : Math.min(1, centre + reach),
  };
}

/** A share from its estimate and standard error, when what was counted is itself uncertain. */
export function normalShare(count: number, of: number, error: number, z: number = Z95): Share {
  if (of <= 0) return {count: 0, of: 0, share: null, low: 0, high: 1};
  const share = count / of;
  return {
    count,
    of,
    share,
    low: Math.max(0, share - z * error),
    high: Math.min(1, share + z * error),
  };
}
