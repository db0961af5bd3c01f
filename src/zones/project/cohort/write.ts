/** The files of a cohort: rows that never leave, and tables that may ask to. */

import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Job} from '../../../assurance/job/job.ts';
import {writeArrow} from '../../../engine/arrow-writer.ts';
import type {Database} from '../../../engine/database.ts';
import {digestOfFile} from '../../../engine/files.ts';
import {writeParquet} from '../../../engine/parquet.ts';
import {csvLines} from '../../../kernel/csv.ts';
import type {Digest} from '../../../kernel/digests.ts';
import {sql} from '../../../kernel/sql.ts';
import type {Step} from '../../../kernel/steps.ts';
import {SUPPRESSED} from '../../../methods/disclosure/aggregate.ts';
import {suppressColumn, suppressParts} from '../../../methods/disclosure/cells.ts';
import type {AttritionRow} from './attrition.ts';
import {type DictionaryLine, dictionaryOf} from './dictionary.ts';
import {countsBySexAndAge, dispositionRows} from './steps.ts';
import type {Study} from './study.ts';

export interface CohortFiles {
  readonly db: Database;
  readonly folder: string;
  readonly study: Study;
  readonly attrition: readonly AttritionRow[];
  readonly steps: readonly Step[];
  readonly minCell: number;
  readonly inputs: readonly Digest[];
  readonly definition: Digest;
  readonly job: Job;
}

export async function writeCohort(files: CohortFiles) {
  const {db, folder, study, attrition} = files;
  const rows = sql`select * from cohort order by alf_pe`;
  const place = (name: string) => join(folder, name);
  await writeParquet(db, rows, place('cohort.parquet'), 'write cohort');
  await writeArrow(db, rows, place('cohort.arrow'));
  await writeParquet(db, dispositionRows, place('disposition.parquet'), 'write disposition');
  const dictionary = await dictionaryOf(db, study);
  await writeFile(place('dictionary.json'), json(dictionary));
  await writeFile(place('dictionary.csv'), csv(DICTIONARY_HEADER, dictionary.map(dictionaryCells)));
  await writeFile(place('attrition.json'), json(attrition));
  await writeFile(
    place('attrition.csv'),
    csv(
      ['reason', 'people'],
      attrition.map(({reason, count}) => [reason, count]),
    ),
  );
  await writeFile(place('counts.csv'), await safeCounts(db, files.minCell));
  const digest = await digestOfFile(place('cohort.parquet'));
  await writeFile(place('run.json'), json(runRecord(files, digest)));
  const count = await db.count(sql`cohort`);
  return {digest, rows: count, columns: dictionary.map(({name}) => name)};
}

/** What a panel reads to know exactly what ran, with `?` in place of values. */
const runRecord = ({study, definition, inputs, steps, attrition}: CohortFiles, digest: Digest) => ({
  study: study.study,
  definition,
  inputs,
  output: digest,
  attrition,
  sql: steps.map(({name, query}) => ({step: name, text: query.text.replace(/\s+/g, ' ').trim()})),
});

const DICTIONARY_HEADER = ['name', 'type', 'unit', 'derivation', 'missing'] as const;
const dictionaryCells = ({name, type, unit, derivation, missing}: DictionaryLine) => [
  name,
  type,
  unit,
  derivation,
  missing,
];

/** People and deaths by sex and age, small cells and their complements suppressed as it is written. */
async function safeCounts(db: Database, minCell: number): Promise<string> {
  const rows = await db.rows(countsBySexAndAge, 'count by sex and age');
  const people = suppressColumn(
    rows.map((row) => Number(row.people)),
    minCell,
  );
  const deaths = suppressParts(
    rows.map((row) => Number(row.deaths)),
    people,
    minCell,
  );
  const cells = rows.map((row, i) => [
    String(row.sex),
    String(row.age_band),
    people[i] ?? SUPPRESSED,
    deaths[i] ?? SUPPRESSED,
  ]);
  return csv(['sex', 'age_band', 'people', 'deaths'], cells);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const csv = (
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string => csvLines([header, ...rows.map((cells) => cells.map((cell) => cell ?? ''))]);
