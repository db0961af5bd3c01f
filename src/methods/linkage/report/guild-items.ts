/** The parts that GUILD's four steps ask for, each with what the report says or why it says nothing. */

import {count} from './numbers.ts';
import type {LinkageReport} from './schema.ts';
import {isKnown, type NotKnown} from './schema-parts.ts';

export interface GuildItem {
  readonly step: 'provision' | 'linkage' | 'analysis' | 'reporting';
  readonly part: string;
  readonly said: string;
  /** Why it is not known; null when it is. */
  readonly missing: string | null;
}

export function guildItems(report: LinkageReport): GuildItem[] {
  const {provision, linkage, analysis, reporting} = report;
  const all = (step: GuildItem['step'], parts: readonly (readonly [string, unknown, string?])[]) =>
    parts.map(([part, value, said]): GuildItem => {
      const missing = isKnown(value as object | NotKnown) ? null : (value as NotKnown).notKnown;
      const text = typeof value === 'string' ? value : 'in this report';
      return {step, part, said: said ?? text, missing};
    });
  const firstUnknown = (parts: readonly unknown[]): unknown =>
    parts.find((part) => !isKnown(part as object | NotKnown)) ?? parts;
  return [
    ...all('provision', [
      ['purpose', provision.purpose],
      ['population and coverage', provision.population],
      ['geography', provision.geography],
      ['as-at dates', firstUnknown(provision.files.map(({asAt}) => asAt)), 'by file'],
      ['dates of extraction', firstUnknown(provision.files.map((f) => f.extractedOn)), 'by file'],
      ['opt-outs removed', firstUnknown(provision.files.map((f) => f.optedOut)), 'by file'],
      ['completeness and validity', provision.completeness, 'by field and side'],
      ['changes since the last extract', provision.changes],
    ]),
    ...all('linkage', [
      ['cleaning rules and counts', linkage.cleaning, 'by field'],
      [
        'blocking rules and pairs',
        linkage.blocking.rules,
        `${count(linkage.blocking.pairs)} pairs`,
      ],
      ['matches that blocking missed', linkage.blocking.recall, 'estimated'],
      ['comparisons, m, u and prior', linkage.model, `model ${linkage.model.name}`],
      ['training', linkage.model.training],
      ['status of every record', linkage.funnel],
      ['weights and thresholds', linkage.thresholds],
      ['calibration', linkage.calibration],
      ['pattern table', linkage.patterns, `${count(linkage.patterns.distinct)} patterns`],
      ['unlinkable records', linkage.unlinkables],
      ['precision and recall', linkage.accuracy, `in ${linkage.accuracy.length} ways`],
      ['clerical review', linkage.clerical],
      ['records per person', linkage.clusters],
      ['constraints applied', linkage.constraints],
      ['change since the run before', linkage.drift],
    ]),
    ...all('analysis', [
      ['fields on each row', analysis.rowFields, analysis.rowFields.map((f) => f.name).join(', ')],
      ['linked against unlinked', reporting.fairness, 'standardised differences by subgroup'],
      ['links at other thresholds', analysis.sensitivity],
      ['parameters for bias analysis', analysis.biasParameters],
    ]),
    ...all('reporting', [
      ['paragraph and flow for a paper', report.title, 'written from the numbers'],
      ['bias table', reporting.fairness],
      ['limitations', reporting.limitations],
      ['versions, digests and time', reporting.versions],
    ]),
  ];
}
