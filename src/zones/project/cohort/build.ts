/** Builds a cohort from a study definition, inside a project that was granted what the study reads. */

import {dirname, join} from 'node:path';
import {decideAccess, type ProjectGrants} from '../../../assurance/approval/grant.ts';
import type {Job} from '../../../assurance/job/job.ts';
import type {Database} from '../../../engine/database.ts';
import {type FolderInProgress, startFolder} from '../../../engine/files.ts';
import {dayOf, instant} from '../../../kernel/dates.ts';
import type {Reason} from '../../../kernel/decisions.ts';
import {decide} from '../../../kernel/decisions.ts';
import type {Digest} from '../../../kernel/digests.ts';
import {DataFault, enforce} from '../../../kernel/errors.ts';
import {sql} from '../../../kernel/sql.ts';
import {materialise, type Step} from '../../../kernel/steps.ts';
import {
  listProjectDatasets,
  openProject,
  type ProjectDataset,
  requireSameGrants,
} from '../project-database.ts';
import {type AttritionRow, readAttrition} from './attrition.ts';
import {type CodeList, firstRecords, readCodeList} from './codelists.ts';
import {conditionIds} from './conditions.ts';
import {assessed, candidates, cohortRows, deaths, people, spells} from './steps.ts';
import {columnsRead, type Study} from './study.ts';
import {writeCohort} from './write.ts';

export interface CohortRequest {
  readonly study: Study;
  /** SHA-256 of the study file. */
  readonly studyDigest: Digest;
  /** Where the study's code lists are. */
  readonly directory: string;
  readonly grants: ProjectGrants;
  readonly grantsDigest: Digest;
  readonly out: string;
}

export interface CohortResult {
  readonly study: string;
  readonly rows: number;
  readonly attrition: readonly AttritionRow[];
  readonly columns: readonly string[];
  /** SHA-256 of cohort.parquet: the same inputs and definition give the same. */
  readonly digest: Digest;
}

/** 1. Decides access. 2. Finds index dates. 3. Applies eligibility in order. 4. Follows up. 5. Writes. */
export async function buildCohort(request: CohortRequest, job: Job): Promise<CohortResult> {
  const {study, grants, out} = request;
  await decideStudy(request, job);
  const db = await openProject(job, {directories: [request.directory, dirname(out)]});
  let folder: FolderInProgress | null = null;
  try {
    const datasets = await provisionedDatasets(db, request);
    folder = await startFolder(out, 0o700);
    const codeList = await indexCodeList(db, request, job);
    const steps = cohortSteps(study, codeList);
    await job.step(
      `build ${study.study.id}`,
      async () => {
        for (const one of steps) await db.run(materialise(one), one.name);
        await refuseEmptyIndex(db, study);
        await db.run(sql`create or replace temp table cohort as ${cohortRows(study)}`, 'cohort');
        return db.count(sql`cohort`);
      },
      (rows) => rows,
    );
    const attrition = await readAttrition(db, study);
    const {columns, digest, rows} = await writeCohort({
      db,
      folder: folder.path,
      study,
      attrition,
      steps,
      minCell: grants.minCell,
      inputs: [...datasets.map(({manifest}) => manifest as Digest), codeList.digest],
      definition: request.studyDigest,
      job,
    });
    await job.record({
      action: 'COHORT_BUILT',
      purpose: grants.application,
      legalBasis: grants.legalBasis,
      objects: [
        {type: 'study', id: study.study.id},
        ...[...columnsRead(study).keys()].map((id) => ({type: 'dataset', id})),
        ...conditionIds(study, codeList.digest, await job.keyring()),
      ],
      inputHashes: [request.studyDigest, codeList.digest, request.grantsDigest],
      outputHashes: [digest],
      rows,
    });
    await folder.publish();
    return {study: study.study.id, rows, attrition, columns, digest};
  } catch (error) {
    await folder?.discard();
    throw error;
  } finally {
    db.close();
  }
}

/** Every table and column that the study reads, decided at once against the grants in force today. */
async function decideStudy(request: CohortRequest, job: Job): Promise<void> {
  const {study, grants} = request;
  const today = dayOf(instant(job.effects.now()));
  const reasons: Reason[] = [];
  for (const [table, columns] of columnsRead(study)) {
    const decision = decideAccess(grants, table, [...columns], {today, reader: job.actor});
    if (!decision.allowed) reasons.push(...decision.reasons.filter(isNew(reasons)));
  }
  if (reasons.length > 0) {
    await job.record({
      action: 'ACCESS_REFUSED',
      decision: 'refuse',
      reasonCodes: [...new Set(reasons.map(({code}) => code))],
      objects: [{type: 'study', id: study.study.id}],
    });
  }
  enforce(decide(reasons));
}

/** What holds back the whole project is a reason against every table, and told once. */
const isNew =
  (told: readonly Reason[]) =>
  ({because}: Reason): boolean =>
    !told.some((one) => one.because === because);

/** The tables that were provisioned, all of those that the study reads and under the grants in force. */
async function provisionedDatasets(
  db: Database,
  {study, grantsDigest}: CohortRequest,
): Promise<ProjectDataset[]> {
  const datasets = await listProjectDatasets(db);
  const held = new Set(datasets.map(({dataset}) => dataset));
  const absent = [...columnsRead(study).keys()].filter((table) => !held.has(table));
  if (absent.length > 0) {
    const faults = absent.map((where) => ({where, what: 'not provisioned'}));
    throw new DataFault('DATASET_NOT_LOADED', faults);
  }
  requireSameGrants(datasets, grantsDigest);
  return datasets;
}

async function indexCodeList(db: Database, request: CohortRequest, job: Job): Promise<CodeList> {
  const {study, directory} = request;
  const name = study.entities[study.index.logic]?.codelist ?? '';
  const list = study.codelists[name];
  if (!list) throw new DataFault('STUDY_INVALID', [{where: 'index.logic', what: 'no code list'}]);
  return readCodeList(db, join(directory, list.file), list, name, job.workspace);
}

/** The steps of a cohort, in order; each makes the row set that its name says. */
export function cohortSteps(study: Study, codeList: CodeList): Step[] {
  const registered = study.eligibility.find((one) => one.kind === 'registered');
  return [
    people(study),
    deaths(study),
    spells(study, registered?.maxGapDays ?? 0),
    firstRecords(study.sources.events, codeList, study.period.extractDate),
    candidates(study),
    assessed(study),
  ];
}

/** A code list that matches nothing is an answer, never an empty cohort. */
async function refuseEmptyIndex(db: Database, study: Study): Promise<void> {
  if ((await db.count(sql`first_records`)) === 0) {
    const what = 'none of its codes is recorded for anyone in the extract';
    throw new DataFault('CODELIST_EMPTY', [{where: study.index.logic, what}]);
  }
}
