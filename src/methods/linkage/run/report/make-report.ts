/** The report of a run: every part filled from what was linked, or saying why it is not known. */

import {type IsoDay, parseIsoDay} from '../../../../kernel/dates.ts';
import {funnelOf, RECORD_STATES as REPORT_STATES} from '../../evaluate/funnel.ts';
import type {Truth} from '../../evaluate/truth.ts';
import {unlinkables} from '../../evaluate/unlinkables.ts';
import {linkageModelDigest} from '../../model/read-model.ts';
import type {LinkageModel} from '../../model/schema.ts';
import {percent} from '../../report/numbers.ts';
import {type LinkageReport, LinkageReportSchema, REPORT_VERSION} from '../../report/schema.ts';
import {isKnown} from '../../report/schema-parts.ts';
import type {Linked} from '../link-files.ts';
import {accuracyOf, measureLinks} from './accuracy.ts';
import {blockingOf} from './blocking.ts';
import {competingWeights} from './competition.ts';
import {exampleWaterfalls} from './examples.ts';
import {fairnessOf} from './fairness.ts';
import {modelPart} from './model-part.ts';
import {countedMisses, estimatedMisses} from './outcomes.ts';
import {nameOfFile, provisionOf} from './provision.ts';
import {calibrationOf, histogramOf, patternsOf, thresholdsOf} from './scores-part.ts';
import {reportedStates} from './states.ts';
import {requireSubgroupColumns, subgroupsOf} from './subgroup-levels.ts';
import {PairTeller} from './waterfall.ts';
import {constraintsOf, limitationsOf, methodWords} from './words.ts';

export interface ReportOptions {
  readonly paths: readonly string[];
  readonly today: IsoDay;
  readonly title?: string;
  readonly truth?: Truth;
  /** Where the truth comes from, such as the name of its column. */
  readonly truthNote?: string;
  /** Columns of the left file to divide by. */
  readonly subgroups?: readonly string[];
  /** Counts of people below this are withheld from subgroups; 10 by default. */
  readonly minCell?: number;
  /** What ran, for whoever would repeat it. */
  readonly versions: readonly {readonly what: string; readonly version: string}[];
}

/** A report keeps pairs so many bits below the threshold, so that its charts show both hills. */
const REPORT_REACH = 10;

/** How deep a run has to keep pairs for its report. */
export const floorForReport = ({resolve}: LinkageModel): number => resolve.theta - REPORT_REACH;

/** Bits above the threshold at which links are counted again, from one scoring (linkage reference R43). */
const SENSITIVITY = [0, 5, 10];
const UNLINKABLE_AT = [0, 5, 10, 15, 20];

export async function makeReport(
  linked: Linked,
  model: LinkageModel,
  options: ReportOptions,
): Promise<LinkageReport> {
  const {db, inputs, session, pairs, resolved, seconds} = linked;
  const {theta, delta} = model.resolve;
  requireSubgroupColumns(inputs, model, options.subgroups ?? []);
  const truth = options.truth ?? null;
  const truthNote = options.truthNote ?? 'known truth';
  const isLink = new Uint8Array(pairs.length);
  for (const edge of resolved.links) isLink[edge] = 1;
  // A group of records is linked through and through, whether its pairs were scored high or not.
  const isTogether = resolved.isClustered
    ? Uint8Array.from(isLink, (_, edge) =>
        resolved.personOf[pairs.left[edge] as number] ===
        resolved.personOf[pairs.right[edge] as number]
          ? 1
          : 0,
      )
    : isLink;
  const {provision, cleaning} = await provisionOf(db, inputs, options.paths, model);
  const of = model.kind === 'dedupe' || model.kind === 'link_and_dedupe' ? 'all' : 'left';
  const told = of === 'all' ? inputs.count : inputs.leftCount;
  const state = reportedStates(linked, model);
  const {blocking, missed} = blockingOf(linked, model, truth);
  const weight = competingWeights(linked, model);
  const misses = truth ? countedMisses(linked, truth) : estimatedMisses(linked, isTogether, weight);
  const leftOnly = <T extends Uint8Array | Float64Array>(all: T) =>
    all.subarray(0, inputs.leftCount) as T;
  const fairness = fairnessOf(
    {
      state: leftOnly(state),
      missed: leftOnly(misses.missed),
      wrong: leftOnly(misses.wrong),
    },
    await subgroupsOf(linked, model, options.subgroups ?? [], options.today),
    truth !== null,
    options.minCell,
  );
  const modelTold = modelPart(model, pairs.prior);
  const teller = new PairTeller(session, model, pairs.prior);
  const beaten = pairs.weight.reduce(
    (sum, bits, edge) => sum + (bits >= theta && !isLink[edge] ? 1 : 0),
    0,
  );
  const metrics = truth && measureLinks(linked, truth);
  const [left = 'file', right] = options.paths.map(nameOfFile);
  const usual = right === undefined ? `${left}, linked to itself` : `${left} linked to ${right}`;
  return LinkageReportSchema.parse({
    version: REPORT_VERSION,
    title: options.title ?? usual,
    madeOn: parseIsoDay(options.today) ?? options.today,
    kind: model.kind,
    provision,
    linkage: {
      cleaning,
      funnel: {
        of,
        states: funnelOf(state.subarray(0, told)).map(({state: name, records}) => ({
          state: name,
          records,
        })),
      },
      links: resolved.links.length,
      blocking,
      model: modelTold,
      resolve: {method: methodWords(model.resolve), theta, delta},
      histogram: histogramOf(pairs.weight, isLink),
      thresholds: thresholdsOf(linked, theta, truth, missed),
      calibration: calibrationOf(linked, truth, truthNote),
      patterns: patternsOf(linked, model),
      waterfalls: exampleWaterfalls(linked, model),
      unlinkables: unlinkables(
        teller.selfWeights(0, told),
        [...new Set([theta, ...UNLINKABLE_AT])].sort((a, b) => a - b),
      ),
      clusters: clusterSizes(resolved.personOf),
      constraints: constraintsOf(resolved, model.resolve, beaten),
      accuracy: accuracyOf({
        linked,
        isLink: isTogether,
        weight,
        missedByBlocking: missed,
        truth,
        truthNote,
      }),
      clerical: {notKnown: 'nobody has reviewed a sample of these pairs'},
      drift: {notKnown: 'no earlier run was given to compare with'},
    },
    analysis: {
      rowFields: rowFieldsOf(model),
      sensitivity: SENSITIVITY.map((bits) => sensitivityAt(linked, theta + bits, told)),
      biasParameters: metrics
        ? `sensitivity ${percent(metrics.recall.share)}, positive predictive value ${percent(metrics.precision.share)}, of pairs, against ${truthNote}`
        : {notKnown: 'no validation sample of this population'},
    },
    reporting: {
      fairness,
      limitations: limitationsOf({
        hasTruth: truth !== null,
        isBlockingKnown: isKnown(blocking.recall),
        isTrained: isKnown(modelTold.training),
        household: model.resolve.household !== undefined,
      }),
      versions: options.versions,
      digests: [
        {what: 'model', digest: `sha256:${linkageModelDigest(model)}`},
        ...provision.files.map(({name, digest}) => ({what: name, digest})),
      ],
      seconds: [
        {step: 'read, clean and encode', seconds: seconds.prepare},
        {step: 'block and score', seconds: seconds.score},
        {step: 'resolve', seconds: seconds.resolve},
      ],
    },
  });
}

/** How many people have how many records. */
function clusterSizes(personOf: Int32Array): {size: number; clusters: number}[] {
  const sizes = new Int32Array(personOf.length);
  for (const person of personOf) sizes[person] = (sizes[person] as number) + 1;
  const clusters = new Map<number, number>();
  for (const size of sizes) if (size > 0) clusters.set(size, (clusters.get(size) ?? 0) + 1);
  return [...clusters].sort(([a], [b]) => a - b).map(([size, n]) => ({size, clusters: n}));
}

/** Links of at least a weight, and the share of records that have one: nested, from one resolving. */
function sensitivityAt({pairs, resolved}: Linked, threshold: number, told: number) {
  const has = new Uint8Array(told);
  let links = 0;
  resolved.links.forEach((edge, i) => {
    if ((resolved.weight[i] as number) < threshold) return;
    links++;
    for (const record of [pairs.left[edge] as number, pairs.right[edge] as number]) {
      if (record < told) has[record] = 1;
    }
  });
  const linkRate = told === 0 ? 0 : has.reduce((sum, one) => sum + one, 0) / told;
  return {threshold, links, linkRate};
}

const rowFieldsOf = ({comparisons, resolve}: LinkageModel) => [
  {name: 'match_weight', meaning: 'evidence for the link, in bits'},
  {name: 'match_probability', meaning: 'what the model claims of it; not calibrated'},
  ...(resolve.household
    ? [{name: 'household_bits', meaning: 'what the household gave to the link'}]
    : []),
  {name: 'rule', meaning: 'the first blocking rule that found the pair'},
  {
    name: 'level_…',
    meaning: `the level at which a comparison agrees, ${comparisons.length} columns; 0 says nothing`,
  },
  {name: 'state', meaning: `of each record: linked, or why not (${REPORT_STATES.length} outcomes)`},
];
