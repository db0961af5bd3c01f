/** The report as a page: one file, for everybody to read, and safe whatever its texts are. */

import {describe, expect, it} from 'vitest';
import {renderReport} from '../../../../../src/methods/linkage/report/render.ts';
import {
  type LinkageReport,
  LinkageReportSchema,
} from '../../../../../src/methods/linkage/report/schema.ts';
import {dotsOf} from '../../../../../src/methods/linkage/report/sections/funnel.ts';
import {sampleReport} from './sample-report.ts';

const REPORT = sampleReport();
const PAGE = renderReport(REPORT);
const matches = (page: string, pattern: RegExp) =>
  [...page.matchAll(pattern)].map(([, one]) => one);
const textOf = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const rendered = (change: (report: LinkageReport) => void): string => {
  const report = structuredClone(REPORT);
  change(report);
  return renderReport(LinkageReportSchema.parse(report));
};

describe('the page', () => {
  it('is one file of a modest size, without script and without anything to fetch', () => {
    expect(PAGE.length).toBeLessThan(400_000);
    expect(PAGE).not.toMatch(/<script|<link rel="stylesheet|<img|<iframe|@import|url\(|@font-face/);
    expect(matches(PAGE, /(?:src|href)="([^"#][^"]*)"/g)).toEqual([
      'data:,',
      'https://doi.org/10.1093/pubmed/fdx037',
    ]);
    expect(PAGE).toContain("default-src 'none'".replaceAll("'", '&#39;'));
  });

  it('is the same for the same report', () => {
    expect(renderReport(sampleReport())).toBe(PAGE);
  });

  it('says first what was linked, and how sure that is', () => {
    expect(textOf(PAGE)).toContain(
      '18,489 of 19,959 records of admissions ( 92.6 % ) were linked to one person on the spine.',
    );
    expect(textOf(PAGE)).toContain('41 more had opted out.');
    expect(textOf(PAGE)).toMatch(/Of a thousand links, about one is wrong/);
  });

  it('gives every table a caption, a head and names of rows', () => {
    const tables = matches(PAGE, /<table[^>]*>(.*?)<\/table>/gs);
    expect(tables.length).toBeGreaterThan(15);
    for (const table of tables) {
      expect(table).toMatch(/^\s*<caption><span>[^<]+/);
      expect(table).toMatch(/<th scope="col"/);
      expect(table).toMatch(/<th scope="row"/);
    }
  });

  it('names every chart that stands alone, and hides from readers what stands beside its number', () => {
    for (const svg of matches(PAGE, /(<svg.*?<\/svg>)/gs)) {
      const isNamed =
        /role="img" aria-labelledby="[\w -]+"/.test(svg ?? '') && /<title id=/.test(svg ?? '');
      expect(isNamed || (svg ?? '').includes('aria-hidden="true"')).toBe(true);
    }
  });

  it('never skips a level of headings, and never uses an id twice', () => {
    const levels = matches(PAGE, /<h([1-6])/g).map(Number);
    expect(levels[0]).toBe(1);
    levels.slice(1).forEach((level, i) => {
      expect(level - (levels[i] as number)).toBeLessThanOrEqual(1);
    });
    const ids = matches(PAGE, / id="([^"]+)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    for (const target of matches(PAGE, /href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('prints no number that is none', () => {
    expect(textOf(PAGE)).not.toMatch(/NaN|undefined|Infinity|\[object|null/);
    expect(PAGE).not.toMatch(/(?:NaN|undefined|Infinity)/);
  });
});

describe('the page with hostile texts', () => {
  it('shows them as text', () => {
    const evil = `"'><img src=x onerror=alert(1)>&`;
    const poison = (value: unknown): unknown => {
      if (typeof value === 'string')
        return /^(\d{4}-\d\d-\d\d)$/.test(value) ? value : `${value}${evil}`;
      if (Array.isArray(value)) return value.map(poison);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
          key,
          ['side', 'state', 'of', 'kind', 'note', 'how', 'verdict'].includes(key) &&
          typeof inner === 'string'
            ? inner
            : poison(inner),
        ]),
      );
    };
    const page = renderReport(LinkageReportSchema.parse(poison(REPORT)));
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/="[^"]*'><img/);
    expect(page.match(/&lt;img src=x onerror=alert\(1\)&gt;&amp;/g)?.length).toBeGreaterThan(60);
  });
});

describe('what is estimated', () => {
  const onlyModel = (how: 'calibrated_model' | 'uncalibrated_model') =>
    rendered((report) => {
      const [first] = report.linkage.accuracy;
      if (first) report.linkage.accuracy = [{...first, how, note: 'sum of probabilities'}];
    });

  it('is called an estimate', () => {
    expect(textOf(onlyModel('calibrated_model'))).toMatch(
      /Precision 99\.9 % 99\.9 to 99\.9 %, estimated by the calibrated model estimate/,
    );
    expect(textOf(onlyModel('calibrated_model'))).toContain('about one is thought to be wrong');
  });

  it('is never called precision when nobody calibrated it', () => {
    const page = textOf(onlyModel('uncalibrated_model'));
    expect(page).toContain('Links the model expects to be right 99.9 %');
    expect(page).not.toMatch(/Precision 99/);
    expect(page).toContain('Precision is not known. Recall is not known.');
  });

  it('is compared with what is counted, and a disagreement is shown', () => {
    expect(textOf(PAGE)).toMatch(/Look into this\. The recall counted against known truth/);
  });
});

describe('what is not known or withheld', () => {
  it('is said, with the reason', () => {
    const page = textOf(
      rendered((report) => {
        report.linkage.blocking.recall = {notKnown: 'one rule alone overlaps with nothing'};
        report.linkage.thresholds = {notKnown: 'nobody calibrated the model'};
        report.linkage.calibration = {notKnown: 'no pair has a known truth'};
        report.linkage.clusters = {notKnown: 'not counted'};
        report.linkage.cleaning = {notKnown: 'read in as it was'};
        report.linkage.unlinkables = {notKnown: 'not counted'};
        report.reporting.fairness = {notKnown: 'no subgroup was given'};
      }),
    );
    expect(page).toContain('Blocking recall not known');
    expect(page).toContain('Matches that no rule saw: not known. One rule alone overlaps');
    expect(page).toContain('Rates by subgroup: not known. No subgroup was given.');
    expect(page).toContain('This report holds 20 of 32 parts');
  });

  it('is a dash for a small subgroup, and the gate says who failed it', () => {
    expect(PAGE).toMatch(/not stated<\/th><td class="num">67<\/td><td class="num">–<\/td>/);
    expect(textOf(PAGE)).toContain('The gate is not passed by age not stated.');
  });
});

describe('a hundred dots', () => {
  it('are a hundred, whatever the shares', () => {
    const thirds = (['not_blocked', 'ambiguous', 'linked'] as const).map((state) => ({
      state,
      records: 1,
    }));
    expect(dotsOf(thirds, 3)).toHaveLength(100);
    expect(dotsOf(REPORT.linkage.funnel.states, 20_000)).toHaveLength(100);
  });
});

describe('a deduplication', () => {
  it('is told as one', () => {
    const page = textOf(
      rendered((report) => {
        report.kind = 'dedupe';
        report.provision.files = report.provision.files.slice(0, 1) as never;
        report.linkage.funnel.of = 'all';
      }),
    );
    expect(page).toContain('were found to share a person with another record');
    expect(page).toContain(
      'Records of admissions (20,000 records as at 2024-12-31) that belong to one person',
    );
  });
});
