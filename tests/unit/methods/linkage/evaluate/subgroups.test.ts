/** Who is linked less well, where they were lost, and what may be said of it. */

import {describe, expect, it} from 'vitest';
import {
  fairnessGate,
  type Verdict,
} from '../../../../../src/methods/linkage/evaluate/fairness-gate.ts';
import {
  funnelOf,
  LOST_STAGES,
  type RecordState,
  stateCode,
} from '../../../../../src/methods/linkage/evaluate/funnel.ts';
import {
  publishIntersections,
  publishSubgroups,
} from '../../../../../src/methods/linkage/evaluate/publish-subgroups.ts';
import {
  countEverybody,
  countSubgroups,
  crossed,
  ratesOf,
  standardisedDifference,
} from '../../../../../src/methods/linkage/evaluate/subgroups.ts';

type Counts = Partial<Record<RecordState, number>>;

/** Records of so many in each state, level by level. */
function people(levels: Readonly<Record<string, Counts>>) {
  const states: number[] = [];
  const code: number[] = [];
  Object.values(levels).forEach((counts, level) => {
    for (const [state, n] of Object.entries(counts)) {
      for (let i = 0; i < n; i++) {
        states.push(stateCode(state as RecordState));
        code.push(level);
      }
    }
  });
  return {
    outcomes: {state: Uint8Array.from(states)},
    groups: {variable: 'care', levels: Object.keys(levels), code},
  };
}

const {outcomes, groups} = people({
  'not looked after': {linked: 9_600, not_blocked: 200, below_threshold: 150, ambiguous: 50},
  'looked after': {linked: 150, not_blocked: 80, below_threshold: 60, opted_out: 7},
  'not stated': {linked: 18, below_threshold: 4},
});
const everybody = countEverybody(outcomes);
const counts = countSubgroups(outcomes, groups);

describe('the funnel', () => {
  it('has every record in exactly one state', () => {
    const funnel = funnelOf(outcomes.state);
    expect(funnel.reduce((sum, {records}) => sum + records, 0)).toBe(outcomes.state.length);
    expect(funnel.at(-1)).toMatchObject({state: 'linked', records: 9_768, reached: 9_768});
  });

  it('stops when a record is in no state', () => {
    expect(() => funnelOf(Uint8Array.of(0, 200))).toThrow(TypeError);
  });
});

describe('the bias table', () => {
  it('counts all but those who opted out', () => {
    expect(counts.map(({records}) => records)).toEqual([10_000, 290, 22]);
    expect(counts.reduce((sum, {linked}) => sum + linked, 0)).toBe(everybody.linked);
  });

  it('holds each level against everybody', () => {
    const rates = counts.map((level) => ratesOf(level, everybody));
    expect(rates[1]?.linkRate.share).toBeCloseTo(150 / 290);
    expect(rates[1]?.riskRatio?.value).toBeCloseTo(150 / 290 / (9_768 / 10_312));
    expect(rates[1]?.standardisedDifference).toBeLessThan(-0.1);
  });

  it('says where a level lost its records, in shares that add up to one', () => {
    for (const level of counts) {
      const {lostShare} = ratesOf(level, everybody);
      const sum = LOST_STAGES.reduce((total, stage) => total + (lostShare?.[stage] ?? 0), 0);
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  it('estimates missed and false matches where somebody gave them', () => {
    const state = Uint8Array.of(stateCode('linked'), stateCode('linked'), stateCode('not_blocked'));
    const all = countEverybody({
      state,
      missed: Float64Array.of(0, 0, 1),
      wrong: Float64Array.of(0.5, 0, 0),
    });
    expect(ratesOf(all, all).missedRate?.share).toBeCloseTo(1 / 2.5);
    expect(ratesOf(all, all).falseRate?.share).toBeCloseTo(0.25);
  });

  it('knows the standardised difference of two shares', () => {
    expect(standardisedDifference(0.5, 0.5)).toBe(0);
    expect(standardisedDifference(0.6, 0.4)).toBeCloseTo(0.408, 3);
    expect(standardisedDifference(0, null)).toBeNull();
  });
});

describe('the gate', () => {
  it('fails for a subgroup that is clearly below everybody, and names it', () => {
    const gate = fairnessGate(counts, everybody);
    expect(gate.passes).toBe(false);
    expect(gate.verdicts).toEqual(['pass', 'fail', 'too_few']);
    expect(gate.findings).toMatchObject([{level: 'looked after', measure: 'link rate'}]);
  });

  it('detects a subgroup of which 30 % lost their postcode', () => {
    const planted = people({
      others: {linked: 9_500, not_blocked: 500},
      planted: {linked: 310, not_blocked: 90},
    });
    const gate = fairnessGate(
      countSubgroups(planted.outcomes, planted.groups),
      countEverybody(planted.outcomes),
    );
    expect(gate.verdicts).toEqual(['pass', 'fail']);
  });

  it('only watches what may be chance', () => {
    const few = people({
      others: {linked: 950, not_blocked: 50},
      few: {linked: 27, not_blocked: 4},
    });
    const gate = fairnessGate(
      countSubgroups(few.outcomes, few.groups),
      countEverybody(few.outcomes),
    );
    expect(gate).toMatchObject({passes: true, verdicts: ['pass', 'watch']});
  });

  it('fails for estimated recall too, when the link rate is as good as any', () => {
    const [a, b] = [200, 200];
    const state = new Uint8Array(a + b).fill(stateCode('linked'));
    const missed = Float64Array.from(state, (_, i) => (i < a ? 0 : 0.3));
    const level = {
      variable: 'x',
      levels: ['a', 'b'],
      code: Int32Array.from(state, (_, i) => +(i >= a)),
    };
    const gate = fairnessGate(
      countSubgroups({state, missed}, level),
      countEverybody({state, missed}),
    );
    expect(gate.findings).toMatchObject([{level: 'b', measure: 'estimated recall'}]);
  });
});

describe('the bias table as it leaves', () => {
  const verdicts: Verdict[] = ['pass', 'fail', 'too_few'];

  it('withholds small cells, and others, so that none can be had by subtraction', () => {
    const published = publishSubgroups(counts, verdicts, everybody);
    const [, care, unknown] = published;
    expect(unknown?.lost.scoring).toBeNull();
    expect(unknown?.linkRate).toBeNull();
    expect(unknown?.records).toBe(22);
    expect(care?.verdict).toBe('fail');
    const hidden = published.filter(({lost}) => lost.scoring === null);
    expect(hidden.length).toBeGreaterThan(1);
  });

  it('shows everything when nothing is small', () => {
    const large = people({
      a: {linked: 900, not_blocked: 60, ambiguous: 40},
      b: {linked: 800, not_blocked: 50, ambiguous: 30},
    });
    const all = countEverybody(large.outcomes);
    const published = publishSubgroups(
      countSubgroups(large.outcomes, large.groups),
      ['pass', 'pass'],
      all,
    );
    expect(published.map(({lost}) => lost.margin)).toEqual([40, 30]);
    expect(published.every(({linkRate}) => linkRate !== null)).toBe(true);
  });

  it('shows intersections of a hundred records and more only', () => {
    const n = 1_200;
    const state = Uint8Array.from({length: n}, (_, i) =>
      stateCode(i % 5 === 0 ? 'not_blocked' : 'linked'),
    );
    const sex = {
      variable: 'sex',
      levels: ['f', 'm'],
      code: Int32Array.from(state, (_, i) => i % 2),
    };
    const age = {
      variable: 'age',
      levels: ['young', 'middle', 'old'],
      code: Int32Array.from(state, (_, i) => (i < 560 ? 0 : i < 1_160 ? 1 : 2)),
    };
    const both = countSubgroups({state}, crossed(sex, age, n));
    const published = publishIntersections(
      both,
      3,
      both.map(() => 'pass'),
      countEverybody({state}),
    );
    expect(published.every(({records}) => (records ?? 0) >= 100)).toBe(true);
    expect(published.map(({level}) => level)).not.toContain('f × old');
    expect(published.length).toBeGreaterThan(0);
  });
});
