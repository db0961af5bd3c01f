/** For whom the linkage works less well: rates by subgroup, and where each subgroup lost its records. */

import {LOST_AT, LOST_STAGES, type LostAt, type RecordState, stateCode} from './funnel.ts';
import {type Share, wilson} from './wilson.ts';

/** A way to divide the records; whoever asks decides which: none is on unless it is given. */
export interface Subgroups {
  readonly variable: string;
  /** Missing is a level too. */
  readonly levels: readonly string[];
  /** The level of each record. */
  readonly code: ArrayLike<number>;
}

/** What is known or estimated of each record, one place each. */
export interface RecordOutcomes {
  /** Codes of `RECORD_STATES`. */
  readonly state: Uint8Array;
  /** Matches of the record that were not linked: estimated, or true. */
  readonly missed?: Float64Array;
  /** Links of the record that are wrong: estimated, or true. */
  readonly wrong?: Float64Array;
}

/** Counts of one level; records that opted out are in none of them. */
export interface SubgroupCounts {
  readonly variable: string;
  readonly level: string;
  readonly records: number;
  readonly linked: number;
  readonly lost: Readonly<Record<LostAt, number>>;
  /** Null when nobody estimated it. */
  readonly missed: number | null;
  readonly wrong: number | null;
}

export interface RatesOfSubgroup {
  readonly linkRate: Share;
  /** Missed matches, of all that there are. */
  readonly missedRate: Share | null;
  /** Wrong links, of all links. */
  readonly falseRate: Share | null;
  /** Link rate over that of everybody, which is taken as known. */
  readonly riskRatio: {readonly value: number; readonly low: number; readonly high: number} | null;
  /** How the level's share differs between linked and unlinked, in standard deviations. */
  readonly standardisedDifference: number | null;
  /** Share of the level's lost records that each stage lost; adds up to 1. Null when none is lost. */
  readonly lostShare: Readonly<Record<LostAt, number>> | null;
}

/** A difference above this is worth a sentence (linkage reference §4.10). */
export const DIFFERENCE_FLAG = 0.1;

const EVERYBODY: Subgroups = {variable: 'everybody', levels: ['everybody'], code: []};

/** One row per level, in the order of levels. */
export function countSubgroups(outcomes: RecordOutcomes, groups: Subgroups): SubgroupCounts[] {
  const {state, missed, wrong} = outcomes;
  const states = groups.levels.map(() => new Map<number, number>());
  const sums = groups.levels.map(() => ({missed: 0, wrong: 0}));
  for (let i = 0; i < state.length; i++) {
    const level = groups.code[i] ?? 0;
    const [seen, sum] = [states[level], sums[level]];
    if (!seen || !sum) throw new TypeError('a record is in no level');
    const code = state[i] as number;
    seen.set(code, (seen.get(code) ?? 0) + 1);
    if (code === OPTED_OUT) continue;
    sum.missed += missed?.[i] ?? 0;
    sum.wrong += wrong?.[i] ?? 0;
  }
  return groups.levels.map((level, i) => {
    const count = (name: RecordState) => states[i]?.get(stateCode(name)) ?? 0;
    const lost = Object.fromEntries(
      LOST_STAGES.map((stage) => [stage, count(LOST_AT[stage])]),
    ) as Record<LostAt, number>;
    const linked = count('linked');
    return {
      variable: groups.variable,
      level,
      records: linked + lostOf(lost),
      linked,
      lost,
      missed: missed ? (sums[i]?.missed ?? 0) : null,
      wrong: wrong ? (sums[i]?.wrong ?? 0) : null,
    };
  });
}

const OPTED_OUT = stateCode('opted_out');

/** All records as one group: what each subgroup is held against. */
export function countEverybody(outcomes: RecordOutcomes): SubgroupCounts {
  return countSubgroups(outcomes, EVERYBODY)[0] as SubgroupCounts;
}

/** Records of two variables at once; a level is named after both. */
export function crossed(a: Subgroups, b: Subgroups, records: number): Subgroups {
  const width = b.levels.length;
  return {
    variable: `${a.variable} × ${b.variable}`,
    levels: a.levels.flatMap((one) => b.levels.map((other) => `${one} × ${other}`)),
    code: Int32Array.from(
      {length: records},
      (_, i) => (a.code[i] as number) * width + (b.code[i] as number),
    ),
  };
}

/** Rates of a level, held against everybody. */
export function ratesOf(counts: SubgroupCounts, everybody: SubgroupCounts): RatesOfSubgroup {
  const {records, linked, missed, wrong, lost} = counts;
  const linkRate = wilson(linked, records);
  const overall = everybody.linked / everybody.records;
  const all = lostOf(lost);
  return {
    linkRate,
    missedRate: missed === null ? null : wilson(missed, missed + linked - (wrong ?? 0)),
    falseRate: wrong === null ? null : wilson(wrong, linked),
    riskRatio:
      linkRate.share === null || !(overall > 0)
        ? null
        : {
            value: linkRate.share / overall,
            low: linkRate.low / overall,
            high: linkRate.high / overall,
          },
    standardisedDifference: standardisedDifference(
      wilson(linked, everybody.linked).share,
      wilson(all, lostOf(everybody.lost)).share,
    ),
    lostShare:
      all === 0
        ? null
        : (Object.fromEntries(LOST_STAGES.map((stage) => [stage, lost[stage] / all])) as Record<
            LostAt,
            number
          >),
  };
}

/** Difference of two shares over their pooled standard deviation. https://doi.org/10.1080/03610910902859574 */
export function standardisedDifference(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null;
  const variance = (a * (1 - a) + b * (1 - b)) / 2;
  return variance === 0 ? (a === b ? 0 : null) : (a - b) / Math.sqrt(variance);
}

const lostOf = (lost: Readonly<Record<LostAt, number>>): number =>
  LOST_STAGES.reduce((sum, stage) => sum + lost[stage], 0);
