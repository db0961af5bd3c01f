/** Links that were made before, or elsewhere: pairs of ids in a file, or the folder of a run. */

import {readFile, stat} from 'node:fs/promises';
import {extname, join} from 'node:path';
import {z} from 'zod';
import type {Database} from '../../../engine/database.ts';
import {exists} from '../../../engine/files.ts';
import {openSource} from '../../../engine/sources.ts';
import {openWorkspace} from '../../../engine/workspace.ts';
import {DataFault, UsageError} from '../../../kernel/errors.ts';
import {ident, type Sql, sql} from '../../../kernel/sql.ts';
import type {Inputs} from '../encode/inputs.ts';
import {clusterMetrics, type PairMetrics, pairMetrics} from '../evaluate/pair-metrics.ts';
import type {Truth} from '../evaluate/truth.ts';

export interface MadeLinks {
  /** The file of links: one row per link, `left_id` and `right_id`. */
  readonly links: string;
  /** One row per record with the person of each, where a run grouped records. */
  readonly records: string | null;
  /** What the run said of itself; a file alone says nothing. */
  readonly pairsCompared: number | null;
}

const LINK_FILES = ['.parquet', '.arrow', '.arrows', '.feather', '.csv'];

/** Links at a path, or null when what is there is no output of a linkage but, say, a model. */
export async function findLinks(path: string): Promise<MadeLinks | null> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    if (!LINK_FILES.includes(extname(path).toLowerCase())) return null;
    return {links: path, records: null, pairsCompared: null};
  }
  const links = join(path, 'links.parquet');
  if (!(await exists(links))) {
    throw new UsageError('INPUT_NOT_FOUND', [{where: 'folder of links', what: 'no links.parquet'}]);
  }
  const told = RunSchema.safeParse(await readJson(join(path, 'run.json')));
  return {
    links,
    records: told.data?.clustered ? join(path, 'records.parquet') : null,
    pairsCompared: told.data?.pairs_compared ?? null,
  };
}

const RunSchema = z.object({pairs_compared: z.number(), clustered: z.boolean().default(false)});

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Judges links against the truth; `record_ids` must have been read.
 * @throws DataFault COLUMN_MISSING, or LINKS_UNKNOWN with the count of links whose records are not there
 */
export async function judgeLinks(
  db: Database,
  inputs: Inputs,
  {links, records}: MadeLinks,
  truth: Truth,
  scratch: string,
): Promise<{links: number; metrics: PairMetrics}> {
  const rows = await rowsOf(db, links, ['left_id', 'right_id'], scratch);
  const [left, right] = await recordPairs(db, inputs, rows);
  if (records === null) {
    const length = left.length;
    return {links: length, metrics: pairMetrics({length, left, right}, truth)};
  }
  const people = await rowsOf(db, records, ['file', 'id', 'person_id'], scratch);
  const personOf = await peopleOf(db, inputs, people);
  return {links: left.length, metrics: clusterMetrics(personOf, truth)};
}

async function rowsOf(
  db: Database,
  path: string,
  columns: readonly string[],
  scratch: string,
): Promise<Sql> {
  const source = await openSource(db, path, {where: 'links'}, await openWorkspace(scratch));
  const faults = columns
    .filter((column) => !source.columns.some(({name}) => name === column))
    .map((column) => ({where: 'links', what: `no column ${column}`}));
  if (faults.length > 0) throw new DataFault('COLUMN_MISSING', faults);
  return source.rows;
}

/** The records of each pair of ids, each pair once whichever way round it was written. */
async function recordPairs(
  db: Database,
  {right, leftCount}: Inputs,
  rows: Sql,
): Promise<[Int32Array, Int32Array]> {
  const ofRight = right === null ? sql`true` : sql`r.record >= ${leftCount}`;
  const ofLeft = right === null ? sql`true` : sql`l.record < ${leftCount}`;
  await db.run(
    sql`create or replace temp table made_links as
      select l.record as one, r.record as other from ${rows} m
      left join record_ids l on l.id = m.left_id::varchar and ${ofLeft}
      left join record_ids r on r.id = m.right_id::varchar and ${ofRight}`,
    'find records of links',
  );
  const unknown = await db.count(sql`made_links where one is null or other is null`);
  if (unknown > 0) {
    throw new DataFault('LINKS_UNKNOWN', [{where: 'links', what: `${unknown} links`}]);
  }
  return readColumns(
    db,
    sql`select distinct least(one, other)::integer as one, greatest(one, other)::integer as other
      from made_links where one <> other order by one, other`,
  );
}

async function peopleOf(db: Database, {count, leftCount}: Inputs, rows: Sql): Promise<Int32Array> {
  const [record, person] = await readColumns(
    db,
    sql`select i.record::integer as record,
        (dense_rank() over (order by p.person_id::varchar) - 1)::integer as person
      from ${rows} p
      join record_ids i on i.id = p.id::varchar
        and (i.record >= ${leftCount}) = (p.${ident('file')} = 'right')`,
  );
  if (record.length !== count) {
    const what = `${Math.abs(count - record.length)} records`;
    throw new DataFault('LINKS_UNKNOWN', [{where: 'links', what}]);
  }
  const personOf = new Int32Array(count);
  record.forEach((r, i) => {
    personOf[r] = person[i] as number;
  });
  return personOf;
}

async function readColumns(db: Database, query: Sql): Promise<[Int32Array, Int32Array]> {
  const columns: [number[], number[]] = [[], []];
  for await (const [one, other] of db.numbers(query, 'read links')) {
    for (const value of one as Int32Array) columns[0].push(value);
    for (const value of other as Int32Array) columns[1].push(value);
  }
  return [Int32Array.from(columns[0]), Int32Array.from(columns[1])];
}
