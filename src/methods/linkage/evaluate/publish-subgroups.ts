/** The bias table as it may leave: small counts withheld, and whatever they could be worked out from. */

import type {Verdict} from './fairness-gate.ts';
import {LOST_STAGES, type LostAt} from './funnel.ts';
import {ratesOf, type SubgroupCounts} from './subgroups.ts';
import type {Share} from './wilson.ts';
import {SMALL_CELL, withholdCells} from './withhold.ts';

/** Intersections of fewer records are never shown (linkage reference R60). */
export const LEAST_OF_INTERSECTION = 100;

/** One row per level; null is withheld or not estimated. */
export interface PublishedSubgroup {
  readonly variable: string;
  readonly level: string;
  readonly records: number | null;
  readonly linkRate: Share | null;
  readonly missedRate: Share | null;
  readonly falseRate: Share | null;
  readonly riskRatio: {readonly value: number; readonly low: number; readonly high: number} | null;
  readonly standardisedDifference: number | null;
  /** Records lost at each stage; null each when withheld. */
  readonly lost: Readonly<Record<LostAt, number | null>>;
  readonly verdict: Verdict;
}

export interface PublishRules {
  readonly minCell: number;
  /** Whether missed and false matches were counted, by truth, and not estimated. */
  readonly counted: boolean;
}

const RULES: PublishRules = {minCell: SMALL_CELL, counted: false};

/** The columns of counts: what is lost at each stage, what is linked, and the sum of these. */
const LINKED = LOST_STAGES.length;
const TOTAL = LINKED + 1;

/** All levels of one variable. Totals over levels are taken to be public. */
export function publishSubgroups(
  levels: readonly SubgroupCounts[],
  verdicts: readonly Verdict[],
  everybody: SubgroupCounts,
  {minCell, counted}: PublishRules = RULES,
): PublishedSubgroup[] {
  const cells = levels.map(({lost, linked, records}) => [
    ...LOST_STAGES.map((stage) => lost[stage]),
    linked,
    records,
  ]);
  const hidden = withholdCells({cells, totalColumn: TOTAL}, minCell);
  // A lone column is a table of two that are the same: it has no rows that could add up.
  const hiddenCount = (counts: readonly number[]) =>
    withholdCells({cells: counts.map((n) => [n, n])}, minCell).map(([isHidden]) => isHidden);
  const hiddenMissed = counted ? hiddenCount(levels.map(({missed}) => missed ?? 0)) : [];
  const hiddenWrong = counted ? hiddenCount(levels.map(({wrong}) => wrong ?? 0)) : [];
  return levels.map((level, i) => {
    const isHidden = (column: number) => hidden[i]?.[column] === true;
    const isRateHidden = isHidden(LINKED) || isHidden(TOTAL);
    const rates = ratesOf(level, everybody);
    const unless = <T>(hide: boolean | undefined, value: T): T | null => (hide ? null : value);
    return {
      variable: level.variable,
      level: level.level,
      records: unless(isHidden(TOTAL), level.records),
      linkRate: unless(isRateHidden, rates.linkRate),
      missedRate: unless(isRateHidden || hiddenMissed[i], rates.missedRate),
      falseRate: unless(isRateHidden || hiddenWrong[i], rates.falseRate),
      riskRatio: unless(isRateHidden, rates.riskRatio),
      standardisedDifference: unless(isRateHidden, rates.standardisedDifference),
      lost: Object.fromEntries(
        LOST_STAGES.map((stage, column) => [stage, unless(isHidden(column), level.lost[stage])]),
      ) as Record<LostAt, number | null>,
      verdict: verdicts[i] ?? 'too_few',
    };
  });
}

/**
 * Intersections of two variables: those of enough records of which neither the linked nor the unlinked
 * are few. What is left out could not be worked out from the rows and columns of either variable.
 * @param levels in the order of `crossed`: the second variable runs fastest
 */
export function publishIntersections(
  levels: readonly SubgroupCounts[],
  width: number,
  verdicts: readonly Verdict[],
  everybody: SubgroupCounts,
  minCell: number = SMALL_CELL,
): PublishedSubgroup[] {
  const rowsOf = <T>(of: readonly T[]): T[][] =>
    Array.from({length: of.length / width}, (_, i) => of.slice(i * width, (i + 1) * width));
  const isKept = ({records, linked}: SubgroupCounts): boolean =>
    records >= LEAST_OF_INTERSECTION && linked >= minCell && records - linked >= minCell;
  const table = rowsOf(levels);
  const hide = (i: number, j: number) => !isKept(table[i]?.[j] as SubgroupCounts);
  // Linked and unlinked share one pattern of hidden cells, so each must stay hidden by it.
  const smaller = levels.map(({records, linked}) => Math.min(linked, records - linked));
  const hidden = withholdCells({cells: rowsOf(smaller)}, minCell, hide).flat();
  return levels.flatMap((level, i) => {
    if (hidden[i]) return [];
    const {linkRate, riskRatio, standardisedDifference} = ratesOf(level, everybody);
    return [
      {
        variable: level.variable,
        level: level.level,
        records: level.records,
        linkRate,
        missedRate: null,
        falseRate: null,
        riskRatio,
        standardisedDifference,
        lost: Object.fromEntries(LOST_STAGES.map((stage) => [stage, null])) as Record<LostAt, null>,
        verdict: verdicts[i] ?? 'too_few',
      },
    ];
  });
}
