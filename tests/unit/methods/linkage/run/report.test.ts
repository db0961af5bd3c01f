/** The report of a run on made-up people: it adds up, it is honest about estimates, and it names nobody. */

import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {IsoDay} from '../../../../../src/kernel/dates.ts';
import {modelProbability} from '../../../../../src/methods/linkage/evaluate/probability.ts';
import {isTruePair, type Truth} from '../../../../../src/methods/linkage/evaluate/truth.ts';
import type {LinkageModel} from '../../../../../src/methods/linkage/model/schema.ts';
import {renderReport} from '../../../../../src/methods/linkage/report/render.ts';
import type {LinkageReport} from '../../../../../src/methods/linkage/report/schema.ts';
import {isKnown} from '../../../../../src/methods/linkage/report/schema-parts.ts';
import {reportTables} from '../../../../../src/methods/linkage/report/tables.ts';
import {Explainer} from '../../../../../src/methods/linkage/run/explain.ts';
import {type Linked, withLinkedFiles} from '../../../../../src/methods/linkage/run/link-files.ts';
import {planBlocks} from '../../../../../src/methods/linkage/run/plan-blocks.ts';
import {readTruth} from '../../../../../src/methods/linkage/run/read-truth.ts';
import {competingWeights} from '../../../../../src/methods/linkage/run/report/competition.ts';
import {
  floorForReport,
  makeReport,
} from '../../../../../src/methods/linkage/run/report/make-report.ts';
import {
  countedMisses,
  estimatedMisses,
} from '../../../../../src/methods/linkage/run/report/outcomes.ts';
import {ageBand} from '../../../../../src/methods/linkage/run/report/subgroup-levels.ts';
import {tableColumns} from '../../../../../src/methods/linkage/run/report/table-columns.ts';
import {PairTeller} from '../../../../../src/methods/linkage/run/report/waterfall.ts';
import {CANARY, MADE_UP_MODEL, madeUpFiles} from '../../../../support/made-up-link.ts';

const TODAY = '2026-11-24' as IsoDay;
const VERSIONS = [{what: 'Dolen', version: 'test'}];
const EFFECTS = {
  now: () => 0,
  randomBytes: (n: number) => new Uint8Array(n),
  step: () => undefined,
};

describe('the report of a run', () => {
  let folder: string;
  let paths: [string, string];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dolen-run-report-'));
    const {left, right} = madeUpFiles();
    paths = [join(folder, 'left.csv'), join(folder, 'right.csv')];
    await writeFile(paths[0], left);
    await writeFile(paths[1], right);
  });
  afterAll(() => rm(folder, {recursive: true, force: true}));

  const linking = <T>(
    act: (linked: Linked, truth: Truth) => Promise<T>,
    model: LinkageModel = MADE_UP_MODEL,
  ): Promise<T> =>
    withLinkedFiles(
      {paths, model, scratch: join(folder, 'scratch'), threads: 1, floor: floorForReport(model)},
      EFFECTS,
      async (linked) =>
        act(linked, await readTruth(linked.db, linked.inputs, {column: 'person', pattern: null})),
    );

  const reporting = (options: {truth?: boolean; subgroups?: string[]; minCell?: number} = {}) =>
    linking(async (linked, truth) => {
      const {subgroups = [], minCell} = options;
      const report = await makeReport(linked, MADE_UP_MODEL, {
        paths,
        today: TODAY,
        subgroups,
        versions: VERSIONS,
        ...(options.truth ? {truth, truthNote: 'person'} : {}),
        ...(minCell === undefined ? {} : {minCell}),
      });
      return report;
    });

  const stateOf = ({linkage}: LinkageReport, name: string) =>
    linkage.funnel.states.find(({state}) => state === name)?.records;

  it('puts every record of the left file in one state, and one without any value in “too little”', async () => {
    const report = await reporting();
    const total = report.linkage.funnel.states.reduce((sum, {records}) => sum + records, 0);
    expect(total).toBe(301);
    expect(stateOf(report, 'insufficient')).toBe(1);
    expect(stateOf(report, 'linked')).toBe(report.linkage.links);
    expect(report.linkage.links).toBeGreaterThan(240);
  });

  it('names nobody: no value of a record is in the page or in the content', async () => {
    const report = await reporting({truth: true, subgroups: ['region']});
    for (const text of [JSON.stringify(report), renderReport(report)]) {
      for (const value of [CANARY, 'rare region', 'Fychan', 'CF10 1', '1950-', 'L299']) {
        expect(text.toUpperCase()).not.toContain(value.toUpperCase());
      }
    }
  });

  it('tells every pair that was kept by steps that add up to its weight, to the last bit', async () => {
    await linking(async ({session, pairs}) => {
      const teller = new PairTeller(session, MADE_UP_MODEL, pairs.prior);
      expect(pairs.length).toBeGreaterThan(250);
      for (let edge = 0; edge < pairs.length; edge++) {
        const told = teller.tell(pairs.left[edge] as number, pairs.right[edge] as number);
        const sum = told.steps.reduce(
          (running, step) => running + step.bits + (step.termFrequency ?? 0),
          told.prior,
        );
        expect(told.weight).toBe(pairs.weight[edge]);
        expect(sum).toBeCloseTo(told.weight, 9);
      }
    });
  });

  it('weighs every record with itself as it would weigh the pair', async () => {
    await linking(async ({session, pairs, records}) => {
      const teller = new PairTeller(session, MADE_UP_MODEL, pairs.prior);
      teller.selfWeights(0, records.count).forEach((weight, r) => {
        expect(weight).toBeCloseTo(teller.tell(r, r).weight, 9);
      });
    });
  });

  it('tells apart the levels that say nothing', async () => {
    await linking(async ({session, pairs}) => {
      const teller = new PairTeller(session, MADE_UP_MODEL, pairs.prior);
      const levelOf = (l: number, r: number) =>
        teller.tell(l, r).steps.find(({comparison}) => comparison === 'birth_date')?.level;
      expect(levelOf(2, 2)).toBe('equal');
      expect(levelOf(2, 3)).toBe('sex differs');
      expect(levelOf(300, 300)).toBe('missing');
    });
  });

  it('counts with the truth what a slow count finds', async () => {
    await linking(async (linked, truth) => {
      const {pairs, resolved, records} = linked;
      const {missed, wrong} = countedMisses(linked, truth);
      const linkOf = new Map(
        [...resolved.links].map((e) => [pairs.left[e] as number, pairs.right[e] as number]),
      );
      for (let l = 0; l < records.leftCount; l++) {
        const partner = linkOf.get(l);
        const isRight = partner !== undefined && isTruePair(truth.entity, l, partner);
        const hasMatch = truth.entity
          .subarray(records.leftCount)
          .includes(truth.entity[l] as number);
        expect(missed[l]).toBe(hasMatch && !isRight ? 1 : 0);
        expect(wrong[l]).toBe(partner !== undefined && !isRight ? 1 : 0);
      }
    });
    const {linkage} = await reporting({truth: true});
    expect(linkage.accuracy.map(({how}) => how)).toEqual([
      'truth',
      'calibrated_model',
      'uncalibrated_model',
    ]);
    expect(linkage.accuracy[0]?.recall?.of).toBe(261);
  });

  it('claims nothing but what the model claims when nobody knows the truth', async () => {
    const {linkage, reporting: told} = await reporting();
    expect(linkage.accuracy.map(({how}) => how)).toEqual(['uncalibrated_model']);
    expect(isKnown(linkage.calibration)).toBe(false);
    expect(linkage.thresholds).toMatchObject({how: 'uncalibrated_model'});
    expect(told.fairness).toMatchObject({counted: false});
  });

  it('shares the odds of rivals for one record, and counts no more than one match for it', async () => {
    await linking(async (linked) => {
      const {pairs, records, resolved} = linked;
      const weight = competingWeights(linked, MADE_UP_MODEL);
      const sums = new Float64Array(records.count);
      const isLink = new Uint8Array(pairs.length);
      for (const edge of resolved.links) isLink[edge] = 1;
      for (let edge = 0; edge < pairs.length; edge++) {
        expect(weight[edge]).toBeLessThanOrEqual(pairs.weight[edge] as number);
        for (const record of [pairs.left[edge] as number, pairs.right[edge] as number]) {
          sums[record] = (sums[record] as number) + modelProbability(weight[edge] as number);
        }
      }
      expect(Math.max(...sums)).toBeLessThanOrEqual(1 + 1e-9);
      const {missed, wrong} = estimatedMisses(linked, isLink, weight);
      for (const part of [...missed, ...wrong]) {
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThanOrEqual(1);
      }
    });
  });

  it('estimates the recall of blocking near what the truth says', async () => {
    const {linkage} = await reporting({truth: true});
    const {recall} = linkage.blocking;
    if (!isKnown(recall)) throw new Error('not known');
    expect(recall.recall.share).toBeGreaterThan(0.97);
    expect(recall.recall.low).toBeLessThanOrEqual(recall.recall.share ?? 0);
    expect(recall.how).toContain('counted against known truth');
  });

  it('divides by what was asked and by roles, puts few together, and keeps the missing as a level', async () => {
    const {reporting: told} = await reporting({truth: true, subgroups: ['region']});
    if (!isKnown(told.fairness)) throw new Error('not known');
    const {subgroups} = told.fairness;
    const variables = [...new Set(subgroups.map(({variable}) => variable))];
    expect(variables).toEqual(['region', 'sex', `age on ${TODAY}`, 'postcode area']);
    const regions = subgroups.filter(({variable}) => variable === 'region');
    expect(regions.map(({level}) => level)).toEqual(['north', 'south', 'all others', 'missing']);
    expect(regions.find(({level}) => level === 'all others')?.records).toBeNull();
    for (const {records} of subgroups)
      if (records !== null) expect(records).toBeGreaterThanOrEqual(10);
  });

  it('shows small cells only where somebody says so', async () => {
    const {reporting: told} = await reporting({truth: true, subgroups: ['region'], minCell: 1});
    if (!isKnown(told.fairness)) throw new Error('not known');
    const others = told.fairness.subgroups.find(({level}) => level === 'all others');
    expect(others?.records).toBe(2);
  });

  it('refuses to divide by a column that is not there or that identifies people', async () => {
    await expect(reporting({subgroups: ['ethnicity']})).rejects.toMatchObject({
      code: 'COLUMN_MISSING',
    });
    await expect(reporting({subgroups: ['surname']})).rejects.toMatchObject({code: 'USAGE'});
  });

  it('counts ages by birthday, and none that cannot be', () => {
    const bandOf = (birth: string) => ageBand(birth, TODAY);
    expect(bandOf('2026-11-24')).toBe('0–4');
    expect(bandOf('2021-11-25')).toBe('0–4');
    expect(bandOf('2021-11-24')).toBe('5–9');
    expect(bandOf('1930')).toBe('90 and over');
    expect(bandOf('2027-01-01')).toBeNull();
    expect(bandOf('1850')).toBeNull();
    expect(bandOf('unknown')).toBeNull();
  });

  it('counts links at three nested thresholds from one scoring', async () => {
    const {analysis, linkage} = await reporting();
    const links = analysis.sensitivity.map((row) => row.links);
    expect(analysis.sensitivity.map(({threshold}) => threshold)).toEqual([2, 7, 12]);
    expect(links[0]).toBe(linkage.links);
    expect([...links].sort((a, b) => b - a)).toEqual(links);
  });

  it('declares a type for every column of every table', async () => {
    const report = await reporting({truth: true});
    const columns = tableColumns(report);
    for (const [name, rows] of Object.entries(reportTables(report))) {
      const known = Object.keys(columns[name] ?? {});
      expect(known.length, name).toBeGreaterThan(0);
      for (const row of rows) expect(Object.keys(row).sort(), name).toEqual([...known].sort());
    }
  });

  it('says of a record why it did not link', async () => {
    await linking(async (linked) => {
      const explainer = new Explainer(linked, MADE_UP_MODEL);
      expect(explainer.record(300)).toMatchObject({
        state: 'not_blocked',
        because: 'a key of every blocking rule is missing',
        candidates: 0,
        best: null,
      });
      const link = linked.resolved.links[0] as number;
      const [left, right] = [linked.pairs.left[link] as number, linked.pairs.right[link] as number];
      const pair = explainer.pair(left, right);
      expect(pair).toMatchObject({isLink: true, weight: linked.pairs.weight[link]});
      expect(pair.rules).toContain((linked.pairs.rule[link] as number) + 1);
      for (let r = 0; r < linked.records.leftCount; r++) {
        const told = explainer.record(r);
        if (told.state !== 'below_threshold' || !told.best) continue;
        expect(told.best.weight).toBeLessThan(MADE_UP_MODEL.resolve.theta);
        expect(told.because).toContain('below the threshold');
      }
    });
  });

  it('plans as many pairs for each rule as the run then finds', async () => {
    await linking(async ({session, pairs}) => {
      const plan = await planBlocks(session, MADE_UP_MODEL, () => 0);
      expect(plan.rules.map((rule) => rule.pairs)).toEqual(pairs.rules.map((rule) => rule.pairs));
      expect(plan.rules.at(-1)?.cumulative).toBe(plan.pairs);
      expect(plan.pairs).toBeGreaterThanOrEqual(pairs.compared);
    });
  });
});
