/** Splits a dataset in two: who people are (File 1) and what happened to them (File 2). */

import {dirname, join} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {FILE1_COLUMNS, file1} from '../../borders/file1.ts';
import {file2, file2Columns} from '../../borders/file2.ts';
import type {Database} from '../../engine/database.ts';
import {startFolder} from '../../engine/files.ts';
import {writeParquet} from '../../engine/parquet.ts';
import type {ManifestDraft} from '../../engine/sealed-folder.ts';
import {openSource, type Source, type SourceFormat} from '../../engine/sources.ts';
import {contractDigest} from '../../kernel/contract/parse.ts';
import type {Contract} from '../../kernel/contract/schema.ts';
import {instant} from '../../kernel/dates.ts';
import type {Digest} from '../../kernel/digests.ts';
import {uuidFromBytes} from '../../kernel/ids.ts';
import type {SourceColumn} from './columns.ts';
import {filledColumns, whatQuery, whoQuery} from './halves.ts';
import {checkValues, matchColumns} from './intake.ts';
import {drawSystemIds} from './system-ids.ts';
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
  readonly people: 'real' | 'made-up';
  /** Identifiers that could not be read as their type, by column: these rows will link less. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** The columns that each receiver will see. */
  readonly file1: readonly string[];
  readonly file2: readonly string[];
}

/**
 * 1. Checks the data against the contract. 2. Gives every row a System ID. 3. Writes File 1, sealed
 * to the third party, and File 2, sealed to the store; each sorted by System ID, so that order
 * carries nothing. Both appear together or not at all.
 */
export async function splitDataset(request: SplitRequest, job: Job): Promise<SplitResult> {
  const {contract, truth} = request;
  await job.allowPeople(contract.dolen.people);
  const directories = [dirname(request.data), ...(truth?.from ? [dirname(truth.from)] : [])];
  const db = await job.database({directories});
  const folder = await startFolder(request.out);
  try {
    const options = {...dialectOf(contract), ...(request.format ? {format: request.format} : {})};
    const source = await job.step(
      `read ${contract.name}`,
      () => openSource(db, request.data, options, job.workspace),
      ({count}) => count,
    );
    const columns = matchColumns(contract, source);
    const unreadable = await job.step(`check ${contract.name}`, () =>
      checkValues(db, source, contract, columns),
    );
    await drawSystemIds(db, source, job.effects);
    await job.step(
      `split ${contract.name}`,
      () => writeHalves({db, source, contract, columns, job}, folder.path),
      () => source.count,
    );
    if (truth) await writeTruth(db, source, contract, truth, job);
    await folder.publish();
    return {
      dataset: contract.name,
      rows: source.count,
      blankRows: source.blankRows,
      people: contract.dolen.people,
      unreadable,
      file1: filledColumns(contract),
      file2: hasContent(contract) ? file2Columns(contract).map(({name}) => name) : [],
    };
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    db.close();
  }
}

interface Halves {
  readonly db: Database;
  readonly source: Source;
  readonly contract: Contract;
  readonly columns: readonly SourceColumn[];
  readonly job: Job;
}

/** File 1 is sealed while File 2 is still being written: the one needs this thread, the other DuckDB's. */
async function writeHalves({db, source, contract, columns, job}: Halves, folder: string) {
  const receivers = {
    file1: await readRecipient(job.home, 'third-party'),
    file2: await readRecipient(job.home, 'store'),
  };
  const draft: Omit<ManifestDraft, 'border' | 'columns' | 'receiver'> = {
    dataset: contract.name,
    contract: contractDigest(contract),
    split: uuidFromBytes(job.effects.randomBytes(16)),
    rows: source.count,
    rowsRemoved: 0,
    provider: contract.dolen.provider,
    people: contract.dolen.people,
    created: instant(job.effects.now()),
    about: {kind: contract.dolen.kind, duplicateFree: contract.dolen.duplicateFree ? 'yes' : 'no'},
  };
  const announce = (action: 'FILE1_WRITTEN' | 'FILE2_WRITTEN') => (digest: Digest, rows: number) =>
    job.record({
      action,
      objects: [{type: 'dataset', id: contract.name}],
      outputHashes: [digest],
      rows,
    });
  const who = job.workspace.file('file1.parquet');
  await writeParquet(db, whoQuery(source, contract, columns), who, 'write File 1');
  const first = {...draft, columns: [...FILE1_COLUMNS], receiver: receivers.file1};
  const sealingFile1 = file1.write(join(folder, 'file1'), who, first, announce('FILE1_WRITTEN'));
  if (!hasContent(contract)) return void (await sealingFile1);
  const what = job.workspace.file('file2.parquet');
  const writingFile2 = writeParquet(db, whatQuery(source, contract, columns), what, 'write File 2');
  await allSettled([sealingFile1, writingFile2]);
  const second = {...draft, columns: file2Columns(contract), receiver: receivers.file2};
  await file2.write(join(folder, 'file2'), what, second, announce('FILE2_WRITTEN'));
}

/** Waits for all, then throws the first failure: nothing may go on writing behind an error. */
async function allSettled(running: readonly Promise<unknown>[]): Promise<void> {
  for (const {status, ...ended} of await Promise.allSettled(running)) {
    if (status === 'rejected') throw (ended as PromiseRejectedResult).reason;
  }
}

const hasContent = ({dolen}: Contract): boolean => dolen.kind !== 'register';

const dialectOf = ({dialect, encoding}: Contract) => ({
  ...(dialect?.delimiter ? {delimiter: dialect.delimiter} : {}),
  ...(dialect?.quoteChar ? {quoteChar: dialect.quoteChar} : {}),
  ...(encoding ? {encoding} : {}),
});
