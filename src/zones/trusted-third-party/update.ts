/** A batch for the spine: who is known already, who is new, and what is left for a person to decide. */

import {dirname} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {sql} from '../../kernel/sql.ts';
import {materialise, type Step} from '../../kernel/steps.ts';
import {groupNewcomers} from '../../methods/linkage/spine/group-newcomers.ts';
import {linkToSpine} from '../../methods/linkage/spine/link-to-spine.ts';
import {recordApplied} from './opt-outs.ts';
import {gatherEvidence, propose} from './proposals.ts';
import {
  type IncomingRequest,
  prepareProfiles,
  type Received,
  receiveFile1,
  sessionOf,
} from './receive.ts';
import {type SpineSummary, showSpine} from './spine.ts';
import {openSpine} from './spine-database.ts';
import {rebuildNumbers} from './spine-tables.ts';
import {loadSuperseded} from './superseded.ts';
import {
  batchDecided,
  batchProfiles,
  countSeen,
  dropDissenting,
  fates,
  funnel,
  keepLater,
  learnNumbers,
  learnProfiles,
  newcomers,
  newPeople,
  newProfiles,
  nextPass,
  seenStates,
  wholeBatch,
} from './update-steps.ts';

export interface UpdateRequest extends IncomingRequest {
  /** CSV with `nhs_number`, `replaced_by` and `valid_from`. */
  readonly superseded?: string;
}

/** Profiles by what became of them; the four add up to those that came in. */
export interface UpdateFunnel {
  readonly linked: number;
  readonly created: number;
  readonly held: number;
  readonly one_time: number;
}

export interface SpineUpdate {
  readonly dataset: string;
  readonly batch: number;
  /** The batch was here before, and nothing was done. */
  readonly isRepeated: boolean;
  readonly rows: number;
  readonly profiles: UpdateFunnel;
  readonly newPeople: number;
  readonly newProfiles: number;
  readonly newProposals: number;
  readonly spine: SpineSummary;
}

/**
 * 1. Links the batch to the spine: gate, five fields, lexicon, probability. 2. Links what fits nobody
 * to each other. 3. Gives new people ids and sure links their profiles. 4. Proposes merges and splits.
 * The cost of 2 to 4 grows with the batch; nobody who is on the spine is linked anew.
 */
export async function updateSpine(request: UpdateRequest, job: Job): Promise<SpineUpdate> {
  const received = await receiveFile1(request.file1, job);
  const {manifest, digest, objects} = received;
  const {superseded} = request;
  const directories = superseded === undefined ? [] : [dirname(superseded)];
  const db = await openSpine(job, {people: manifest.people, directories});
  try {
    const known = await db.value(
      sql`select batch from spine_batch where manifest = ${digest as string}`,
    );
    if (known !== null) return await repeated(db, received, Number(known));
    await loadSuperseded(db, superseded, job);
    await rebuildNumbers(db);
    const optOuts = await prepareProfiles(request, received, db, job);
    await job.record({action: 'LINKAGE_RUN', objects, inputHashes: [digest], rows: manifest.rows});
    await job.step(`link ${manifest.dataset}`, () => linkBatch(db, request, job));
    await recordApplied(optOuts, objects, job);
    const people = await db.count(sql`person where superseded_by is null`);
    await job.step('link new people to each other', () =>
      groupNewcomers(db, request.model, people, sessionOf(request, job)),
    );
    const secret = Buffer.from(job.effects.randomBytes(32)).toString('hex');
    await job.record({
      action: 'SPINE_UPDATED',
      objects,
      inputHashes: [digest],
      rows: manifest.rows,
    });
    return await job.step(
      'update the spine',
      () => learn(db, received, secret),
      ({profiles}) => profiles.created,
    );
  } finally {
    db.close();
  }
}

/** Each pass can teach the next a name, an address or a number; a chain that is longer is rare. */
const MOST_PASSES = 4;

/**
 * Links a batch to the spine in passes: what sure links show of a person is known to those of the
 * batch who fitted nobody, so that the order of rows and batches hardly matters.
 */
async function linkBatch(db: Database, request: UpdateRequest, job: Job): Promise<void> {
  const {model} = request;
  const make = (one: Step) => db.run(materialise(one), one.name);
  await make(batchProfiles);
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    await linkToSpine(db, model, sessionOf(request, job));
    for (const one of dropDissenting) await db.run(one, 'drop who dissented');
    await gatherEvidence(db, model.resolve.theta);
    if (pass === 1) await make(batchDecided);
    else for (const one of keepLater) await db.run(one, 'batch_decided');
    await make(newcomers);
    if ((await db.count(sql`newcomer`)) === 0) break;
    const before = await db.count(sql`spine_profile`);
    await db.run(learnProfiles, 'learn profiles');
    if ((await db.count(sql`spine_profile`)) === before) break;
    await make(learnNumbers);
    await make(nextPass);
  }
  for (const one of wholeBatch) await make(one);
  await make(newcomers);
}

/** All or nothing: people, profiles, numbers and proposals of one batch. */
async function learn(
  db: Database,
  {manifest, digest}: Received,
  secret: string,
): Promise<SpineUpdate> {
  const {dataset, payload, people, about} = manifest;
  const isRegister = about.kind === 'register';
  return db.transaction(async () => {
    const batch = Number(await db.value(sql`select max(batch) + 1 from spine_batch`));
    const idType = isRegister ? 'listed' : 'unlisted';
    for (const one of [newPeople(secret, payload.plain, idType), fates, seenStates]) {
      await db.run(materialise(one), one.name);
    }
    await db.run(
      sql`insert into person
        select person_id, id_type, ${batch}, null, sex, date_of_birth from new_person`,
      'person',
    );
    if (isRegister) await listPeople(db);
    const before = await db.count(sql`profile`);
    await db.run(countSeen, 'count what was seen');
    await db.run(newProfiles(dataset, batch, people === 'made-up'), 'profile');
    await rebuildNumbers(db);
    await db.run(
      sql`insert into spine_batch values
        (${batch}, ${dataset}, ${digest as string}, ${payload.plain})`,
      'spine_batch',
    );
    const newProposals = await propose(db, batch);
    return {
      dataset,
      batch,
      isRepeated: false,
      rows: manifest.rows,
      profiles: await countFates(db),
      newPeople: await db.count(sql`new_person`),
      newProfiles: (await db.count(sql`profile`)) - before,
      newProposals,
      spine: await showSpine(db),
    };
  });
}

/** People who were unlisted and are in a register now. */
async function listPeople(db: Database): Promise<void> {
  await db.run(
    sql`update person set id_type = 'listed'
      where id_type = 'unlisted' and person_id in
        (select person_id from fate where fate = 'linked' and match_status in (1, 4, 39))`,
    'list people',
  );
}

async function countFates(db: Database): Promise<UpdateFunnel> {
  const counts = {linked: 0, created: 0, held: 0, one_time: 0};
  for (const {fate, profiles} of await db.rows(funnel, 'count fates')) {
    counts[fate as keyof UpdateFunnel] += Number(profiles);
  }
  return counts;
}

async function repeated(db: Database, {manifest}: Received, batch: number): Promise<SpineUpdate> {
  return {
    dataset: manifest.dataset,
    batch,
    isRepeated: true,
    rows: manifest.rows,
    profiles: {linked: 0, created: 0, held: 0, one_time: 0},
    newPeople: 0,
    newProfiles: 0,
    newProposals: 0,
    spine: await showSpine(db),
  };
}
