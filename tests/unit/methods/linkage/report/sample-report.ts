/** A whole made-up report: admissions linked to a spine; counts, tables and curves agree with each other. */

import {
  calibrationTable,
  expectedAccuracy,
} from '../../../../../src/methods/linkage/evaluate/calibration.ts';
import {fairnessGate} from '../../../../../src/methods/linkage/evaluate/fairness-gate.ts';
import {funnelOf, stateCode} from '../../../../../src/methods/linkage/evaluate/funnel.ts';
import {pairMetrics} from '../../../../../src/methods/linkage/evaluate/pair-metrics.ts';
import {modelProbability} from '../../../../../src/methods/linkage/evaluate/probability.ts';
import {publishSubgroups} from '../../../../../src/methods/linkage/evaluate/publish-subgroups.ts';
import {
  countEverybody,
  countSubgroups,
} from '../../../../../src/methods/linkage/evaluate/subgroups.ts';
import {
  thresholdCurve,
  thresholdsFromTruth,
  thresholdTable,
} from '../../../../../src/methods/linkage/evaluate/thresholds.ts';
import {wilson} from '../../../../../src/methods/linkage/evaluate/wilson.ts';
import type {LinkageReport} from '../../../../../src/methods/linkage/report/schema.ts';
import {sampleModel, sampleWaterfall} from './sample-model.ts';
import {LEFT, RIGHT, sampleOutcome} from './sample-outcome.ts';

const THETA = 5;
const finite = (x: number) => (Number.isFinite(x) ? x : null);
const digest = (c: string) => `sha256:${c.repeat(64)}`;

export function sampleReport(): LinkageReport {
  const {edges, truth, outcomes, age, fifth} = sampleOutcome();
  const isLink = Uint8Array.from(edges.weight, (w, e) =>
    w >= THETA && outcomes.state[edges.left[e] as number] === stateCode('linked') ? 1 : 0,
  );
  const kept = [...isLink.keys()].filter((e) => isLink[e]);
  const counted = pairMetrics(
    {
      length: kept.length,
      left: Int32Array.from(kept, (e) => edges.left[e] as number),
      right: Int32Array.from(kept, (e) => edges.right[e] as number),
    },
    truth,
  );
  const expected = expectedAccuracy(edges.weight, isLink, modelProbability, 90);
  const thresholds = thresholdsFromTruth(edges, truth);
  const everybody = countEverybody(outcomes);
  const groups = [age, fifth].map((group) => countSubgroups(outcomes, group));
  const gate = fairnessGate(groups.flat(), everybody);
  const states = funnelOf(outcomes.state).map(({state, records}) => ({state, records}));
  const links = states.find(({state}) => state === 'linked')?.records ?? 0;
  const {length: pairs} = edges;

  return {
    version: 1,
    title: 'Hospital admissions 2024 to the spine',
    madeOn: '2026-11-24',
    kind: 'spine',
    provision: {
      purpose: 'To follow survivors of stroke into primary care (project 0412).',
      population: 'Everyone admitted to a hospital in Wales in 2024.',
      geography: 'Wales',
      files: [
        {
          name: 'admissions',
          side: 'left',
          records: LEFT,
          asAt: '2024-12-31',
          extractedOn: '2025-02-03',
          optedOut: states.find(({state}) => state === 'opted_out')?.records ?? 0,
          digest: digest('a'),
        },
        {
          name: 'spine',
          side: 'right',
          records: RIGHT,
          asAt: '2025-01-15',
          extractedOn: '2025-01-20',
          optedOut: {notKnown: 'opt-outs leave the spine before it comes here'},
          digest: digest('b'),
        },
      ],
      completeness: ['forename', 'surname', 'birth_date', 'sex', 'postcode'].flatMap((field, i) =>
        (['left', 'right'] as const).map((side) => {
          const records = side === 'left' ? LEFT : RIGHT;
          const filled = Math.round(records * (side === 'left' ? 0.998 - 0.011 * i : 0.9995));
          return {field, side, records, filled, valid: field === 'sex' ? null : filled - 12 * i};
        }),
      ),
      changes: {notKnown: 'the provider gave no account of changes since the last extract'},
    },
    linkage: {
      cleaning: [
        {field: 'forename', rule: 'name', changed: 1_204, emptied: 37},
        {field: 'surname', rule: 'name', changed: 1_733, emptied: 12},
        {field: 'postcode', rule: 'postcode', changed: 8_450, emptied: 291},
      ],
      funnel: {of: 'left', states: states as LinkageReport['linkage']['funnel']['states']},
      links,
      blocking: {
        rules: [
          rule('postcode', 0.62, 0.62, 0.853, pairs),
          rule('birth_date', 0.31, 0.24, 0.981, pairs),
          rule('surname + first(forename,1)', 0.19, 0.14, 0.874, pairs),
        ].map((one, i, all) =>
          i < 2
            ? one
            : {...one, newPairs: pairs - (all[0]?.newPairs ?? 0) - (all[1]?.newPairs ?? 0)},
        ) as LinkageReport['linkage']['blocking']['rules'],
        pairs,
        possiblePairs: LEFT * RIGHT,
        recall: {
          how: 'overlap of postcode and birth_date among links of 20 bits and more (Chapman)',
          recall: {...wilson(19_104, 19_192), count: 19_104},
        },
      },
      model: sampleModel,
      resolve: {method: 'best person with margin', theta: THETA, delta: 5},
      histogram: {width: 2, bins: histogram(edges.weight) as never},
      thresholds: {
        how: 'truth',
        rows: thresholdTable(thresholds, [-5, 0, 5, 10, 15, 20, 25]) as never,
        curve: [...thresholdCurve(thresholds)],
      },
      calibration: {
        how: 'NHS numbers, which took no part in the linkage',
        rows: calibrationTable(edges, truth.entity).map(({from, to, ...row}) => ({
          from: finite(from),
          to: finite(to),
          ...row,
        })) as never,
      },
      patterns: {
        distinct: 412,
        rows: patterns(),
      },
      waterfalls: [
        sampleWaterfall('Everything agrees, and the surname is rare', 'linked', [1, 1, 1, 0, 1], {
          forename: -1.32,
          surname: 4.87,
        }),
        sampleWaterfall('Moved house, and the forename is a variant', 'linked', [2, 1, 1, 0, 5], {
          surname: -2.41,
        }),
        sampleWaterfall(
          'Same address and surname, another person',
          'not linked: below the threshold',
          [5, 1, 5, 1, 1],
          {surname: -0.66},
        ),
      ],
      unlinkables: [0, 5, 10, 15, 20, 25, 30].map((threshold, i) => {
        const records = Math.round(
          LEFT * ([0.0012, 0.0021, 0.0038, 0.0089, 0.0172, 0.041, 0.093][i] ?? 0),
        );
        return {threshold, records, share: records / LEFT};
      }),
      clusters: [
        {size: 1, clusters: 16_231},
        {size: 2, clusters: 1_204},
        {size: 3, clusters: 118},
        {size: 4, clusters: 21},
      ],
      constraints: [
        {constraint: 'event before birth or more than 30 days after death', count: 11},
        {constraint: 'conflicting sex and date of birth', count: 27},
        {constraint: 'twins', count: 14},
      ],
      accuracy: [
        {
          how: 'truth',
          note: 'NHS numbers, which took no part in the linkage',
          precision: counted.precision,
          recall: counted.recall,
        },
        {
          how: 'clerical',
          note: '400 pairs by band of weight, two reviewers',
          precision: wilson(394, 400),
          recall: null,
        },
        {
          how: 'uncalibrated_model',
          note: 'sum of what the model claims',
          precision: expected.precision,
          recall: expected.recall,
        },
      ],
      clerical: {
        pairs: 400,
        reviewers: 2,
        agreement: wilson(389, 400),
        note: 'blinded, by band of weight',
      },
      drift: {notKnown: 'this is the first run'},
    },
    analysis: {
      rowFields: [
        {name: 'match_method', meaning: 'how the link was made, or none'},
        {name: 'match_pct', meaning: 'calibrated probability of the link'},
        {name: 'match_lead', meaning: 'bits by which the best person leads'},
      ],
      sensitivity: [5, 10, 15].map((threshold, i) => ({
        threshold,
        links: links - 160 * i ** 2,
        linkRate: (links - 160 * i ** 2) / LEFT,
      })),
      biasParameters: {notKnown: 'no validation sample of this population yet'},
    },
    reporting: {
      fairness: {
        passes: gate.passes,
        tolerance: 0.05,
        leastRecords: 30,
        counted: false,
        merged: [],
        overall: wilson(everybody.linked, everybody.records),
        how: 'calibrated probabilities of the best pair of each record',
        minCell: 10,
        subgroups: groups.flatMap((group, i) =>
          publishSubgroups(group, gate.verdicts.slice(i === 0 ? 0 : groups[0]?.length), everybody),
        ),
      },
      limitations: [
        'Missing identifiers are taken to be missing at random; completeness by subgroup says where they are not.',
        'People who moved into Wales in the last month may not be on the spine yet.',
      ],
      versions: [
        {what: 'dolen', version: '0.1.0'},
        {what: 'DuckDB', version: '1.5.6'},
        {what: 'Node', version: '24.21.0'},
      ],
      digests: [
        {what: 'model', digest: sampleModel.digest},
        {what: 'links', digest: digest('c')},
      ],
      seconds: [
        {step: 'clean', seconds: 0.42},
        {step: 'block', seconds: 0.91},
        {step: 'score', seconds: 1.37},
        {step: 'resolve', seconds: 0.08},
      ],
    },
  };
}

function rule(name: string, alone: number, fresh: number, recall: number, pairs: number) {
  return {
    rule: name,
    pairs: Math.round(alone * pairs),
    newPairs: Math.round(fresh * pairs),
    largest: [{records: 61}, {records: 48}, {records: 40}],
    recall,
  };
}

function histogram(weights: Float64Array) {
  const bins = new Map<number, number>();
  for (const weight of weights) {
    const from = 2 * Math.floor(weight / 2);
    bins.set(from, (bins.get(from) ?? 0) + 1);
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([from, pairs]) => ({
      from,
      pairs,
      links: from >= 10 ? pairs : from >= 4 ? Math.floor(pairs * 0.8) : 0,
    }));
}

function patterns() {
  return [
    [[1, 1, 1, 0, 1], 11_203, 11_203],
    [[5, 4, 5, 0, 1], 9_871, 0],
    [[5, 4, 5, 1, 1], 9_640, 0],
    [[1, 1, 1, 0, 5], 3_120, 3_112],
    [[5, 4, 1, 0, 5], 2_204, 0],
    [[2, 1, 1, 0, 1], 688, 688],
    [[1, 4, 1, 0, 1], 391, 388],
    [[1, 1, 2, 0, 1], 187, 187],
    [[5, 1, 5, 1, 1], 160, 0],
    [[1, 1, 1, 0, 0], 96, 95],
  ].map(([at, pairs, links]) => {
    const chosen = sampleModel.comparisons.map(({levels}, i) => levels[(at as number[])[i] ?? 0]);
    return {
      levels: chosen.map((level) => level?.label ?? ''),
      weight: chosen.reduce((sum, level) => sum + (level?.bits ?? 0), sampleModel.prior.bits),
      pairs: pairs as number,
      links: links as number,
    };
  });
}
