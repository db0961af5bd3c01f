/** The intruder test of an extract: measured, logged and kept before a row of it may leave the store. */

import {mkdir, readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {ProjectGrants} from '../../assurance/approval/grant.ts';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {digestOfFile, isOutOfSpace, writeWhole} from '../../engine/files.ts';
import {parquetRows} from '../../engine/parquet.ts';
import type {ManifestColumn} from '../../engine/sealed-folder.ts';
import type {Json} from '../../kernel/canonical-json.ts';
import {type Digest, digestOf, sha256} from '../../kernel/digests.ts';
import {enforce, refuse} from '../../kernel/errors.ts';
import type {ExtractTable} from '../../methods/disclosure/intruder/known-values.ts';
import {
  attack,
  type Measured,
  type MeasureRequest,
  measure,
} from '../../methods/disclosure/intruder/measure.ts';
import {conclude} from '../../methods/disclosure/intruder/outcome.ts';
import {reportPage} from '../../methods/disclosure/intruder/page.ts';
import {
  INTRUDER_TEST,
  type IntruderReport,
  IntruderReportSchema,
  publishAttacks,
  publishPart,
  type ReportPart,
} from '../../methods/disclosure/intruder/report.ts';
import {type IntruderRules, largestShareOf} from '../../methods/disclosure/intruder/rules.ts';
import {largerAreas, populationFor} from './population.ts';

/** Rows of one dataset under the project's pseudonyms, in this zone and not yet sealed. */
export interface PlainExtract {
  readonly dataset: string;
  readonly people: 'real' | 'made-up';
  readonly path: string;
  readonly columns: readonly ManifestColumn[];
}

export interface IntruderTest {
  readonly grants: ProjectGrants;
  readonly grantsDigest: Digest;
  readonly rules: IntruderRules;
  readonly extracts: readonly [PlainExtract, ...PlainExtract[]];
  /** The entry with which the extract began. */
  readonly logIndex: number;
}

/** What the sender may say of it: nothing about anybody. */
export interface IntruderSummary {
  readonly report: Digest;
  readonly outcome: IntruderReport['outcome'];
  readonly isEnforced: boolean;
  readonly hasPopulation: boolean;
  /** The sets that the extract holds, and the share of people who are easily found by each. */
  readonly gate: ReportPart['gate'];
}

/**
 * 1. Measures and attacks the very rows that would leave. 2. Says so in the log. 3. Keeps the report.
 * 4. Refuses. An extract of which the report cannot be kept is refused too.
 * @throws Refusal INTRUDER_GATE, POPULATION_MISSING or INTRUDER_REPORT_MISSING
 */
export async function testForIntruders(
  test: IntruderTest,
  db: Database,
  job: Job,
): Promise<IntruderSummary> {
  const {grants} = test;
  const report = await job.step('intruder test', () => makeReport(test, db));
  const {decision} = conclude(report.parts);
  const isRefused = report.isEnforced && !decision.allowed;
  const text = `${JSON.stringify(IntruderReportSchema.parse(report), null, 2)}\n`;
  const digest = sha256(text);
  await job.record({
    action: 'INTRUDER_TEST_RUN',
    project: grants.project,
    purpose: grants.application,
    legalBasis: grants.legalBasis,
    decision: isRefused ? 'refuse' : 'allow',
    reasonCodes: decision.allowed ? [] : [...new Set(decision.reasons.map(({code}) => code))],
    objects: [
      ...test.extracts.map(({dataset}) => ({type: 'dataset', id: dataset})),
      ...exceptionsOf(report).map((id) => ({type: 'question', id})),
    ],
    outputHashes: [digest],
  });
  await keepReport(grants.project, digest, text, reportPage(report), job);
  if (isRefused) enforce(decision);
  const {outcome, isEnforced, hasPopulation, parts} = report;
  const gate = (parts.at(-1) as ReportPart).gate;
  return {report: digest, outcome, isEnforced, hasPopulation, gate};
}

async function makeReport(test: IntruderTest, db: Database): Promise<IntruderReport> {
  const {grants, grantsDigest, rules, extracts, logIndex} = test;
  const people = extracts.some((one) => one.people === 'real') ? 'real' : 'made-up';
  const population = await populationFor(db, people);
  const around = {population: population?.rows ?? null, areas: await largerAreas(db)};
  const tables = extracts.map(
    ({dataset, path, columns}): ExtractTable => ({
      dataset,
      rows: parquetRows(path),
      person: 'alf_pe',
      columns,
    }),
  );
  const plain: {dataset: string; plain: Digest}[] = [];
  for (const {dataset, path} of extracts) plain.push({dataset, plain: await digestOfFile(path)});
  // The same rows give the same draws, whoever makes the extract again.
  const seed = digestOf({test: INTRUDER_TEST, plain}).slice(0, 16);
  const parts: ReportPart[] = [];
  let last: {measured: Measured; request: MeasureRequest} | null = null;
  for (const joined of joinable(tables)) {
    const names = joined.map(({dataset}) => dataset) as [string, ...string[]];
    const request: MeasureRequest = {
      ...{tables: joined, around, seed, smallestK: rules.smallestK},
      largestShare: largestShareOf(rules, names),
      justified: grants.justified,
    };
    const measured = await measure(db, request);
    parts.push(publishPart(names, measured, rules.smallestK));
    last = {measured, request};
  }
  const attacks = last && (await attack(db, last.measured, last.request));
  const {outcome, reasons} = conclude(parts);
  return {
    v: 1,
    test: INTRUDER_TEST,
    project: grants.project,
    people,
    outcome,
    isEnforced: people === 'real',
    hasPopulation: population !== null,
    reasons: [...reasons],
    parts: parts as [ReportPart, ...ReportPart[]],
    attacks: publishAttacks(
      attacks ?? {prosecutor: null, journalist: null, marketer: null, register: null},
    ),
    provenance: {
      extracts: plain as [(typeof plain)[0]],
      grants: grantsDigest,
      rules: digestOf(JSON.parse(JSON.stringify(rules, inThousandths)) as Json),
      population: population?.manifest ?? null,
      seed,
      logIndex,
    },
  };
}

/** Canonical JSON has no fractions. */
const inThousandths = (key: string, value: unknown): unknown =>
  key === 'largestShare' ? `${value} %` : value;

/** Each dataset that says when or where people were born or live, then all that can be joined. */
function joinable(tables: readonly ExtractTable[]): (readonly ExtractTable[])[] {
  const alone = tables.filter(({columns}) => columns.some(({name}) => IS_WHO.test(name)));
  // The only one says the same alone as with the others, under a milder rule if any.
  return [...(alone.length > 1 ? alone.map((one) => [one]) : []), tables];
}

const IS_WHO = /^((week|month|year)_of_birth|lsoa_code|msoa_code)$/;

/** The questions whose answers let the extract pass. */
const exceptionsOf = ({parts}: IntruderReport): string[] => [
  ...new Set(parts.flatMap(({gate}) => gate.flatMap(({justifiedBy}) => justifiedBy))),
];

const folderOf = (project: string, {directory}: Pick<Job, 'directory'>): string =>
  join(directory, 'intruder', project);

async function keepReport(
  project: string,
  digest: Digest,
  text: string,
  page: string,
  job: Job,
): Promise<void> {
  const folder = folderOf(project, job);
  try {
    await mkdir(folder, {recursive: true, mode: 0o700});
    await writeWhole(join(folder, `${digest}.json`), text);
    await writeWhole(join(folder, `${digest}.md`), page);
  } catch (error) {
    if (isOutOfSpace(error)) throw error;
    throw refuse('INTRUDER_REPORT_MISSING', 'the intruder report could not be written');
  }
}

/**
 * The last report of a project.
 * @throws Refusal INTRUDER_REPORT_MISSING when there is none; NOT_IN_LOG when no entry announced it
 */
export async function lastReport(
  project: string,
  job: Job,
): Promise<{readonly digest: Digest; readonly report: IntruderReport}> {
  const folder = folderOf(project, job);
  const names = (await readdir(folder).catch(() => [])).filter((name) =>
    /^[0-9a-f]{64}\.json$/.test(name),
  );
  let last: {digest: Digest; report: IntruderReport} | null = null;
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    const digest = sha256(text);
    if (`${digest}.json` !== name || !(await job.log.announces(digest))) {
      throw refuse('NOT_IN_LOG', 'no entry announced an intruder report that is kept here');
    }
    const report = IntruderReportSchema.parse(JSON.parse(text));
    const index = report.provenance.logIndex;
    if (!last || index > last.report.provenance.logIndex) last = {digest, report};
  }
  if (last) return last;
  throw refuse('INTRUDER_REPORT_MISSING', `nothing was extracted for ${project} yet`);
}
