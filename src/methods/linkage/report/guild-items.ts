/** The parts that GUILD's four steps ask for, each with what the report says or why it says nothing. */

import {count} from './numbers.ts';
import type {LinkageReport} from './schema.ts';
import {isKnown, type NotKnown} from './schema-parts.ts';
import type {SectionId} from './words.ts';

export interface GuildItem {
  readonly step: 'provision' | 'linkage' | 'analysis' | 'reporting';
  readonly part: string;
  /** What there is to say in a few words; null where the section says it. */
  readonly said: string | null;
  /** The section of the page that holds it. */
  readonly section: SectionId;
  /** Why it is not known; null when it is. */
  readonly missing: string | null;
}

type Part = readonly [part: string, value: unknown, section: SectionId, said?: string];

export function guildItems(report: LinkageReport): GuildItem[] {
  const {provision, linkage, analysis, reporting} = report;
  const {blocking, patterns, accuracy} = linkage;
  const {rowFields} = analysis;
  const all = (step: GuildItem['step'], parts: readonly Part[]) =>
    parts.map(([part, value, section, said = null]): GuildItem => {
      const missing = isKnown(value as object | NotKnown) ? null : (value as NotKnown).notKnown;
      return {step, part, said: typeof value === 'string' ? value : said, section, missing};
    });
  const ofFiles = (of: 'asAt' | 'extractedOn' | 'optedOut'): unknown => {
    const told = provision.files.map((file) => file[of]);
    return told.find((part) => !isKnown(part)) ?? told;
  };
  return [
    ...all('provision', [
      ['purpose', provision.purpose, 'guild'],
      ['population and coverage', provision.population, 'guild'],
      ['geography', provision.geography, 'guild'],
      ['as-at dates', ofFiles('asAt'), 'inputs'],
      ['dates of extraction', ofFiles('extractedOn'), 'inputs'],
      ['opt-outs removed', ofFiles('optedOut'), 'inputs'],
      ['completeness and validity', provision.completeness, 'inputs'],
      ['changes since the last extract', provision.changes, 'guild'],
    ]),
    ...all('linkage', [
      ['cleaning rules and counts', linkage.cleaning, 'inputs'],
      ['blocking rules and pairs', blocking.rules, 'blocking', `${count(blocking.pairs)} pairs`],
      ['matches that blocking missed', blocking.recall, 'blocking'],
      ['comparisons, m, u and prior', linkage.model, 'model', `model ${linkage.model.name}`],
      ['training', linkage.model.training, 'model'],
      ['status of every record', linkage.funnel, 'records'],
      ['weights and thresholds', linkage.thresholds, 'scores'],
      ['calibration', linkage.calibration, 'accuracy'],
      ['pattern table', patterns, 'explanations', `${count(patterns.distinct)} patterns`],
      ['unlinkable records', linkage.unlinkables, 'inputs'],
      ['precision and recall', accuracy, 'accuracy', `in ${accuracy.length} ways`],
      ['clerical review', linkage.clerical, 'accuracy'],
      ['records per person', linkage.clusters, 'people'],
      ['constraints applied', linkage.constraints, 'people'],
      ['change since the run before', linkage.drift, 'people'],
    ]),
    ...all('analysis', [
      ['fields on each row', rowFields, 'guild', rowFields.map(({name}) => name).join(', ')],
      ['linked against unlinked', reporting.fairness, 'subgroups'],
      ['links at other thresholds', analysis.sensitivity, 'people'],
      ['parameters for bias analysis', analysis.biasParameters, 'guild'],
    ]),
    ...all('reporting', [
      ['paragraph for a paper', report, 'paper'],
      ['flow of records', linkage.funnel, 'records'],
      ['bias table', reporting.fairness, 'subgroups'],
      ['limitations', reporting.limitations, 'guild'],
      ['versions, digests and time', reporting.versions, 'again'],
    ]),
  ];
}
