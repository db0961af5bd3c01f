/** The gate of the bias table: a run fails when a subgroup is linked much less well than everybody. */

import {ratesOf, type SubgroupCounts} from './subgroups.ts';
import type {Share} from './wilson.ts';

export interface FairnessRules {
  /** How far below everybody a subgroup may be, as a share (linkage reference R58: 5 points). */
  readonly tolerance: number;
  /** Fewer records than this are no evidence. */
  readonly leastRecords: number;
}

export const FAIRNESS_RULES: FairnessRules = {tolerance: 0.05, leastRecords: 30};

/** `watch`: below the tolerance, but by so little or of so few that it may be chance. */
export type Verdict = 'pass' | 'watch' | 'fail' | 'too_few';

export interface FairnessFinding {
  readonly variable: string;
  readonly level: string;
  readonly measure: 'link rate' | 'estimated recall';
  readonly verdict: 'watch' | 'fail';
  readonly pointsBelow: number;
}

export interface Fairness {
  readonly passes: boolean;
  /** One per subgroup, in their order: the worse of its measures. */
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly FairnessFinding[];
}

/**
 * Holds every subgroup against everybody, by link rate and, where estimated, by recall. It fails when
 * the rate is below by more than the tolerance and the whole interval is below everybody's rate.
 */
export function fairnessGate(
  subgroups: readonly SubgroupCounts[],
  everybody: SubgroupCounts,
  rules: FairnessRules = FAIRNESS_RULES,
): Fairness {
  const overall = measuresOf(everybody, everybody);
  const findings: FairnessFinding[] = [];
  const verdicts = subgroups.map((subgroup): Verdict => {
    if (subgroup.records < rules.leastRecords) return 'too_few';
    const found = measuresOf(subgroup, everybody).flatMap(({measure, rate}, i) => {
      const verdict = judge(rate, overall[i]?.rate.share ?? null, rules.tolerance);
      if (verdict === 'pass') return [];
      const pointsBelow = 100 * ((overall[i]?.rate.share ?? 0) - (rate.share ?? 0));
      const {variable, level} = subgroup;
      return [{variable, level, measure, verdict, pointsBelow}];
    });
    findings.push(...found);
    if (found.some(({verdict}) => verdict === 'fail')) return 'fail';
    return found.length > 0 ? 'watch' : 'pass';
  });
  return {passes: !verdicts.includes('fail'), verdicts, findings};
}

interface Measure {
  readonly measure: FairnessFinding['measure'];
  readonly rate: Share;
}

function measuresOf(counts: SubgroupCounts, everybody: SubgroupCounts): Measure[] {
  const {linkRate, missedRate} = ratesOf(counts, everybody);
  if (missedRate === null) return [{measure: 'link rate', rate: linkRate}];
  return [
    {measure: 'link rate', rate: linkRate},
    {measure: 'estimated recall', rate: complement(missedRate)},
  ];
}

const complement = ({count, of, share, low, high}: Share): Share => ({
  count: of - count,
  of,
  share: share === null ? null : 1 - share,
  low: 1 - high,
  high: 1 - low,
});

function judge(
  {share, high}: Share,
  overall: number | null,
  tolerance: number,
): 'pass' | 'watch' | 'fail' {
  // Shares are quotients: a subgroup exactly at the tolerance is not beyond it by a rounding error.
  if (share === null || overall === null || overall - share <= tolerance + 1e-12) return 'pass';
  return high < overall ? 'fail' : 'watch';
}
