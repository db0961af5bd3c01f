/** Receives a File 1: checked against the log, opened, opt-outs removed, rows collapsed to profiles. */

import type {AppliedOptOuts} from '../../assurance/approval/opt-outs/applied-lists.ts';
import type {Job} from '../../assurance/job/job.ts';
import type {Keyring} from '../../assurance/keys/keyring.ts';
import {file1} from '../../borders/file1.ts';
import type {Database} from '../../engine/database.ts';
import type {FolderReceipt} from '../../engine/sealed-folder.ts';
import {materialise} from '../../kernel/steps.ts';
import type {LinkageModel} from '../../methods/linkage/model/schema.ts';
import type {SessionOptions} from '../../methods/linkage/run/session.ts';
import type {Lexicon} from '../../methods/linkage/values/features.ts';
import {loadDecisions} from './decisions.ts';
import {incoming, profileKeys, rawProfiles} from './link-steps.ts';
import {loadOptOuts, type OptOutSource} from './opt-outs.ts';

/** What comes in to be linked, and how. */
export interface IncomingRequest extends OptOutSource {
  readonly file1: string;
  readonly model: LinkageModel;
  /** Variants of forenames, one step apart. */
  readonly lexicon?: Lexicon;
}

export interface Received extends FolderReceipt {
  readonly keyring: Keyring;
  readonly objects: readonly {readonly type: string; readonly id: string}[];
}

/** Checks the folder and writes down that it came, before anything in it is opened. */
export async function receiveFile1(place: string, job: Job): Promise<Received> {
  const keyring = await job.keyring();
  const receipt = await file1.check(place, (digest) => job.log.announces(digest));
  const {manifest, digest} = receipt;
  await job.allowPeople(manifest.people);
  const objects = [{type: 'dataset', id: manifest.dataset}];
  await job.record({action: 'FILE1_RECEIVED', objects, inputHashes: [digest], rows: manifest.rows});
  return {...receipt, keyring, objects};
}

/** Opens the payload into the workspace; returns where it is. */
export async function openFile1(
  place: string,
  received: Received,
  db: Database,
  job: Job,
): Promise<string> {
  const {manifest, keyring} = received;
  const plain = job.workspace.file('file1.parquet');
  await job.step(
    `open File 1 of ${manifest.dataset}`,
    () => file1.open(place, received, plain, keyring.identity, db),
    () => manifest.rows,
  );
  return plain;
}

/** Makes `row_key`, `incoming` and the spine's side of linking: all that `linkToSpine` reads. */
export async function prepareProfiles(
  request: IncomingRequest,
  received: Received,
  db: Database,
  job: Job,
): Promise<AppliedOptOuts> {
  const plain = await openFile1(request.file1, received, db, job);
  const optOuts = await loadOptOuts(db, request, received.manifest, job);
  await job.step('collapse to profiles', async () => {
    for (const one of [profileKeys(plain), rawProfiles(plain), ...incoming()]) {
      await db.run(materialise(one), one.name);
    }
    await loadDecisions(db, job.effects.now());
  });
  return optOuts;
}

export const sessionOf = (
  {lexicon}: IncomingRequest,
  {threads}: Job,
): Pick<SessionOptions, 'threads' | 'lexicon'> => ({
  ...(threads === undefined ? {} : {threads}),
  ...(lexicon && {lexicon}),
});
