/** Loads a dataset: joins what happened to who it was, re-keys, forgets the System ID. */

import type {Job} from '../../assurance/job/job.ts';
import {file2} from '../../borders/file2.ts';
import {file3} from '../../borders/file3.ts';
import type {Database} from '../../engine/database.ts';
import {parquetRows} from '../../engine/parquet.ts';
import type {FolderReceipt, Manifest} from '../../engine/sealed-folder.ts';
import {instant} from '../../kernel/dates.ts';
import {DataFault, type Fault, Refusal} from '../../kernel/errors.ts';
import {ident, sql} from '../../kernel/sql.ts';
import {findIdentifiers} from '../../methods/disclosure/identifiers.ts';
import {REKEYED, rekey} from './rekey.ts';
import {openStore} from './store-database.ts';
import {storedColumns, storedRows} from './stored-columns.ts';
import {
  emptySuperseded,
  optOutsOf,
  recordOptOuts,
  refuseSuperseded,
} from './superseded-versions.ts';

export interface LoadRequest {
  readonly file2: string;
  readonly file3: string;
}

export interface LoadResult {
  readonly dataset: string;
  readonly version: number;
  readonly rows: number;
  /** Rows of people who dissented, left out as File 3 left them out. */
  readonly rowsRemoved: number;
  readonly columns: readonly string[];
}

/**
 * 1. Checks both folders and that they come from one split. 2. Scans content for identifiers.
 * 3. Re-keys every pseudonym. 4. Joins on the System ID, which is not kept. All in one transaction.
 */
export async function loadDataset(request: LoadRequest, job: Job): Promise<LoadResult> {
  const keyring = await job.keyring();
  const isAnnounced = (digest: Parameters<typeof job.log.announces>[0]) =>
    job.log.announces(digest);
  const content = await file2.check(request.file2, isAnnounced);
  const people = await file3.check(request.file3, isAnnounced);
  const {manifest} = content;
  await job.allowPeople(manifest.people);
  checkOneSplit(content, people);
  const objects = [{type: 'dataset', id: manifest.dataset}];
  await job.record({action: 'FILE2_RECEIVED', objects, inputHashes: [content.digest]});
  await job.record({action: 'FILE3_RECEIVED', objects, inputHashes: [people.digest]});
  const db = await openStore(job);
  try {
    await refuseSuperseded(db, people.manifest);
    const done = await alreadyLoaded(db, content, people);
    if (done) return done;
    const plain2 = job.workspace.file('file2.parquet');
    const plain3 = job.workspace.file('file3.parquet');
    await job.step(
      `open and check ${manifest.dataset}`,
      async () => {
        await file2.open(request.file2, content, plain2, keyring.identity, db);
        // Opening needs this thread and scanning DuckDB's, so the one is done beside the other.
        const opening = file3.open(request.file3, people, plain3, keyring.identity, db);
        const scanning = refuseIdentifiers(db, plain2, manifest, job);
        await Promise.allSettled([opening, scanning]);
        await Promise.all([opening, scanning]);
        await checkSystemIds(db, plain2, plain3);
      },
      () => manifest.rows,
    );
    await job.step(`re-key ${manifest.dataset}`, () =>
      rekey(db, plain2, plain3, manifest, keyring, REKEYED),
    );
    const rows = people.manifest.rows;
    await job.record({
      action: 'STORE_LOADED',
      objects,
      inputHashes: [content.digest, people.digest],
      rows,
    });
    const version = await job.step(
      `join ${manifest.dataset}`,
      async () => {
        await recordOptOuts(people, job);
        return commit(db, plain2, plain3, content, people, job);
      },
      () => rows,
    );
    return {
      dataset: manifest.dataset,
      version,
      rows,
      rowsRemoved: manifest.rows - rows,
      columns: storedColumns(manifest.columns).map(({name}) => name),
    };
  } finally {
    db.close();
  }
}

/** @throws DataFault ROW_SETS_DIFFER when the files do not come from one split */
function checkOneSplit(content: FolderReceipt, people: FolderReceipt): void {
  const [two, three] = [content.manifest, people.manifest];
  const faults: Fault[] = [];
  if (two.split !== three.split) faults.push({where: 'split', what: 'two different splits'});
  if (two.dataset !== three.dataset)
    faults.push({where: 'dataset', what: 'two different datasets'});
  if (two.contract !== three.contract) faults.push({where: 'contract', what: 'two contracts'});
  if (two.rows !== three.rows + three.rowsRemoved) {
    const what = `File 2 has ${two.rows}, File 3 accounts for ${three.rows + three.rowsRemoved}`;
    faults.push({where: 'rows', what});
  }
  if (faults.length > 0) throw new DataFault('ROW_SETS_DIFFER', faults);
}

/**
 * Both files must be in strict order of their System IDs: then each occurs once, and order says
 * nothing of the source.
 * @throws DataFault SYSTEM_ID_DUPLICATE or BORDER_DAMAGED
 */
async function checkSystemIds(db: Database, plain2: string, plain3: string): Promise<void> {
  for (const [where, file] of [
    ['File 2', plain2],
    ['File 3', plain3],
  ] as const) {
    const [found] = await db.rows(
      sql`select count(*) filter (where system_id = before) as repeated,
        count(*) filter (where system_id < before) as unordered
      from (select system_id, lag(system_id) over () as before from ${parquetRows(file)})`,
      'check System IDs',
    );
    const [repeated, unordered] = [Number(found?.repeated), Number(found?.unordered)];
    if (repeated > 0) {
      throw new DataFault('SYSTEM_ID_DUPLICATE', [{where, what: `${repeated} are repeated`}]);
    }
    if (unordered > 0) {
      const what = `${unordered} rows are not in the order of their System IDs`;
      throw new DataFault('BORDER_DAMAGED', [{where, what}]);
    }
  }
}

/** @throws Refusal IDENTIFIER_FOUND, after the log has it */
async function refuseIdentifiers(
  db: Database,
  plain2: string,
  manifest: Manifest,
  job: Job,
): Promise<void> {
  const columns = manifest.columns.filter(({name}) => name !== 'system_id');
  const found = await findIdentifiers(db, parquetRows(plain2), columns);
  const [first, ...rest] = found.map(
    ({where, what}) => ({code: 'IDENTIFIER_FOUND', because: `${where}: ${what}`}) as const,
  );
  if (!first) return;
  await job.record({
    action: 'IDENTIFIER_FOUND',
    decision: 'refuse',
    reasonCodes: ['IDENTIFIER_FOUND'],
    objects: [{type: 'dataset', id: manifest.dataset}],
  });
  throw new Refusal([first, ...rest]);
}

async function alreadyLoaded(
  db: Database,
  content: FolderReceipt,
  people: FolderReceipt,
): Promise<LoadResult | null> {
  const two = content.manifest;
  const [row] = await db.rows(
    sql`select version, rows from catalogue
      where file2 = ${content.digest as string} and file3 = ${people.digest as string}`,
    'read the catalogue',
  );
  if (!row) return null;
  return {
    dataset: two.dataset,
    version: Number(row.version),
    rows: Number(row.rows),
    rowsRemoved: two.rows - Number(row.rows),
    columns: storedColumns(two.columns).map(({name}) => name),
  };
}

async function commit(
  db: Database,
  plain2: string,
  plain3: string,
  content: FolderReceipt,
  people: FolderReceipt,
  job: Job,
): Promise<number> {
  const [two, three] = [content.manifest, people.manifest];
  return db.transaction(async () => {
    const last = await db.value(sql`select max(version) from catalogue`, 'read the catalogue');
    const version = Number(last ?? 0) + 1;
    const schema = `v${String(version).padStart(4, '0')}`;
    await db.run(sql`create schema ${ident(schema)}`, 'create version');
    await db.run(
      sql`create table ${ident(schema, two.dataset)} as ${storedRows(plain2, plain3, two.columns)}`,
      'join Files 2 and 3',
    );
    const joined = await db.count(ident(schema, two.dataset));
    if (joined !== three.rows) {
      const what = `${three.rows - joined} rows of File 3 have no row in File 2`;
      throw new DataFault('ROW_SETS_DIFFER', [{where: 'System IDs', what}]);
    }
    await db.run(
      sql`insert into catalogue values (${version}, ${two.dataset}, ${schema}, ${three.rows},
        ${JSON.stringify(storedColumns(two.columns))}, ${two.contract},
        ${content.digest as string}, ${people.digest as string}, ${two.people}, ${instant(job.effects.now())},
        ${optOutsOf(three)}, ${three.split})`,
      'catalogue',
    );
    await emptySuperseded(db, three, version);
    return version;
  });
}
