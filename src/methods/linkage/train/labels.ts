/** m and u counted from pairs that a person, or a trusted id, has labelled. */

import {type LevelCounts, levelTotals, type Patterns, type Table} from './patterns.ts';

export interface LabelledPairs {
  readonly matches: Patterns;
  /** Absent when only matches were labelled; u then comes from value frequencies. */
  readonly nonMatches?: Patterns;
}

export interface LabelEstimate {
  /** Plain shares, unsmoothed; NaN where no labelled pair has the comparison. */
  readonly shares: Table;
  /** Multinomial standard errors. */
  readonly se: Table;
  /** Labelled pairs with the comparison present. */
  readonly present: Float64Array;
  /** Levels, from 1, that no labelled pair has, per comparison: their share is 0 until smoothed. */
  readonly unobserved: readonly (readonly number[])[];
}

export interface FromLabels {
  readonly m: LabelEstimate;
  readonly u: LabelEstimate | null;
}

export function fromLabels(labelled: LabelledPairs, levelCounts: LevelCounts): FromLabels {
  return {
    m: countShares(labelled.matches, levelCounts),
    u: labelled.nonMatches ? countShares(labelled.nonMatches, levelCounts) : null,
  };
}

function countShares(patterns: Patterns, levelCounts: LevelCounts): LabelEstimate {
  const totals = levelTotals(patterns, levelCounts);
  const present = Float64Array.from(totals, (row) => row.reduce((sum, count) => sum + count, 0));
  const shares = totals.map((row, c) => row.map((count) => count / (present[c] as number)));
  return {
    shares,
    se: shares.map((row, c) =>
      row.map((share) => Math.sqrt((share * (1 - share)) / (present[c] as number))),
    ),
    present,
    unobserved: totals.map((row) =>
      [...row.keys()].filter((i) => row[i] === 0).map((level) => level + 1),
    ),
  };
}

/** Labelled shares with half a pair added to each level, so that every weight is finite. */
export const smoothLabels = ({shares, present}: LabelEstimate): Table =>
  shares.map((row, c) =>
    row.map((share) => {
      const pairs = present[c] as number;
      return ((pairs > 0 ? share * pairs : 0) + 0.5) / (pairs + 0.5 * row.length);
    }),
  );
