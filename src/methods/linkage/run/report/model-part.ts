/** The model as the report tells it: levels with m, u, bits and their intervals, prior and training. */

import {z} from 'zod';
import {linkageModelDigest} from '../../model/read-model.ts';
import type {Comparison, Level, LinkageModel} from '../../model/schema.ts';
import type {Linkage} from '../../report/schema.ts';
import {levelBits} from '../../score/weights.ts';
import {weightInterval} from '../../train/intervals.ts';
import {labelOf} from './waterfall.ts';

type Model = Linkage['model'];
type LevelRow = Model['comparisons'][number]['levels'][number];

export function modelPart(model: LinkageModel, priorBits: number): Model {
  const comparisons = model.comparisons.map((comparison) => ({
    name: comparison.name,
    levels: [...silentRow(comparison), ...tellingRows(comparison)],
  }));
  return {
    name: model.name,
    digest: `sha256:${linkageModelDigest(model)}`,
    prior: {probability: 1 / (1 + 2 ** -priorBits), bits: priorBits, how: howPrior(model)},
    comparisons: comparisons as Model['comparisons'],
    training: trainingOf(model),
  };
}

/** All levels that say nothing, as one. */
function silentRow(comparison: Comparison): LevelRow[] {
  const labels = comparison.levels.flatMap(({missing}, place) =>
    missing ? [labelOf(comparison, place)] : [],
  );
  if (labels.length === 0) return [];
  const nothing = {m: null, u: null, bits: 0, low: null, high: null, note: 'missing' as const};
  return [{label: [...new Set(labels)].join(', or '), ...nothing, termFrequency: false}];
}

const tellingRows = (comparison: Comparison): LevelRow[] =>
  comparison.levels.flatMap((level, place) =>
    level.missing ? [] : [levelRow(comparison, level, place)],
  );

function levelRow(comparison: Comparison, level: Level, place: number): LevelRow {
  const {m, u, seM, seU, unobserved, fixM, fixU, tf} = level;
  const label = labelOf(comparison, place);
  if (m === undefined || u === undefined) {
    const nothing = {m: null, u: null, bits: 0, low: null, high: null};
    return {label, ...nothing, note: 'missing', termFrequency: false};
  }
  const isTrained = seM !== undefined && seU !== undefined;
  const {lower, upper} = weightInterval(m, u, seM ?? 0, seU ?? 0);
  return {
    label,
    m,
    u,
    bits: levelBits(level),
    low: isTrained ? lower : null,
    high: isTrained ? upper : null,
    note: unobserved ? 'unobserved' : fixM || fixU || !isTrained ? 'fixed' : null,
    termFrequency: (tf?.weight ?? 0) > 0,
  };
}

function howPrior({prior, kind}: LinkageModel): string {
  if ('probability' in prior) return 'as the model says';
  if (prior.expectedLinks !== 'rows') {
    return `about ${Math.round(prior.expectedLinks).toLocaleString('en-GB')} links expected`;
  }
  return kind === 'dedupe'
    ? 'one link expected for each record'
    : 'one link expected for each record of the smaller file';
}

/** What `link train` leaves in a model; a model from elsewhere has none of it. */
const TrainingSchema = z.object({
  passes: z
    .array(z.object({block: z.array(z.string()), iterations: z.number(), converged: z.boolean()}))
    .nonempty(),
  findings: z.array(z.object({sentence: z.string()})).default([]),
  expected_matches: z.number().optional(),
});

const MOST_FINDINGS = 3;

/** The first few; the model file has all. */
function fewOf(sentences: readonly string[]): string {
  const more = sentences.length - MOST_FINDINGS;
  const told = sentences.slice(0, MOST_FINDINGS).join('; ');
  return more > 0 ? `${told}; and ${more} more, in the model file` : told;
}

function trainingOf({training}: LinkageModel): Model['training'] {
  const read = TrainingSchema.safeParse(training);
  if (!read.success) return {notKnown: 'the model does not say how it was trained'};
  const {passes, findings, expected_matches: expected} = read.data;
  const blocks = passes.map(({block}) => block.join(' + ')).join('; ');
  const converged = passes.filter((pass) => pass.converged).length;
  const iterations = passes.reduce((sum, pass) => sum + pass.iterations, 0);
  return [
    `Without labels, in ${passes.length} ${passes.length === 1 ? 'pass' : 'passes'} (by ${blocks}),`,
    `${converged === passes.length ? 'all converged' : `${converged} converged`},`,
    `in ${iterations} iterations.`,
    ...(expected === undefined
      ? []
      : [`It expected ${Math.round(expected).toLocaleString('en-GB')} matches.`]),
    ...(findings.length === 0
      ? ['It found nothing to be unsure of.']
      : [`It is unsure of ${findings.length} things: ${fewOf(findings.map((f) => f.sentence))}.`]),
  ].join(' ');
}
