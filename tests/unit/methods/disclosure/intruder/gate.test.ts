import {describe, expect, it} from 'vitest';
import {measure} from '../../../../../src/methods/disclosure/intruder/measure.ts';
import {conclude} from '../../../../../src/methods/disclosure/intruder/outcome.ts';
import {publishPart} from '../../../../../src/methods/disclosure/intruder/report.ts';
import {
  DEFAULT_RULES,
  largestShareOf,
  parseDisclosureRules,
} from '../../../../../src/methods/disclosure/intruder/rules.ts';
import {wordsOf} from '../../../../../src/methods/disclosure/intruder/sets.ts';
import {failureOf} from '../../../kernel/failure-of.ts';
import {BY_HAND, ofSet, type Small, smallExtract} from './extracts.ts';

const WEEK = 'week of birth + LSOA + sex';

async function judged(small: Small, justified: readonly string[] = [], largestShare = 5) {
  const {db, request} = await smallExtract(small, {justified, largestShare});
  const measured = await measure(db, request);
  return {measured, gate: measured.gate};
}

async function concluded(small: Small, justified: readonly string[] = []) {
  const {measured} = await judged(small, justified);
  return conclude([publishPart(['visit'], measured, 5)]);
}

/** Twelve hundred people, each born in a week of their own; one other of the population is like each. */
const MANY: Small = {
  rows: Array.from({length: 1200}, (_, i) => [
    i,
    weekOf(i),
    String((i % 2) + 1),
    `W${(i % 4) + 1}`,
  ]),
  population: Array.from({length: 1200}, (_, i) => [
    ...[weekOf(i), String((i % 2) + 1), `W${(i % 4) + 1}`],
    2,
  ]),
};

function weekOf(i: number): string {
  return new Date(Date.UTC(1980, 0, 7 + 7 * i)).toISOString().slice(0, 10);
}

describe('the gate', () => {
  it('judges what the extract holds as it is, and names the least coarsening that would pass', async () => {
    const {gate} = await judged(BY_HAND);
    expect(gate.map(({set}) => wordsOf(set))).toEqual([
      WEEK,
      'week of birth + sex',
      'LSOA + sex',
      'sex',
    ]);
    const {share, verdict} = ofSet(gate, WEEK);
    expect(share).toBe(60);
    expect(verdict.verdict === 'above' && verdict.pass.map(wordsOf)).toEqual([
      'year of birth + MSOA + sex',
    ]);
  });

  it('takes no larger area for a way out when it is not known of everybody', async () => {
    const {gate} = await judged({...BY_HAND, areas: [['W1', 'M1']]});
    const {verdict} = ofSet(gate, WEEK);
    expect(verdict.verdict === 'above' && verdict.pass.map(wordsOf)).toEqual([
      'year of birth + sex',
    ]);
  });

  it('lets just as many be easily found as the rules allow, and not one more', async () => {
    expect(ofSet((await judged(BY_HAND, [], 60)).gate, WEEK).verdict.verdict).toBe('within');
    expect(ofSet((await judged(BY_HAND, [], 59.9)).gate, WEEK).verdict.verdict).toBe('above');
  });

  it('asks for a justification of every part that could be coarser', async () => {
    const of = async (justified: readonly string[]) => {
      const {verdict} = ofSet((await judged(BY_HAND, justified)).gate, WEEK);
      return verdict.verdict === 'above' && verdict.missing;
    };
    expect(await of([])).toEqual(['week-of-birth-because', 'smallest-area-because']);
    expect(await of(['week-of-birth-because'])).toEqual(['smallest-area-because']);
    expect(await of(['week-of-birth-because', 'smallest-area-because'])).toEqual([]);
  });

  it('says nothing of sex alone, and cannot say anything without a population', async () => {
    const {gate} = await judged({...BY_HAND, population: null});
    expect(ofSet(gate, WEEK).verdict).toEqual({verdict: 'not-known'});
    expect(ofSet(gate, 'sex').verdict).toEqual({verdict: 'within'});
  });

  it('is passed by an extract that says nothing of birth and area', async () => {
    const {outcome, decision} = conclude([{datasets: ['visit'], people: 0, qiSets: [], gate: []}]);
    expect([outcome, decision]).toEqual(['passed', {allowed: true}]);
  });
});

describe('what the gates come to', () => {
  it('is a refusal that names set, share and coarsening, and the questions that would do instead', async () => {
    const {outcome, decision, reasons} = await concluded(MANY);
    expect(outcome).toBe('refused');
    expect(decision.allowed).toBe(false);
    expect(reasons[0]).toBe(
      'visit: by week of birth + LSOA + sex, 100 % of people have fewer than 5 people who look like ' +
        'them in the population, and 5 % may; year of birth + LSOA + sex would pass; ' +
        'else the application must answer week-of-birth-because and smallest-area-because',
    );
  });

  it('is a pass as an exception when the application justifies it, and says so', async () => {
    const justified = ['week-of-birth-because', 'smallest-area-because'];
    const {outcome, decision, reasons} = await concluded(MANY, justified);
    expect([outcome, decision]).toEqual(['passed-as-exception', {allowed: true}]);
    expect(reasons[0]).toMatch(
      /it is a justified exception: the application answers week-of-birth-because and smallest-area-because$/,
    );
  });

  it('is not known where the population is not, whatever is justified', async () => {
    const justified = ['week-of-birth-because', 'smallest-area-because'];
    const {outcome, decision} = await concluded({...MANY, population: null}, justified);
    expect(outcome).toBe('not-known');
    expect(decision.allowed).toBe(false);
  });
});

describe('the rules', () => {
  it('take the strictest share of what is granted together', () => {
    const rules = {...DEFAULT_RULES, datasets: [{dataset: 'social_care', largestShare: 1}]};
    expect(largestShareOf(rules, ['death'])).toBe(5);
    expect(largestShareOf(rules, ['death', 'social_care'])).toBe(1);
  });

  it('are refused with every path that is wrong', async () => {
    const text = 'intruder: {smallestK: 1, largestShare: 500, forgiven: yes}';
    const {code, faults} = await failureOf(() => parseDisclosureRules(text));
    expect(code).toBe('POLICY_INVALID');
    expect(faults.map(({where}) => where).sort()).toEqual([
      'intruder',
      'intruder.largestShare',
      'intruder.smallestK',
    ]);
  });
});
