/** The way back to a person, for one request that two bodies allowed: nothing is kept, nothing printed. */

import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import type {Keyring} from '../../assurance/keys/keyring.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {caseFile, keepCaseFile} from '../../assurance/keys/reidentification/batch.ts';
import {type ReidentificationCase, readCase} from '../../assurance/keys/reidentification/cases.ts';
import {decideExecution} from '../../assurance/keys/reidentification/decisions.ts';
import {ALFS_COLUMNS, alfs} from '../../borders/alfs.ts';
import {foundAlfs} from '../../borders/found-alfs.ts';
import type {Database} from '../../engine/database.ts';
import {exists, writeWhole} from '../../engine/files.ts';
import {mapValues} from '../../engine/map-values.ts';
import {parquetRows, writeParquet} from '../../engine/parquet.ts';
import {sealText} from '../../engine/sealing.ts';
import {canonicalJson} from '../../kernel/canonical-json.ts';
import {dayOf, instant} from '../../kernel/dates.ts';
import {type Digest, sha256} from '../../kernel/digests.ts';
import {enforce, refuse} from '../../kernel/errors.ts';
import {sql} from '../../kernel/sql.ts';
import {linkingField} from './issue.ts';
import {openSpine, peopleOfSpine} from './spine-database.ts';
import {currentPeople} from './spine-tables.ts';

export interface SendRequest {
  readonly id: string;
  readonly role: string;
  /** A new border folder. */
  readonly out: string;
}

export interface IdentifyRequest {
  readonly id: string;
  readonly role: string;
  /** The border folder that the store wrote. */
  readonly found: string;
}

/** Sends every ALF to the store, since only the store can say which of them a pseudonym is. */
export async function sendAlfs({id, role, out}: SendRequest, job: Job): Promise<void> {
  const one = await executableCase(id, role, job);
  const keyring = await job.keyring();
  const receiver = await readRecipient(job.home, 'store');
  const db = await openSpine(job);
  try {
    await makeAlfs(db, keyring, one, job);
    const plain = job.workspace.file('alfs.parquet');
    await writeParquet(db, sql`select mapped as alf from alf order by alf`, plain, 'write ALFs');
    const draft = {
      dataset: 'reidentification',
      contract: one.batch as Digest,
      split: id,
      rows: await db.count(parquetRows(plain)),
      rowsRemoved: 0,
      columns: [...ALFS_COLUMNS] as [(typeof ALFS_COLUMNS)[0]],
      provider: 'third-party',
      people: await peopleOfSpine(job),
      created: instant(job.effects.now()),
      receiver,
      about: {},
    };
    await alfs.write(out, plain, draft, (digest, rows) =>
      job.record({
        action: 'ALFS_WRITTEN',
        project: one.project,
        objects: [{type: 'reidentification', id}],
        outputHashes: [digest],
        rows,
      }),
    );
  } finally {
    db.close();
  }
}

/**
 * Seals who the found people are to the requester. The log says that it is executed, with the digest
 * of the sealed result, before the result has its name: a run that was killed in between only names it.
 */
export async function identifyPeople(request: IdentifyRequest, job: Job): Promise<void> {
  const {id, role} = request;
  const keyring = await job.keyring();
  // One process at a time has the spine open, so that of two executions the second sees the first.
  const db = await openSpine(job);
  try {
    const known = await readCase(id, job.home, job.log);
    if (known.state === 'executed' && (await finishNaming(known, job))) return;
    const one = await executableCase(id, role, job);
    const receipt = await foundAlfs.check(request.found, (digest) => job.log.announces(digest));
    const {split, contract, rows} = receipt.manifest;
    if (split !== id || contract !== one.batch) {
      throw refuse('REIDENTIFICATION_INVALID', 'what the store found is for another request');
    }
    const objects = [{type: 'reidentification', id}];
    const {project} = one;
    await job.record({
      action: 'FOUND_ALFS_RECEIVED',
      project,
      objects,
      inputHashes: [receipt.digest],
      rows,
    });
    const plain = job.workspace.file('found.parquet');
    await foundAlfs.open(request.found, receipt, plain, keyring.identity, db);
    await makeAlfs(db, keyring, one, job);
    const people = await db.rows(peopleFound(plain), 'people found');
    const result = canonicalJson({v: 1, request: id, project, people});
    const sealed = await sealText(result, {recipient: one.recipient});
    await writeWhole(stagedFile(id, job), sealed, 0o600);
    await job.record({
      action: 'REIDENTIFICATION_EXECUTED',
      project,
      objects,
      inputHashes: [receipt.digest],
      outputHashes: [sha256(sealed)],
      rows: people.length,
    });
    await keepCaseFile(caseFile(job.home, id, 'result'), sealed);
    await rm(stagedFile(id, job), {force: true});
  } finally {
    db.close();
  }
}

/** Sealed to the requester already: this zone cannot read it either. */
const stagedFile = (id: string, job: Job): string => join(job.directory, `${id}.result.age`);

/** Gives a result its name that the log announced before its run was killed. */
async function finishNaming(one: ReidentificationCase, job: Job): Promise<boolean> {
  const staged = stagedFile(one.id, job);
  if (!(await exists(staged))) return false;
  const sealed = await readFile(staged, 'utf8');
  if (sha256(sealed) !== one.result) return false;
  await keepCaseFile(caseFile(job.home, one.id, 'result'), sealed);
  await rm(staged, {force: true});
  return true;
}

async function executableCase(id: string, role: string, job: Job): Promise<ReidentificationCase> {
  const one = await readCase(id, job.home, job.log);
  const today = dayOf(instant(job.effects.now()));
  enforce(decideExecution(one, {actor: job.actor, role, today}));
  await job.allowPeople(await peopleOfSpine(job));
  return one;
}

/** Makes the table `alf`: one row per person ever, redirected ones too, as old extracts name them. */
async function makeAlfs(
  db: Database,
  keyring: Keyring,
  {id, project}: ReidentificationCase,
  job: Job,
): Promise<void> {
  const objects = [
    {type: 'key', id: keyring.keyId},
    {type: 'reidentification', id},
  ];
  await job.record({action: 'KEY_USED', project, objects});
  await mapValues(db, 'alf', sql`select person_id from person`, linkingField(keyring, 'person'));
}

/** One row per pseudonym that was found, with the latest that is known of who it is today. */
const peopleFound = (plain: string) => sql`
  with profiles as (
    select c.current_id, p.*,
      (coalesce(p.valid_to, date '9999-12-31'), p.profile_id) as recency
    from profile p
    join ${currentPeople} c using (person_id)
  )
  select f.place,
    arg_max(p.nhs_number, p.recency) as nhs_number,
    arg_max(p.surname, p.recency) as surname,
    arg_max(p.forename, p.recency) as forename,
    arg_max(p.date_of_birth, p.recency)::varchar as date_of_birth,
    arg_max(p.sex, p.recency) as sex,
    arg_max(p.postcode, p.recency) as postcode
  from ${parquetRows(plain)} f
  join alf a on a.mapped = f.alf
  join ${currentPeople} c on c.person_id = a.value
  join profiles p on p.current_id = c.current_id
  group by f.place
  order by f.place
`;
