/** Provisions a project: its extract, opened into a database that holds nothing else. */

import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {decideAccess, decidePeople, type ProjectGrants} from '../../assurance/approval/grant.ts';
import {decideOptOuts, readApplied} from '../../assurance/approval/opt-outs/applied-lists.ts';
import type {Job} from '../../assurance/job/job.ts';
import {extract} from '../../borders/extract.ts';
import type {Database} from '../../engine/database.ts';
import {parquetRows} from '../../engine/parquet.ts';
import type {FolderReceipt, ManifestColumn} from '../../engine/sealed-folder.ts';
import {dayOf, instant} from '../../kernel/dates.ts';
import {enforce, refuse, UsageError} from '../../kernel/errors.ts';
import {ident, sql} from '../../kernel/sql.ts';
import {dropOtherVersions, openProject} from './project-database.ts';

export interface ProvisionRequest {
  readonly grants: ProjectGrants;
  /** The folder that `store extract` wrote: one border folder for each dataset. */
  readonly extract: string;
}

export interface ProvisionResult {
  readonly project: string;
  readonly datasets: readonly {
    readonly dataset: string;
    readonly rows: number;
    readonly columns: readonly string[];
  }[];
}

/** Every folder is checked, and every grant decided, before any is opened. */
export async function provisionProject(
  request: ProvisionRequest,
  job: Job,
): Promise<ProvisionResult> {
  const {grants} = request;
  const keyring = await job.keyring();
  const today = dayOf(instant(job.effects.now()));
  const names = (await readdir(request.extract).catch(() => [])).sort();
  if (names.length === 0) {
    throw new UsageError('INPUT_NOT_FOUND', [{where: '--extract', what: 'no border folders'}]);
  }
  const received: {place: string; receipt: FolderReceipt}[] = [];
  for (const name of names) {
    const place = join(request.extract, name);
    const receipt = await extract.check(place, (digest) => job.log.announces(digest));
    const {dataset, columns, split, about} = receipt.manifest;
    if (about.keyVersion !== grants.keyVersion) {
      const because = `the extract of ${dataset} is under version ${about.keyVersion}, the grants name ${grants.keyVersion}`;
      throw refuse('KEY_VERSION_DIFFERS', because);
    }
    if (split !== grants.project) {
      throw refuse('NO_GRANT', `the extract of ${dataset} is for another project`);
    }
    enforce(decideAccess(grants, dataset, columns.map(storeName), {today}));
    enforce(decidePeople(grants, receipt.manifest.people));
    // An extract may have lain about since it was written.
    const optOuts = readApplied(about.optOuts);
    const asked = {now: job.effects.now(), application: grants.application};
    enforce(decideOptOuts(dataset, receipt.manifest.people, optOuts, asked));
    received.push({place, receipt});
  }
  const db = await openProject(job);
  try {
    await job.record({
      action: 'EXTRACT_PROVISIONED',
      purpose: grants.application,
      legalBasis: grants.legalBasis,
      objects: received.map(({receipt}) => ({type: 'dataset', id: receipt.manifest.dataset})),
      inputHashes: received.map(({receipt}) => receipt.digest),
    });
    await job.step('open the extract', async () => {
      for (const {place, receipt} of received) {
        await extract.open(place, receipt, plainFile(receipt, job), keyring.identity, db);
      }
    });
    await job.step('load the extract', () =>
      db.transaction(async () => {
        await dropOtherVersions(db, grants.keyVersion);
        for (const {receipt} of received) await loadExtract(db, receipt, job);
      }),
    );
    return {
      project: grants.project,
      datasets: received.map(({receipt: {manifest}}) => ({
        dataset: manifest.dataset,
        rows: manifest.rows,
        columns: manifest.columns.map(({name}) => name),
      })),
    };
  } finally {
    db.close();
  }
}

/** Grants name columns as the store does, where pseudonyms end in `_e`. */
const storeName = ({name, role}: ManifestColumn): string =>
  role?.startsWith('pseudonym:') && name !== 'alf_pe' ? name.replace(/_pe$/, '_e') : name;

const plainFile = ({manifest}: FolderReceipt, job: Job): string =>
  job.workspace.file(`${manifest.dataset}.parquet`);

async function loadExtract(db: Database, receipt: FolderReceipt, job: Job): Promise<void> {
  const {manifest} = receipt;
  const plain = plainFile(receipt, job);
  await db.run(
    sql`create or replace table ${ident(manifest.dataset)} as select * from ${parquetRows(plain)}`,
    `load ${manifest.dataset}`,
  );
  await db.run(
    sql`insert or replace into dictionary values (${manifest.dataset}, ${JSON.stringify(manifest.columns)},
      ${receipt.digest}, ${String(manifest.about.grantsDigest)}, ${Number(manifest.about.keyVersion)})`,
    'dictionary',
  );
}
