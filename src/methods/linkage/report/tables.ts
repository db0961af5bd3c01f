/** The report as flat tables, for whoever would rather query it than read it. */

import {factsOf} from './facts.ts';
import {guildItems} from './guild-items.ts';
import type {LinkageReport} from './schema.ts';
import {isKnown, type NotKnown} from './schema-parts.ts';

export type Cell = string | number | boolean | null;
export type TableRow = Readonly<Record<string, Cell>>;

const rowsOf = <T>(part: readonly T[] | NotKnown): readonly T[] =>
  isKnown(part) ? (part as readonly T[]) : [];

interface ShareLike {
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

/** A share as three columns; of nothing known, all are null. */
const shareColumns = (name: string, share: ShareLike | null): TableRow => ({
  [name]: share?.share ?? null,
  [`${name}_low`]: share?.low ?? null,
  [`${name}_high`]: share?.high ?? null,
});

/** One table per name; a part that is not known has no rows. Every row of a table has the same columns. */
export function reportTables(report: LinkageReport): Readonly<Record<string, readonly TableRow[]>> {
  const {provision, linkage, analysis, reporting} = report;
  const {blocking, model, patterns} = linkage;
  const thresholds = isKnown(linkage.thresholds) ? linkage.thresholds : null;
  const calibration = isKnown(linkage.calibration) ? linkage.calibration : null;
  const fairness = isKnown(reporting.fairness) ? reporting.fairness : null;
  const facts = factsOf(report);
  return {
    summary: [
      {
        title: report.title,
        made_on: report.madeOn,
        kind: report.kind,
        records: facts.records,
        opted_out: facts.optedOut,
        pairs: blocking.pairs,
        links: linkage.links,
        linked: facts.linked,
        ...shareColumns('link_rate', facts.linkRate),
        ...shareColumns('blocking_recall', facts.blockingRecall),
        seconds: facts.seconds,
      },
    ],
    completeness: provision.completeness.map((row) => ({...row})),
    cleaning: rowsOf(linkage.cleaning).map((row) => ({...row})),
    funnel: linkage.funnel.states.map((row) => ({...row})),
    blocking_rules: blocking.rules.map(({rule, pairs, newPairs, largest, recall}, i) => ({
      position: i + 1,
      rule,
      pairs,
      new_pairs: newPairs,
      largest_block_records: largest[0]?.records ?? null,
      recall,
    })),
    model_levels: model.comparisons.flatMap(({name, levels}) =>
      levels.map((level, i) => ({
        comparison: name,
        position: i + 1,
        level: level.label,
        m: level.m,
        u: level.u,
        bits: level.bits,
        bits_low: level.low,
        bits_high: level.high,
        note: level.note,
        term_frequency: level.termFrequency,
      })),
    ),
    weights: linkage.histogram.bins.map((bin) => ({
      ...bin,
      to: bin.from + linkage.histogram.width,
    })),
    thresholds: (thresholds?.rows ?? []).map(thresholdRow(thresholds?.how ?? null)),
    threshold_curve: (thresholds?.curve ?? []).map(thresholdRow(thresholds?.how ?? null)),
    calibration: (calibration?.rows ?? []).map(({from, to, pairs, meanProbability, isTrue}) => ({
      weight_from: from,
      weight_to: to,
      pairs,
      mean_probability: meanProbability,
      judged: isTrue.of,
      ...shareColumns('true_share', isTrue),
    })),
    patterns: patterns.rows.map(({levels, weight, pairs, links}) => ({
      ...Object.fromEntries(model.comparisons.map(({name}, i) => [name, levels[i] ?? null])),
      weight,
      pairs,
      links,
    })),
    unlinkables: rowsOf(linkage.unlinkables).map((row) => ({...row})),
    clusters: rowsOf(linkage.clusters).map((row) => ({...row})),
    constraints: linkage.constraints.map((row) => ({...row})),
    accuracy: linkage.accuracy.map(({how, note, precision, recall}) => ({
      how,
      note,
      ...shareColumns('precision', precision),
      ...shareColumns('recall', recall),
    })),
    sensitivity: analysis.sensitivity.map(({threshold, links, linkRate}) => ({
      threshold,
      links,
      link_rate: linkRate,
    })),
    subgroups: (fairness?.subgroups ?? []).map((row) => ({
      variable: row.variable,
      level: row.level,
      records: row.records,
      ...shareColumns('link_rate', row.linkRate),
      ...shareColumns('missed_rate', row.missedRate),
      ...shareColumns('false_rate', row.falseRate),
      risk_ratio: row.riskRatio?.value ?? null,
      risk_ratio_low: row.riskRatio?.low ?? null,
      risk_ratio_high: row.riskRatio?.high ?? null,
      standardised_difference: row.standardisedDifference,
      lost_at_validation: row.lost.validation,
      lost_at_blocking: row.lost.blocking,
      lost_at_scoring: row.lost.scoring,
      lost_at_margin: row.lost.margin,
      lost_at_constraint: row.lost.constraint,
      verdict: row.verdict,
    })),
    drift: rowsOf(linkage.drift).map(({what, before, now, isHeld}) => ({
      what,
      before,
      now,
      is_held: isHeld,
    })),
    guild: guildItems(report).map(({step, part, section, said, missing}) => ({
      step,
      part,
      section,
      is_known: missing === null,
      said: missing ?? said,
    })),
    seconds: reporting.seconds.map((row) => ({...row})),
  };
}

interface ThresholdLike {
  readonly threshold: number;
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

const thresholdRow =
  (how: string | null) =>
  (row: ThresholdLike): TableRow => ({
    how,
    threshold: row.threshold,
    true_positive: row.truePositive,
    false_positive: row.falsePositive,
    false_negative: row.falseNegative,
    precision: row.precision,
    recall: row.recall,
    f1: row.f1,
  });
