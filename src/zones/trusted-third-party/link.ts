/** Links a dataset's File 1 to the spine, issues pseudonyms, and writes File 3. */

import {appliedAsText} from '../../assurance/approval/opt-outs/applied-lists.ts';
import type {Job} from '../../assurance/job/job.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {FILE3_COLUMNS, file3} from '../../borders/file3.ts';
import type {Database} from '../../engine/database.ts';
import {writeParquet} from '../../engine/parquet.ts';
import {instant} from '../../kernel/dates.ts';
import {digestOf} from '../../kernel/digests.ts';
import {materialise} from '../../kernel/steps.ts';
import {linkageModelDigest} from '../../methods/linkage/model/read-model.ts';
import {linkToSpine} from '../../methods/linkage/spine/link-to-spine.ts';
import {type Attrition, keepAttrition, measureAttrition} from './attrition.ts';
import {issuePseudonyms} from './issue.ts';
import {countOutcomes, type LinkTally} from './link-events.ts';
import {file3Profiles, file3Rows, withoutOptedOut} from './link-steps.ts';
import {recordApplied} from './opt-outs.ts';
import {
  type IncomingRequest,
  prepareProfiles,
  type Received,
  receiveFile1,
  sessionOf,
} from './receive.ts';
import {keepReviewSample} from './review-sample.ts';
import {finishRun, keepLinkEvents, startRun} from './runs.ts';
import {openSpine} from './spine-database.ts';
import {spineVersion} from './spine-version.ts';

export interface LinkRequest extends IncomingRequest {
  readonly out: string;
}

export interface LinkResult extends LinkTally {
  readonly dataset: string;
  readonly rows: number;
  readonly profiles: number;
  readonly pairsCompared: number;
  readonly rowsRemoved: number;
  /** Who was removed, in counts that may be published; null where no list was applied. */
  readonly attrition: Attrition | null;
  /** SHA-256 of File 3 before sealing: the same inputs and seed give the same. */
  readonly file3: string;
  readonly columns: readonly string[];
}

/**
 * 1. Opens File 1. 2. Removes opt-outs. 3. Collapses rows to distinct profiles. 4. Links profiles.
 * 5. Issues ALF and RALF. 6. Writes File 3, one row per remaining row of File 1.
 */
export async function linkDataset(request: LinkRequest, job: Job): Promise<LinkResult> {
  const received = await receiveFile1(request.file1, job);
  const db = await openSpine(job, {people: received.manifest.people});
  try {
    const {result} = await linkReceived(request, received, db, job);
    return result;
  } finally {
    db.close();
  }
}

/** The variants of forenames are part of what a link follows from, as the model is. */
const lexiconDigest = ({lexicon}: LinkRequest) =>
  lexicon ? {lexiconDigest: digestOf([...lexicon].map(([name, ones]) => [name, ...ones]))} : {};

/** Links what was received with an open spine; a refresh does the same and compares. */
export async function linkReceived(
  request: LinkRequest,
  received: Received,
  db: Database,
  job: Job,
  about: Readonly<Record<string, string>> = {},
): Promise<{readonly run: number; readonly result: LinkResult}> {
  const {manifest, digest, objects, keyring} = received;
  const recipient = await readRecipient(job.home, 'store');
  const optOuts = await prepareProfiles(request, received, db, job);
  await job.record({action: 'LINKAGE_RUN', objects, inputHashes: [digest], rows: manifest.rows});
  const {profiles, pairsCompared} = await job.step(
    `link ${manifest.dataset}`,
    () => linkToSpine(db, request.model, sessionOf(request, job)),
    (counts) => counts.profiles,
  );
  await recordApplied(optOuts, objects, job);
  await db.run(materialise(withoutOptedOut), withoutOptedOut.name);
  await issuePseudonyms(db, keyring, job);
  await db.run(materialise(file3Profiles), file3Profiles.name);
  const modelDigest = linkageModelDigest(request.model);
  const version = await spineVersion(db);
  const run = await startRun(db, {...manifest, modelDigest, spineVersion: version});
  await keepLinkEvents(db, manifest, run);
  const {theta} = request.model.resolve;
  await keepReviewSample(db, run, {dataset: manifest.dataset, theta, key: modelDigest});
  // Where nothing was applied there is nobody to count.
  const attrition = optOuts.lists.length > 0 ? await measureAttrition(db) : null;
  const tally = await countOutcomes(db);
  const rows = Object.values(tally.byStatus).reduce((sum, n) => sum + n, 0);
  const written = await job.step(
    `write File 3 of ${manifest.dataset}`,
    async () => {
      const out = job.workspace.file('file3.parquet');
      await writeParquet(db, file3Rows, out, 'write File 3');
      return file3.write(
        request.out,
        out,
        {
          dataset: manifest.dataset,
          contract: manifest.contract,
          split: manifest.split,
          rows,
          rowsRemoved: manifest.rows - rows,
          columns: [...FILE3_COLUMNS],
          provider: manifest.provider,
          people: manifest.people,
          created: instant(job.effects.now()),
          receiver: recipient,
          about: {
            modelDigest,
            spineVersion: version,
            optOuts: appliedAsText(optOuts),
            ...lexiconDigest(request),
            ...about,
          },
        },
        (outDigest, count) =>
          job.record({
            action: 'FILE3_WRITTEN',
            objects,
            inputHashes: [digest],
            outputHashes: [outDigest],
            rows: count,
          }),
      );
    },
    () => rows,
  );
  if (attrition) await keepAttrition(attrition, manifest.dataset, run, job);
  await finishRun(db, run, written.payload.plain);
  return {
    run,
    result: {
      dataset: manifest.dataset,
      rows,
      profiles,
      pairsCompared,
      rowsRemoved: manifest.rows - rows,
      attrition,
      ...tally,
      file3: written.payload.plain,
      columns: FILE3_COLUMNS.map(({name}) => name),
    },
  };
}
