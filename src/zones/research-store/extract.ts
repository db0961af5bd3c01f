/** Extracts: what one grant holds of one dataset, under pseudonyms that exist in one project only. */

import {join as joinPath} from 'node:path';
import {
  decideAccess,
  decidePeople,
  type Grant,
  type ProjectGrants,
} from '../../assurance/approval/grant.ts';
import {appliedAsText, decideOptOuts} from '../../assurance/approval/opt-outs/applied-lists.ts';
import type {Job} from '../../assurance/job/job.ts';
import {refuseForgotten} from '../../assurance/keys/destroyed-keys.ts';
import type {ProjectKey} from '../../assurance/keys/project-keys.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {extract} from '../../borders/extract.ts';
import type {Database} from '../../engine/database.ts';
import {startFolder} from '../../engine/files.ts';
import {mapValues} from '../../engine/map-values.ts';
import {writeParquet} from '../../engine/parquet.ts';
import type {ManifestColumn} from '../../engine/sealed-folder.ts';
import {dayOf, instant} from '../../kernel/dates.ts';
import type {Digest} from '../../kernel/digests.ts';
import {enforce, refuse} from '../../kernel/errors.ts';
import {allOf, ident, join, type Sql, sql} from '../../kernel/sql.ts';
import {DEFAULT_RULES, type IntruderRules} from '../../methods/disclosure/intruder/rules.ts';
import {type IntruderSummary, type PlainExtract, testForIntruders} from './intruder.ts';
import {projectKeyFor} from './project-key.ts';
import {findDataset, openStore, type StoredDataset} from './store-database.ts';

export interface ExtractRequest {
  readonly grants: ProjectGrants;
  /** What of the grants the extract depends on. */
  readonly grantsDigest: Digest;
  /** A new folder with one border folder for each dataset. */
  readonly out: string;
  /** How many people may be easily found. */
  readonly rules?: IntruderRules;
}

export interface ExtractResult {
  readonly project: string;
  readonly datasets: readonly ExtractedDataset[];
  readonly intruder: IntruderSummary;
}

export interface ExtractedDataset {
  readonly dataset: string;
  readonly rows: number;
  readonly columns: readonly string[];
  /** SHA-256 of the rows before sealing: the same grant and store give the same. */
  readonly plain: string;
}

/** Every grant is decided before any row is read; one that is not in force stops them all. */
export async function extractForProject(request: ExtractRequest, job: Job): Promise<ExtractResult> {
  const {grants, grantsDigest, out} = request;
  const today = dayOf(instant(job.effects.now()));
  if (grants.grants.length === 0) throw refuse('NO_GRANT', `${grants.project} has no grants`);
  const logIndex = await job.record({
    action: 'GRANT_READ',
    project: grants.project,
    purpose: grants.application,
    legalBasis: grants.legalBasis,
    objects: grants.grants.map(({id}) => ({type: 'grant', id})),
    inputHashes: [grantsDigest],
  });
  for (const grant of grants.grants) {
    enforce(decideAccess(grants, grant.dataset, grant.columns, {today}));
  }
  await refuseForgotten(job.directory, grants.project);
  const recipient = await readRecipient(job.home, `project-${grants.project}`);
  const db = await openStore(job);
  const folder = await startFolder(out);
  try {
    // With the database open nobody else can forget the project's key meanwhile.
    const key = await projectKeyFor(grants.project, grants.keyVersion, db, job);
    const stored = await checkColumns(db, grants, job.effects.now());
    const prepared: Prepared[] = [];
    for (const grant of grants.grants) {
      const source = stored.get(grant.dataset) as StoredDataset;
      await job.allowPeople(source.people);
      enforce(decidePeople(grants, source.people));
      const parts = {db, grants, grantsDigest, grant, source, key, recipient, job};
      prepared.push(await job.step(`extract ${grant.dataset}`, () => prepare(parts), rowsOf));
    }
    const extracts = prepared.map(({extracted}) => extracted) as [PlainExtract];
    const {rules = DEFAULT_RULES} = request;
    const test = {grants, grantsDigest, rules, extracts, logIndex};
    const intruder = await testForIntruders(test, db, job);
    const datasets: ExtractedDataset[] = [];
    for (const one of prepared) {
      const sealed = () => seal(one, intruder.report, folder.path);
      datasets.push(await job.step(`seal ${one.extracted.dataset}`, sealed, rowsOf));
    }
    await folder.publish();
    return {project: grants.project, datasets, intruder};
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    db.close();
  }
}

/** A grant for a column that the store does not hold grants nothing; nor do opt-outs of another day. */
async function checkColumns(
  db: Database,
  {grants, application}: ProjectGrants,
  now: number,
): Promise<Map<string, StoredDataset>> {
  const stored = new Map<string, StoredDataset>();
  for (const {dataset, columns, rowFilter, dates} of grants) {
    const source = await findDataset(db, dataset);
    const held = new Set(source.columns.map(({name}) => name));
    const asked = [...columns, ...rowFilter.map(({column}) => column)];
    if (dates) asked.push(dates.column);
    const absent = asked.filter((name) => !held.has(name) || name === 'alf_e');
    if (absent.length > 0) {
      throw refuse('COLUMN_NOT_GRANTED', `${dataset} has no column ${absent.join(', ')}`);
    }
    const {people, optOuts} = source;
    enforce(decideOptOuts(dataset, people, optOuts, {now, application}));
    stored.set(dataset, source);
  }
  return stored;
}

interface Extraction {
  readonly db: Database;
  readonly grants: ProjectGrants;
  readonly grantsDigest: Digest;
  readonly grant: Grant;
  readonly source: StoredDataset;
  readonly key: ProjectKey;
  readonly recipient: string;
  readonly job: Job;
}

/** The plain rows of a dataset, which are tested before any of them is sealed. */
interface Prepared {
  readonly parts: Extraction;
  readonly extracted: PlainExtract;
  readonly rows: number;
}

const rowsOf = ({rows}: {readonly rows: number}): number => rows;

async function prepare(parts: Extraction): Promise<Prepared> {
  const {db, grant, source, job} = parts;
  const columns = grantedColumns(source, grant);
  await mapPseudonyms(parts, columns);
  const path = job.workspace.file(`extract-${grant.dataset}.parquet`);
  await writeParquet(db, extractRows(source, grant, columns), path, `extract ${grant.dataset}`);
  const rows = await db.count(sql`read_parquet(${path})`);
  const {people} = source;
  const extracted = {dataset: grant.dataset, people, path, columns: columns.map(projectColumn)};
  return {parts, extracted, rows};
}

/** @param report the intruder report, without which nothing is sealed */
async function seal(
  {parts, extracted, rows}: Prepared,
  report: Digest,
  folder: string,
): Promise<ExtractedDataset> {
  const {grants, grant, source, recipient, job} = parts;
  const manifest = await extract.write(
    joinPath(folder, grant.dataset),
    extracted.path,
    {
      dataset: grant.dataset,
      contract: source.contract as Digest,
      split: grants.project,
      rows,
      rowsRemoved: 0,
      columns: [...extracted.columns] as [ManifestColumn],
      provider: 'store',
      people: source.people,
      created: instant(job.effects.now()),
      receiver: recipient,
      about: {
        grant: grant.id,
        grantsDigest: parts.grantsDigest,
        keyVersion: grants.keyVersion,
        projectKey: parts.key.keyId,
        storeVersion: source.version,
        ...(source.optOuts === null ? {} : {optOuts: appliedAsText(source.optOuts)}),
      },
    },
    (digest, count) =>
      job.record({
        action: 'EXTRACT_WRITTEN',
        project: grants.project,
        purpose: grants.application,
        legalBasis: grants.legalBasis,
        objects: [
          {type: 'dataset', id: grant.dataset},
          {type: 'grant', id: grant.id},
        ],
        inputHashes: [report],
        outputHashes: [digest],
        rows: count,
      }),
  );
  return {
    dataset: grant.dataset,
    rows,
    columns: manifest.columns.map(({name}) => name),
    plain: manifest.payload.plain,
  };
}

/** The person first, then the granted columns in the order of the stored table. */
const grantedColumns = (source: StoredDataset, {columns}: Grant): ManifestColumn[] =>
  source.columns.filter(({name}) => name === 'alf_e' || columns.includes(name));

const PSEUDONYM = 'pseudonym:';
const isPseudonym = ({role}: ManifestColumn): boolean => role?.startsWith(PSEUDONYM) ?? false;

/** Store names end in `_e`; a project's end in `_pe`, as every reader of SAIL expects. */
const projectName = (name: string): string => name.replace(/_e$/, '_pe');
const projectColumn = (column: ManifestColumn): ManifestColumn => ({
  ...column,
  name: isPseudonym(column) ? projectName(column.name) : column.name,
});

async function mapPseudonyms(parts: Extraction, columns: readonly ManifestColumn[]): Promise<void> {
  const {db, grant, source, key} = parts;
  for (const column of columns.filter(isPseudonym)) {
    const map = key.pseudonymiser((column.role ?? '').slice(PSEUDONYM.length));
    const values = sql`select distinct ${ident(column.name)}
      from ${source.table} where ${grantedRows(grant)}`;
    await mapValues(db, `pe_${column.name}`, values, map);
  }
}

/** Rows that the grant covers, of people who are known; an unlinked row is nobody's. */
function grantedRows({rowFilter, dates}: Grant): Sql {
  const filters = rowFilter.map(
    ({column, oneOf}) => sql`list_contains(${oneOf}, ${ident(column)}::varchar)`,
  );
  const window = dates
    ? [sql`${ident(dates.column)}::date between ${dates.from}::date and ${dates.to}::date`]
    : [];
  return allOf([sql`alf_e is not null`, ...filters, ...window]);
}

/** One row per granted row, sorted by every column, so that the same rows give the same bytes. */
function extractRows(source: StoredDataset, grant: Grant, columns: readonly ManifestColumn[]): Sql {
  const pseudonyms = columns.filter(isPseudonym);
  const list = columns.map((column) => {
    const name = ident(projectColumn(column).name);
    return isPseudonym(column)
      ? sql`${ident(`pe_${column.name}`, 'mapped')} as ${name}`
      : sql`${ident('s', column.name)} as ${name}`;
  });
  const joins = pseudonyms.map(({name}) => {
    const map = ident(`pe_${name}`);
    return sql`left join ${map} on ${map}.value = ${ident('s', name)}`;
  });
  const names = columns.map((column) => projectColumn(column).name);
  const early = ['alf_pe', ...columns.filter((c) => c.role === 'date:event').map((c) => c.name)];
  const first = early.map((name) => ident(name));
  const others = names.filter((name) => !early.includes(name)).map((name) => ident(name));
  return sql`
    select ${join(list)}
    from (select * from ${source.table} where ${grantedRows(grant)}) s
    ${join(joins, sql` `)}
    order by ${join([...first, ...others])}
  `;
}
