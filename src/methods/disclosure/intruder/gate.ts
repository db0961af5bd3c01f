/** The gate: whether too many people of an extract are easily found, and what would have to be coarser. */

import type {SetFigures} from './classes.ts';
import {type Held, isCoarser, isHeld, type QuasiSet, stepsOf} from './sets.ts';

export interface MeasuredSet {
  readonly set: QuasiSet;
  readonly figures: SetFigures;
}

/** Questions of the application that make an exception of a fine grain (governance P6). */
export const JUSTIFICATIONS = {
  birth: 'week-of-birth-because',
  area: 'smallest-area-because',
} as const;

export type Justification = (typeof JUSTIFICATIONS)[keyof typeof JUSTIFICATIONS];

export type Verdict =
  /** Nothing is held by which a population is counted, or few enough people are easily found. */
  | {readonly verdict: 'within'}
  /** Too many are; `pass` are the least coarsenings with which it would not be so. */
  | {
      readonly verdict: 'above';
      readonly pass: readonly QuasiSet[];
      readonly missing: readonly Justification[];
      readonly justified: readonly Justification[];
    }
  /** Nobody can say, since the store has no counts of the population. */
  | {readonly verdict: 'not-known'};

/**
 * Judges a set that the extract holds. Every part of it that could be coarser needs its own
 * justification, since each of them makes people easier to find.
 * @param measured all sets, among which those that would pass are looked for
 */
export function judge(
  one: MeasuredSet,
  measured: readonly MeasuredSet[],
  justified: readonly string[],
  largestShare: number,
): Verdict {
  const {set, figures} = one;
  if (!set.birth && !set.area) return {verdict: 'within'};
  if (figures.population === null) return {verdict: 'not-known'};
  if (passes(figures, largestShare)) return {verdict: 'within'};
  const needed = justificationsOf(set);
  return {
    verdict: 'above',
    pass: leastCoarse(
      measured.filter(
        (other) =>
          other.set.also === null &&
          // A larger area that is not known of everybody says less than it seems to.
          other.figures.people >= figures.people &&
          // Without any birth, age could not be worked out: an area may go, a birth may not.
          (other.set.birth !== null || set.birth === null) &&
          isCoarser(other.set, set) &&
          passes(other.figures, largestShare),
      ),
    ),
    missing: needed.filter((id) => !justified.includes(id)),
    justified: needed.filter((id) => justified.includes(id)),
  };
}

/** The year of birth needs no justification: the question asks why the year would not do. */
const justificationsOf = ({birth, area}: QuasiSet): Justification[] => [
  ...(birth !== null && birth !== 'year' ? [JUSTIFICATIONS.birth] : []),
  ...(area === null ? [] : [JUSTIFICATIONS.area]),
];

/** People easily found, in per cent of all of whom the set is known; none of nobody. */
export const shareBelowGate = ({people, population}: SetFigures): number =>
  people === 0 ? 0 : (100 * (population?.belowGate ?? people)) / people;

const passes = (figures: SetFigures, largestShare: number): boolean =>
  shareBelowGate(figures) <= largestShare;

/** Those from which no other can be made by coarsening; birth before area. */
function leastCoarse(passing: readonly MeasuredSet[]): QuasiSet[] {
  const sets = passing.map(({set}) => set);
  return sets
    .filter((set) => !sets.some((other) => other !== set && isCoarser(set, other)))
    .sort((a, b) => stepsOf(a)[1] - stepsOf(b)[1] || stepsOf(a)[0] - stepsOf(b)[0]);
}

export interface GatedSet {
  readonly set: QuasiSet;
  readonly share: number;
  readonly largestShare: number;
  readonly verdict: Verdict;
}

/** Judges every set that an extract holds as it is. */
export const judgeAll = (
  held: Held,
  measured: readonly MeasuredSet[],
  justified: readonly string[],
  largestShare: number,
): GatedSet[] =>
  measured
    .filter(({set}) => set.also === null && isHeld(set, held))
    .map((one) => ({
      set: one.set,
      share: shareBelowGate(one.figures),
      largestShare,
      verdict: judge(one, measured, justified, largestShare),
    }));
