/** The bias table of a run and its gate, with small cells withheld. */

import {FAIRNESS_RULES, fairnessGate} from '../../evaluate/fairness-gate.ts';
import {LOST_AT, LOST_STAGES, stateCode} from '../../evaluate/funnel.ts';
import {publishSubgroups} from '../../evaluate/publish-subgroups.ts';
import {
  countEverybody,
  countSubgroups,
  type RecordOutcomes,
  ratesOf,
  type Subgroups,
} from '../../evaluate/subgroups.ts';
import {SMALL_CELL} from '../../evaluate/withhold.ts';
import type {FairnessReport, LinkageReport} from '../../report/schema.ts';

/** @param counted whether misses were counted by truth, and not estimated */
export function fairnessOf(
  outcomes: RecordOutcomes,
  groups: readonly Subgroups[],
  counted: boolean,
  minCell: number = SMALL_CELL,
): LinkageReport['reporting']['fairness'] {
  if (groups.length === 0) {
    return {
      notKnown:
        'no column was named to divide by, and no field has the role sex, birth date or postcode',
    };
  }
  const {state, merged} = mergeSmallStages(outcomes.state, minCell);
  const everybody = countEverybody({...outcomes, state});
  const levels = groups.map((group) => countSubgroups({...outcomes, state}, group));
  const gate = fairnessGate(levels.flat(), everybody, FAIRNESS_RULES);
  let from = 0;
  const subgroups = levels.flatMap((level) => {
    const verdicts = gate.verdicts.slice(from, from + level.length);
    from += level.length;
    return publishSubgroups(level, verdicts, everybody, {minCell, counted});
  });
  return {
    passes: gate.passes,
    ...FAIRNESS_RULES,
    overall: ratesOf(everybody, everybody).linkRate,
    counted,
    how: counted
      ? 'known truth'
      : 'what the model claims, not calibrated; matches that were never compared are not in it',
    minCell,
    merged,
    subgroups: subgroups as FairnessReport['subgroups'],
  };
}

/**
 * Counts a stage that lost fewer records than may be shown, in all, at the stage that lost most: else
 * hiding its cells would hide what every level lost anywhere.
 */
function mergeSmallStages(state: Uint8Array, minCell: number) {
  const lost = LOST_STAGES.map((stage) => {
    const code = stateCode(LOST_AT[stage]);
    return {stage, code, records: state.reduce((sum, one) => sum + (one === code ? 1 : 0), 0)};
  });
  const most = lost.reduce((best, one) => (one.records > best.records ? one : best));
  const small = lost.filter(
    (one) => one !== most && one.records > 0 && one.records < minCell && most.records >= minCell,
  );
  const codes = new Set(small.map(({code}) => code));
  return {
    state: state.map((code) => (codes.has(code) ? most.code : code)),
    merged: small.map(({stage}) => ({stage, into: most.stage})),
  };
}
