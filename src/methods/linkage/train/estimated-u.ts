/** From pairs counted and pairs drawn to u with its standard errors. */

export interface EstimatedU {
  /** Share of the pairs that are at each level, of those where the comparison is not missing. */
  readonly u: Float64Array;
  /** Standard error of sampling; 0 where nothing was drawn. */
  readonly se: Float64Array;
  /** Pairs of records that the shares are of. */
  readonly pairs: number;
  readonly method: 'exact' | 'sampled';
}

/** Pairs of records that were not looked at one by one, and how often a draw of them hit each level. */
export interface Cell {
  readonly mass: number;
  readonly draws: number;
  readonly hits: Float64Array;
}

/**
 * Adds what is certain to what was drawn; level 0 is missing and stands outside the shares. `diagonal`
 * counts pairs of equal values: certain as well, and told apart because a level that only equal values
 * reach has no error, while one that no draw hit is merely rare.
 */
export function estimateU(
  certain: Float64Array,
  diagonal: Float64Array,
  cells: readonly Cell[],
): EstimatedU {
  const pairsAt = certain.map((count, level) => {
    const drawn = cells.reduce(
      (sum, {mass, draws, hits}) => sum + (mass * (hits[level] as number)) / draws,
      0,
    );
    return count + (diagonal[level] as number) + drawn;
  });
  const present = pairsAt.subarray(1);
  const pairs = present.reduce((sum, count) => sum + count, 0);
  const u = present.map((count) => (pairs > 0 ? count / pairs : 0));
  const se = u.map((share, i) => {
    const variance = cells.reduce((sum, {mass, draws, hits}) => {
      const unseen = hits[i + 1] === 0 && diagonal[i + 1] === 0;
      const at = (unseen ? 0.5 : (hits[i + 1] as number)) / draws;
      const notMissing = 1 - (hits[0] as number) / draws;
      // Of the ratio: a draw counts 1 at the level, less the share when it is not missing.
      const mean = at - share * notMissing;
      const square = at * (1 - 2 * share) + share * share * notMissing;
      return sum + (mass * mass * Math.max(0, square - mean * mean)) / draws;
    }, 0);
    return pairs > 0 ? Math.sqrt(variance) / pairs : 0;
  });
  return {u, se, pairs, method: cells.length > 0 ? 'sampled' : 'exact'};
}

/**
 * u over pairs that are not matches. In files of fewer than some 2,000 records the matches are a part
 * of all pairs that shows; their expected number is taken out at the levels where matches stand, which
 * is the first one unless m is known.
 */
export function withoutMatches(
  estimate: EstimatedU,
  expectedMatches: number,
  m: Float64Array = Float64Array.from(estimate.u, (_, i) => (i === 0 ? 1 : 0)),
): EstimatedU {
  const left = estimate.u.map((share, i) =>
    Math.max(0, share * estimate.pairs - expectedMatches * (m[i] as number)),
  );
  const pairs = left.reduce((sum, count) => sum + count, 0);
  if (pairs <= 0) return estimate;
  const scale = estimate.pairs / pairs;
  return {
    ...estimate,
    u: left.map((count) => count / pairs),
    se: estimate.se.map((error) => error * scale),
    pairs,
  };
}
