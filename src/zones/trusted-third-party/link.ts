/** Links a dataset's File 1 to the spine, issues pseudonyms, and writes File 3. */

import type {Job} from '../../assurance/job/job.ts';
import {openKeyring} from '../../assurance/keys/keyring.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {file1} from '../../borders/file1.ts';
import {FILE3_COLUMNS, file3} from '../../borders/file3.ts';
import type {Database} from '../../engine/database.ts';
import {writeParquet} from '../../engine/parquet.ts';
import {instant} from '../../kernel/dates.ts';
import {digestOf} from '../../kernel/digests.ts';
import {sql} from '../../kernel/sql.ts';
import {materialise} from '../../kernel/steps.ts';
import {linkageModelDigest} from '../../methods/linkage/model/read-model.ts';
import type {LinkageModel} from '../../methods/linkage/model/schema.ts';
import {linkToSpine} from '../../methods/linkage/spine/link-to-spine.ts';
import type {Lexicon} from '../../methods/linkage/values/features.ts';
import {issuePseudonyms} from './issue.ts';
import {countOutcomes, keepLinkEvents, type LinkTally} from './link-events.ts';
import {
  file3Profiles,
  file3Rows,
  incoming,
  profileKeys,
  rawProfiles,
  withoutOptedOut,
} from './link-steps.ts';
import {loadOptOuts} from './opt-outs.ts';
import {openSpine} from './spine-database.ts';

export interface LinkRequest {
  readonly file1: string;
  readonly out: string;
  readonly model: LinkageModel;
  readonly optOuts?: string;
  /** Variants of forenames, one step apart. */
  readonly lexicon?: Lexicon;
}

export interface LinkResult extends LinkTally {
  readonly dataset: string;
  readonly rows: number;
  readonly profiles: number;
  readonly pairsCompared: number;
  readonly rowsRemoved: number;
  /** SHA-256 of File 3 before sealing: the same inputs and seed give the same. */
  readonly file3: string;
  readonly columns: readonly string[];
}

/**
 * 1. Opens File 1. 2. Removes opt-outs. 3. Collapses rows to distinct profiles. 4. Links profiles.
 * 5. Issues ALF and RALF. 6. Writes File 3, one row per remaining row of File 1.
 */
export async function linkDataset(request: LinkRequest, job: Job): Promise<LinkResult> {
  const keyring = await openKeyring(job.directory, 'third-party');
  const recipient = await readRecipient(job.home, 'store');
  const receipt = await file1.check(request.file1, (digest) => job.log.announces(digest));
  const {manifest, digest} = receipt;
  await job.allowPeople(manifest.people);
  const objects = [{type: 'dataset', id: manifest.dataset}];
  await job.record({action: 'FILE1_RECEIVED', objects, inputHashes: [digest], rows: manifest.rows});
  const db = await openSpine(job, {people: manifest.people});
  try {
    const plain = job.workspace.file('file1.parquet');
    await job.step(
      `open File 1 of ${manifest.dataset}`,
      () => file1.open(request.file1, receipt, plain, keyring.identity, db),
      () => manifest.rows,
    );
    await loadOptOuts(db, request.optOuts, manifest.people, job);
    await job.step('collapse to profiles', async () => {
      for (const one of [profileKeys(plain), rawProfiles(plain), ...incoming()]) {
        await db.run(materialise(one), one.name);
      }
    });
    await job.record({action: 'LINKAGE_RUN', objects, inputHashes: [digest], rows: manifest.rows});
    const {profiles, pairsCompared} = await job.step(
      `link ${manifest.dataset}`,
      () => linkToSpine(db, request.model, sessionOf(request, job)),
      (counts) => counts.profiles,
    );
    await job.record({action: 'OPT_OUTS_APPLIED', objects});
    await db.run(materialise(withoutOptedOut), withoutOptedOut.name);
    await issuePseudonyms(db, keyring, job);
    await db.run(materialise(file3Profiles), file3Profiles.name);
    await keepLinkEvents(db, manifest.dataset, manifest.split);
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
              modelDigest: linkageModelDigest(request.model),
              spineVersion: digestOf(await spineVersion(db)),
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
    return {
      dataset: manifest.dataset,
      rows,
      profiles,
      pairsCompared,
      rowsRemoved: manifest.rows - rows,
      ...tally,
      file3: written.payload.plain,
      columns: FILE3_COLUMNS.map(({name}) => name),
    };
  } finally {
    db.close();
  }
}

const sessionOf = ({lexicon}: LinkRequest, {threads}: Job) => ({
  ...(threads === undefined ? {} : {threads}),
  ...(lexicon && {lexicon}),
});

const spineVersion = async (db: Database) => ({
  people: await db.count(sql`person`),
  profiles: await db.count(sql`profile`),
});
