/** Splits a dataset in two: who people are (File 1) and what happened to them (File 2). */

import {join as joinPath} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {FILE1_COLUMNS, file1} from '../../borders/file1.ts';
import {contentColumns, file2, file2Columns} from '../../borders/file2.ts';
import {startFolder} from '../../engine/files.ts';
import {writeParquet} from '../../engine/parquet.ts';
import {openSource, type Source, type SourceFormat} from '../../engine/sources.ts';
import {contractDigest} from '../../kernel/contract/parse.ts';
import {IDENTIFIER_COLUMNS, identifierKind} from '../../kernel/contract/roles.ts';
import type {Contract} from '../../kernel/contract/schema.ts';
import {instant} from '../../kernel/dates.ts';
import {uuidFromBytes} from '../../kernel/ids.ts';
import {ident, join, type Sql, sql} from '../../kernel/sql.ts';
import {type SourceColumn, typedValue} from './columns.ts';
import {checkValues, matchColumns} from './intake.ts';
import {drawSystemIds, identifiedRows} from './system-ids.ts';
import {writeTruth} from './truth.ts';

export interface SplitRequest {
  readonly contract: Contract;
  readonly data: string;
  readonly format?: SourceFormat;
  /** A new folder that will hold `file1` and `file2`. */
  readonly out: string;
  /** Made-up people only: who each row really is, kept apart from both files. */
  readonly truth?: {readonly from?: string; readonly to: string};
}

export interface SplitResult {
  readonly dataset: string;
  readonly rows: number;
  readonly blankRows: number;
  /** The columns that each receiver will see. */
  readonly file1: readonly string[];
  readonly file2: readonly string[];
}

/**
 * 1. Checks the data against the contract. 2. Gives every row a System ID. 3. Writes File 1, sealed
 * to the third party, and File 2, sealed to the store; each sorted by System ID, so that order
 * carries nothing.
 */
export async function splitDataset(request: SplitRequest, job: Job): Promise<SplitResult> {
  const {contract, out} = request;
  await job.allowPeople(contract.dolen.people);
  const recipients = {
    file1: await readRecipient(job.home, 'third-party'),
    file2: await readRecipient(job.home, 'store'),
  };
  const dataDirectory = joinPath(request.data, '..');
  const truthDirectory = request.truth?.from ? [joinPath(request.truth.from, '..')] : [];
  const db = await job.database({directories: [dataDirectory, ...truthDirectory]});
  const folder = await startFolder(out);
  try {
    const options = {...dialectOf(contract), ...(request.format ? {format: request.format} : {})};
    const source = await job.step(
      `read ${contract.name}`,
      () => openSource(db, request.data, options, job.workspace),
      ({count}) => count,
    );
    const columns = matchColumns(contract, source);
    await job.step(`check ${contract.name}`, () => checkValues(db, source, contract, columns));
    await drawSystemIds(db, source, job.effects);
    const split = uuidFromBytes(job.effects.randomBytes(16));
    const draft = {
      dataset: contract.name,
      contract: contractDigest(contract),
      split,
      rows: source.count,
      rowsRemoved: 0,
      provider: contract.dolen.provider,
      people: contract.dolen.people,
      created: instant(job.effects.now()),
      about: {
        kind: contract.dolen.kind,
        duplicateFree: contract.dolen.duplicateFree ? 'yes' : 'no',
      },
    };
    const announce =
      (action: 'FILE1_WRITTEN' | 'FILE2_WRITTEN') => (digest: string, rows: number) =>
        job.record({
          action,
          objects: [{type: 'dataset', id: contract.name}],
          outputHashes: [digest as never],
          rows,
        });
    const hasContent = contract.dolen.kind !== 'register';
    await job.step(
      `write File 1 of ${contract.name}`,
      async () => {
        const plain = job.workspace.file('file1.parquet');
        await writeParquet(db, whoQuery(source, contract, columns), plain, 'write File 1');
        const about = {...draft, columns: [...FILE1_COLUMNS], receiver: recipients.file1};
        await file1.write(joinPath(folder.path, 'file1'), plain, about, announce('FILE1_WRITTEN'));
      },
      () => source.count,
    );
    if (hasContent) {
      await job.step(
        `write File 2 of ${contract.name}`,
        async () => {
          const plain = job.workspace.file('file2.parquet');
          await writeParquet(db, whatQuery(source, contract, columns), plain, 'write File 2');
          const about = {...draft, columns: file2Columns(contract), receiver: recipients.file2};
          await file2.write(
            joinPath(folder.path, 'file2'),
            plain,
            about,
            announce('FILE2_WRITTEN'),
          );
        },
        () => source.count,
      );
    }
    if (request.truth) await writeTruth(db, source, contract, request.truth, job);
    await folder.publish();
    return {
      dataset: contract.name,
      rows: source.count,
      blankRows: source.blankRows,
      file1: filledColumns(contract),
      file2: hasContent ? file2Columns(contract).map(({name}) => name) : [],
    };
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    db.close();
  }
}

const dialectOf = ({dialect, encoding}: Contract) => ({
  ...(dialect?.delimiter ? {delimiter: dialect.delimiter} : {}),
  ...(dialect?.quoteChar ? {quoteChar: dialect.quoteChar} : {}),
  ...(encoding ? {encoding} : {}),
});

/** The File 1 columns that this dataset fills; the others are null. */
const filledColumns = (contract: Contract): string[] => {
  const kinds = contract.fields.map(({dolen}) => identifierKind(dolen.role));
  return ['system_id', ...kinds.flatMap((kind) => (kind ? [IDENTIFIER_COLUMNS[kind]] : []))];
};

/** File 1: one row per row of the source, identifiers only. */
function whoQuery(source: Source, contract: Contract, columns: readonly SourceColumn[]): Sql {
  const byName = new Map<string, Sql>();
  for (const column of columns) {
    const kind = identifierKind(column.field.dolen.role);
    if (kind) byName.set(IDENTIFIER_COLUMNS[kind], typedValue(column, contract.missingValues));
  }
  byName.set('system_id', ident('system_id'));
  byName.set('sex_code_system', sql`${contract.dolen.sexCodeSystem}`);
  if (contract.dolen.asAt) byName.set('as_at', sql`${contract.dolen.asAt}::date`);
  const birth = byName.get('date_of_birth');
  for (const part of ['day', 'month', 'year'] as const) {
    const name = `birth_${part}`;
    if (birth && !byName.has(name)) byName.set(name, sql`date_part(${part}, ${birth})`);
  }
  if (!birth && byName.has('birth_year')) byName.set('date_of_birth', birthFromParts(byName));
  const list = FILE1_COLUMNS.map(({name, type}) => {
    const value = byName.get(name) ?? sql`null`;
    return sql`try_cast(${value} as ${TYPE_WORDS[type]}) as ${ident(name)}`;
  });
  return sql`select ${join(list)} from ${identifiedRows(source)} order by system_id`;
}

/** A whole birth date from its parts, or null when a part is missing or the day does not exist. */
const birthFromParts = (parts: ReadonlyMap<string, Sql>): Sql => {
  const [year, month, day] = ['birth_year', 'birth_month', 'birth_day'].map(
    (name) => parts.get(name) ?? sql`null`,
  ) as [Sql, Sql, Sql];
  return sql`try_cast(printf('%04d-%02d-%02d', (${year})::int, (${month})::int, (${day})::int) as date)`;
};

const TYPE_WORDS = {
  UUID: sql`uuid`,
  VARCHAR: sql`varchar`,
  BIGINT: sql`bigint`,
  DATE: sql`date`,
  TINYINT: sql`tinyint`,
  SMALLINT: sql`smallint`,
} as const;

/** File 2: one row per row of the source, content only. */
function whatQuery(source: Source, contract: Contract, columns: readonly SourceColumn[]): Sql {
  const byName = new Map(columns.map((column) => [column.field.name, column]));
  const list = contentColumns(contract).map(({name}) => {
    const column = byName.get(name) as SourceColumn;
    return sql`${typedValue(column, contract.missingValues)} as ${ident(name)}`;
  });
  return sql`select ${join([ident('system_id'), ...list])}
    from ${identifiedRows(source)} order by system_id`;
}
