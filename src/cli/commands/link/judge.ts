/** What a run is judged by and told with: the truth, if there is one, and the report, if it is asked for. */

import {readFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {dayOf, instant} from '../../../kernel/dates.ts';
import {UsageError} from '../../../kernel/errors.ts';
import {sql} from '../../../kernel/sql.ts';
import type {PairMetrics} from '../../../methods/linkage/evaluate/pair-metrics.ts';
import type {Truth} from '../../../methods/linkage/evaluate/truth.ts';
import type {LinkageModel} from '../../../methods/linkage/model/schema.ts';
import type {Linked, LinkOptions} from '../../../methods/linkage/run/link-files.ts';
import type {CommandInput} from '../../command.ts';
import {PROJECT_ROOT} from '../../identity.ts';
import {numberOf} from './options.ts';
import type {Measured} from './summary.ts';

export const REPORT_OPTIONS = {
  report: {
    type: 'string',
    value: 'FILE.html',
    help: 'a report to read; with FILE.json, the same content, and FILE.tables, the tables',
  },
  title: {type: 'string', value: 'TEXT', help: 'title of the report'},
  subgroup: {
    type: 'string',
    value: 'COLUMN',
    help: 'a column of the left file by whose values the report compares, repeated; names no person',
    repeated: true,
  },
  'min-cell': {
    type: 'string',
    value: 'N',
    help: 'smallest count of people that subgroups show (default 10); lower ones must not leave',
  },
} as const;

/** Checks where a report goes, and keeps the pairs that it needs, before anything is linked. */
export async function withReportFloor(
  input: CommandInput,
  options: LinkOptions,
): Promise<LinkOptions> {
  const page = input.text('report');
  if (page === undefined) return options;
  const {reportFiles, requireReportPlace} = await import(
    '../../../methods/linkage/run/report/write-report.ts'
  );
  const {floorForReport} = await import('../../../methods/linkage/run/report/make-report.ts');
  await requireReportPlace(reportFiles(resolve(page)));
  const minCell = numberOf(input, 'min-cell');
  if (minCell !== undefined && !(Number.isInteger(minCell) && minCell >= 1)) {
    throw new UsageError('USAGE', [{where: '--min-cell', what: 'a whole number from 1'}]);
  }
  return {...options, floor: floorForReport(options.model)};
}

export interface Judged {
  readonly measured: Measured | null;
  /** What was written of the report. */
  readonly written: readonly string[];
}

/** Measures the links and writes the report, as far as either was asked for. */
export async function judge(
  input: CommandInput,
  linked: Linked,
  {paths, scratch}: LinkOptions,
  model: LinkageModel,
): Promise<Judged> {
  const column = input.text('truth');
  const truth = column === undefined ? null : await truthOf(linked, column);
  const measured = truth && (await measure(linked, truth));
  const page = input.text('report');
  if (page === undefined) return {measured, written: []};
  const {makeReport} = await import('../../../methods/linkage/run/report/make-report.ts');
  const {reportFiles, writeReport} = await import(
    '../../../methods/linkage/run/report/write-report.ts'
  );
  const started = input.effects.now();
  const title = input.text('title');
  const minCell = numberOf(input, 'min-cell');
  const report = await makeReport(linked, model, {
    paths,
    today: dayOf(instant(started)),
    subgroups: input.all('subgroup'),
    versions: await versionsOf(linked),
    ...(title === undefined ? {} : {title}),
    ...(minCell === undefined ? {} : {minCell}),
    ...(truth ? {truth, truthNote: `the column ${column?.split('~')[0]}, which took no part`} : {}),
  });
  const files = reportFiles(resolve(page));
  await writeReport(linked.db, report, files, scratch);
  input.effects.step({step: 'write the report', ms: input.effects.now() - started});
  return {measured, written: Object.values(files)};
}

export async function truthOf({db, inputs}: Pick<Linked, 'db' | 'inputs'>, column: string) {
  const {parseTruth, readTruth} = await import('../../../methods/linkage/run/read-truth.ts');
  return readTruth(db, inputs, parseTruth(column));
}

async function measure(linked: Linked, truth: Truth): Promise<Measured> {
  const {measureLinks} = await import('../../../methods/linkage/run/report/accuracy.ts');
  return measuredOf(measureLinks(linked, truth), truth);
}

export async function measuredOf(
  {precision, recall, f1}: PairMetrics,
  truth: Truth,
): Promise<Measured> {
  const {countTruePairs} = await import('../../../methods/linkage/evaluate/truth.ts');
  return {
    precision: precision.share,
    recall: recall.share,
    f1: f1.share,
    true_pairs: countTruePairs(truth).pairs,
  };
}

async function versionsOf({db}: Linked) {
  const {version} = JSON.parse(await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8'));
  return [
    {what: 'Dolen', version: String(version)},
    {what: 'Node', version: process.versions.node},
    {what: 'DuckDB', version: String(await db.value(sql`select version()`, 'version'))},
  ];
}
