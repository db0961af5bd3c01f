import {describe, expect, it} from 'vitest';
import {sha256} from '../../../../../src/kernel/digests.ts';
import {attack, measure} from '../../../../../src/methods/disclosure/intruder/measure.ts';
import {conclude} from '../../../../../src/methods/disclosure/intruder/outcome.ts';
import {reportPage} from '../../../../../src/methods/disclosure/intruder/page.ts';
import {
  INTRUDER_TEST,
  type IntruderReport,
  IntruderReportSchema,
  publishAttacks,
  publishPart,
  type ReportPart,
} from '../../../../../src/methods/disclosure/intruder/report.ts';
import {BY_HAND, type Small, smallExtract} from './extracts.ts';

const week = (n: number): string =>
  new Date(Date.UTC(1960, 0, 4 + 7 * n)).toISOString().slice(0, 10);

/** A hundred people: four are alone in their place, the others are twelve to a week. */
const HUNDRED: Small = {
  rows: Array.from({length: 100}, (_, i) => [i, week(i % 8), '1', i < 4 ? `W${10 + i}` : 'W1']),
  population: Array.from({length: 100}, (_, i) => [
    week(i % 8),
    '1',
    i < 4 ? `W${10 + i}` : 'W1',
    1,
  ]),
};

async function reportOf(small: Small): Promise<IntruderReport> {
  const {db, request} = await smallExtract(small);
  const measured = await measure(db, request);
  const parts: IntruderReport['parts'] = [publishPart(['visit'], measured, 5)];
  const {outcome, reasons} = conclude(parts);
  return {
    ...{v: 1, test: INTRUDER_TEST, project: 'PRJ-1', people: 'real', outcome},
    ...{isEnforced: true, hasPopulation: small.population !== null, reasons: [...reasons], parts},
    attacks: publishAttacks(await attack(db, measured, request)),
    provenance: {
      extracts: [{dataset: 'visit', plain: sha256('plain')}],
      ...{grants: sha256('grants'), rules: sha256('rules'), population: sha256('population')},
      ...{seed: '0123456789abcdef', logIndex: 7},
    },
  };
}

/** The one part of a report about one dataset. */
function partOf({parts}: IntruderReport): ReportPart {
  const [part] = parts;
  if (!part) throw new Error('a report without a part');
  return part;
}

describe('a report', () => {
  it('withholds shares that would give a small count away, and says the rest', async () => {
    const {qiSets, gate} = partOf(await reportOf(HUNDRED));
    const [finest, ...others] = qiSets;
    expect(finest).toMatchObject({people: 100, extract: {unique: null, below5: null}});
    expect(finest?.extract).toMatchObject({smallest: 1});
    expect(others.find(({words}) => words === 'sex')).toMatchObject({
      extract: {unique: 0, below5: 0, smallest: 100, median: 100},
    });
    // Four in a hundred are below the gate, and five may be: it holds, and the share is not said.
    expect(gate[0]).toMatchObject({verdict: 'within', share: null});
  });

  it('says no count at all of fewer than ten people', async () => {
    const report = await reportOf(BY_HAND);
    const part = partOf(report);
    expect(part.people).toBeNull();
    for (const {people, combinations, extract, population} of part.qiSets) {
      expect([people, combinations]).toEqual([null, null]);
      for (const figure of [extract, population].flatMap((k) => Object.values(k ?? {}))) {
        expect(figure).toBeNull();
      }
    }
    expect(report.attacks.prosecutor).toEqual({
      ...{attempts: null, claimed: null, correct: null},
      ...{precision: null, baseline: null, uplift: null},
    });
  });

  it('keeps its schema, which admits nothing beside it and no code or day in its words', async () => {
    const report = await reportOf(HUNDRED);
    expect(IntruderReportSchema.parse(report)).toEqual(report);
    const refuses = (change: (copy: IntruderReport) => void) => {
      const copy = structuredClone(report);
      change(copy);
      expect(IntruderReportSchema.safeParse(copy).success).toBe(false);
    };
    refuses((copy) => Object.assign(partOf(copy), {pseudonyms: []}));
    refuses((copy) => Object.assign(partOf(copy).qiSets[0] ?? {}, {words: 'born 1960-01-04'}));
    refuses((copy) => Object.assign(partOf(copy).gate[0] ?? {}, {set: 'W01000001'}));
    refuses((copy) => Object.assign(copy.provenance, {seed: 'a sentence'}));
    refuses((copy) => Object.assign(copy, {outcome: 'waved through'}));
  });

  it('is a page that a person can read, in which what is withheld is called so', async () => {
    const page = reportPage(await reportOf(HUNDRED));
    expect(page).toMatch(/^# Intruder report: PRJ-1\n\nThe extract passes: few enough people/);
    expect(page).toContain('| week of birth + LSOA + sex | 100 | withheld | withheld |');
    expect(page).toContain('| sex | 100 | 0 % | 0 % | 0 % | 0 % |');
    expect(page).toContain('Journalist: looks for anybody');
    expect(page).toContain(`- visit ${sha256('plain')}`);
  });
});
