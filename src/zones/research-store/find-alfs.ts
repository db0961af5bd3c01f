/** Traces an approved batch of pseudonyms to ALFs, by making every pseudonym again: no way back is stored. */

import type {Job} from '../../assurance/job/job.ts';
import {refuseForgotten} from '../../assurance/keys/destroyed-keys.ts';
import type {Keyring} from '../../assurance/keys/keyring.ts';
import {openProjectKey, projectKeyVersions} from '../../assurance/keys/project-keys.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {openBatch} from '../../assurance/keys/reidentification/batch.ts';
import {type ReidentificationCase, readCase} from '../../assurance/keys/reidentification/cases.ts';
import {decideTracing} from '../../assurance/keys/reidentification/decisions.ts';
import {alfs} from '../../borders/alfs.ts';
import {FOUND_ALFS_COLUMNS, foundAlfs} from '../../borders/found-alfs.ts';
import type {Database} from '../../engine/database.ts';
import {mapValues} from '../../engine/map-values.ts';
import {parquetRows, writeParquet} from '../../engine/parquet.ts';
import {dayOf, instant} from '../../kernel/dates.ts';
import {enforce, refuse} from '../../kernel/errors.ts';
import {sql} from '../../kernel/sql.ts';
import {storePseudonym} from './store-key.ts';

export interface FindRequest {
  readonly id: string;
  /** The border folder with every ALF. */
  readonly alfs: string;
  /** A new border folder, for the third party. */
  readonly out: string;
}

/** Approvals are looked at again here: the store takes nobody's word for them but the log's. */
export async function findAlfs(request: FindRequest, job: Job): Promise<void> {
  const {id, out} = request;
  const one = await readCase(id, job.home, job.log);
  const today = dayOf(instant(job.effects.now()));
  enforce(decideTracing(one, {actor: job.actor, today}));
  await refuseForgotten(job.directory, one.project);
  const receipt = await alfs.check(request.alfs, (digest) => job.log.announces(digest));
  const {manifest, digest} = receipt;
  if (manifest.split !== id || manifest.contract !== one.batch) {
    throw refuse('REIDENTIFICATION_INVALID', 'these ALFs were sent for another request');
  }
  await job.allowPeople(manifest.people);
  const objects = [{type: 'reidentification', id}];
  const {project} = one;
  const inputHashes = [digest];
  await job.record({action: 'ALFS_RECEIVED', project, objects, inputHashes, rows: manifest.rows});
  const keyring = await job.keyring();
  const receiver = await readRecipient(job.home, 'third-party');
  const wanted = await openBatch(one, job.home, keyring.identity);
  // In memory: the store's own tables are not needed, and nothing of this stays in them.
  const db = await job.database();
  try {
    const received = job.workspace.file('alfs.parquet');
    await alfs.open(request.alfs, receipt, received, keyring.identity, db);
    await trace(db, received, wanted, one, keyring, job);
    const plain = job.workspace.file('found.parquet');
    await writeParquet(db, sql`select place, alf from found order by place`, plain, 'write found');
    const draft = {
      ...{dataset: manifest.dataset, contract: manifest.contract, split: id, rowsRemoved: 0},
      rows: await db.count(parquetRows(plain)),
      columns: [...FOUND_ALFS_COLUMNS] as typeof manifest.columns,
      provider: 'store',
      people: manifest.people,
      created: instant(job.effects.now()),
      receiver,
      about: {},
    };
    await foundAlfs.write(out, plain, draft, (outDigest, rows) =>
      job.record({
        action: 'FOUND_ALFS_WRITTEN',
        ...{project, objects, inputHashes, rows},
        outputHashes: [outDigest],
      }),
    );
  } finally {
    db.close();
  }
}

/** Makes the table `found`, one row per wanted pseudonym of any version of the project's key. */
async function trace(
  db: Database,
  received: string,
  wanted: readonly string[],
  {id, project}: ReidentificationCase,
  keyring: Keyring,
  job: Job,
): Promise<void> {
  await db.run(
    sql`create temp table wanted as
      select i::integer as place, list_extract(${wanted}, i)::uuid as pseudonym
      from range(1, ${wanted.length + 1}) t(i)`,
    'wanted',
  );
  await db.run(sql`create temp table found (place integer, alf uuid)`, 'found');
  for (const version of await projectKeyVersions(job.directory, project)) {
    const key = await openProjectKey(job.directory, keyring, project, version);
    await job.record({
      action: 'KEY_USED',
      project,
      objects: [
        {type: 'key', id: keyring.keyId},
        {type: 'project-key', id: key.keyId},
        {type: 'reidentification', id},
      ],
    });
    await mapValues(
      db,
      'store_alf',
      sql`select alf from ${parquetRows(received)}`,
      storePseudonym(keyring, 'person', key.storeVersion),
    );
    await mapValues(
      db,
      'project_alf',
      sql`select mapped from store_alf`,
      key.pseudonymiser('person'),
    );
    await db.run(
      sql`insert into found
        select w.place, s.value
        from wanted w
        join project_alf p on p.mapped = w.pseudonym
        join store_alf s on s.mapped = p.value`,
      'found',
    );
  }
}
