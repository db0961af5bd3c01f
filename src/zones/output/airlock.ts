/** The airlock: automatic checks, two independent checkers, and a signed record of what left. */

import {mkdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {signerFromSeed, signNote} from '../../assurance/audit/note/note.ts';
import type {Job} from '../../assurance/job/job.ts';
import {deriveKey} from '../../assurance/keys/derive.ts';
import {startFolder, writeWhole} from '../../engine/files.ts';
import {parquetRows} from '../../engine/parquet.ts';
import {canonicalJson} from '../../kernel/canonical-json.ts';
import type {ErrorCode} from '../../kernel/catalogue.ts';
import {instant} from '../../kernel/dates.ts';
import {type Digest, sha256} from '../../kernel/digests.ts';
import {refuse} from '../../kernel/errors.ts';
import {sql} from '../../kernel/sql.ts';
import {
  checkAggregate,
  type Finding,
  MAX_RELEASE_ROWS,
} from '../../methods/disclosure/aggregate.ts';
import {SUPPRESSION_THRESHOLD} from '../../methods/disclosure/cells.ts';
import {checkUnchanged, move, type ReleaseRequest, readRequest, tableFile} from './request.ts';

/** Approvals that a release needs, of people who are neither its author nor members of its project. */
const CHECKERS = 2;

/** The automatic checks. What they find blocks the request; the author makes a new one. */
export async function checkRequest(id: string, job: Job): Promise<ReleaseRequest> {
  const request = await readRequest(id, job);
  await checkUnchanged(request, job);
  // A check that was killed is taken up where it stopped.
  const scanning =
    request.status === 'scanning'
      ? request
      : await move(request, 'scanning', 'RELEASE_SCANNING', job);
  const db = await job.database();
  try {
    const minCell = Math.max(request.minCell, SUPPRESSION_THRESHOLD);
    const table = parquetRows(tableFile(job, id));
    const findings = await checkAggregate(db, table, request.counts, request.groups, minCell);
    return findings.length === 0
      ? await move(scanning, 'submitted', 'RELEASE_SUBMITTED', job)
      : await move(scanning, 'blocked', 'RELEASE_BLOCKED', job, {
          change: {findings},
          decision: 'refuse',
          reasonCodes: [...new Set(findings.map(({rule}) => FINDING_CODES[rule]))],
        });
  } finally {
    db.close();
  }
}

/** What the log, and the refusal, say of a finding. */
export const FINDING_CODES = {
  'small-cell': 'CELL_TOO_SMALL',
  'small-difference': 'CELL_TOO_SMALL',
  identifier: 'IDENTIFIER_FOUND',
  'not-a-count': 'NOT_AGGREGATE',
  'no-counts': 'NOT_AGGREGATE',
  'row-level': 'NOT_AGGREGATE',
  'too-large': 'NOT_AGGREGATE',
} as const satisfies Record<Finding['rule'], ErrorCode>;

/** One vote of one checker; the second of the same mind decides. */
export async function reviewRequest(
  id: string,
  reviewer: string,
  vote: 'approved' | 'changes_requested',
  job: Job,
): Promise<ReleaseRequest> {
  const request = await readRequest(id, job);
  await checkUnchanged(request, job);
  // All votes were cast when a run was killed: what is left is to count them.
  if (request.status === 'reviewed') return decideRequest(request, job);
  if (reviewer === request.author || request.members.includes(reviewer)) {
    throw refuse('OWN_REQUEST', 'the reviewer wrote the request or is a member of its project');
  }
  if (request.votes.some(({by}) => by === reviewer)) {
    throw refuse('OWN_REQUEST', 'this reviewer has voted already');
  }
  const votes = [...request.votes, {by: reviewer, vote, at: instant(job.effects.now())}];
  const isSecond = votes.length >= CHECKERS;
  const voted = await move(
    request,
    isSecond ? 'reviewed' : 'partially_reviewed',
    'RELEASE_FILE_VOTED',
    job,
    {change: {votes}, decision: vote === 'approved' ? 'allow' : 'refuse'},
  );
  return isSecond ? decideRequest(voted, job) : voted;
}

/** What the votes amount to. */
const decideRequest = (request: ReleaseRequest, job: Job): Promise<ReleaseRequest> =>
  request.votes.every((one) => one.vote === 'approved')
    ? move(request, 'approved', 'RELEASE_APPROVED', job, {decision: 'allow'})
    : move(request, 'rejected', 'RELEASE_REJECTED', job, {decision: 'refuse'});

export interface Released {
  readonly id: string;
  readonly folder: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly table: string;
}

/** Writes the table and its signed disclosure record. The entry comes first; the bytes are hashed again. */
export async function releaseRequest(id: string, job: Job): Promise<Released> {
  const request = await readRequest(id, job);
  if (request.status !== 'approved') {
    throw refuse(
      'NOT_APPROVED',
      `${id} is ${request.status}; ${CHECKERS} checkers must approve it`,
    );
  }
  await checkUnchanged(request, job);
  await mkdir(join(job.directory, 'released'), {recursive: true});
  const place = join(job.directory, 'released', id);
  // A release that was killed after its folder appeared has been logged; its folder is made again.
  await rm(place, {recursive: true, force: true});
  const folder = await startFolder(place);
  const db = await job.database();
  try {
    const table = join(folder.path, 'table.csv');
    await db.run(
      sql`copy (select * from ${parquetRows(tableFile(job, id))}) to ${table} (format csv, header)`,
      'write the table',
    );
    const digest = sha256(await readFile(table));
    await writeRecord(request, digest, folder.path, job);
    const act = () => folder.publish();
    await move(request, 'released', 'RELEASE_RELEASED', job, {outputHashes: [digest], act});
    return {id, folder: place, rows: request.rows, columns: request.columns, table: digest};
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    db.close();
  }
}

/** The release is recalled; what left stays in the record. */
export async function revokeRequest(id: string, job: Job): Promise<ReleaseRequest> {
  return move(await readRequest(id, job), 'revoked', 'RELEASE_REVOKED', job);
}

/** What was checked, by which rules, by whom: a signed note that anyone can verify with `output.vkey`. */
async function writeRecord(request: ReleaseRequest, table: Digest, folder: string, job: Job) {
  const keyring = await job.keyring();
  const signer = signerFromSeed(
    'dolen.local/output',
    deriveKey(keyring.rootKey, 'dolen/disclosure-record/v1', 32),
  );
  const record = canonicalJson({
    v: 1,
    request: request.id,
    project: request.project,
    files: [{sha256: table, rows: request.rows, columns: request.columns}],
    rules: {
      minCell: Math.max(request.minCell, SUPPRESSION_THRESHOLD),
      maxRows: MAX_RELEASE_ROWS,
      checkers: CHECKERS,
    },
    findings: request.findings,
    votes: request.votes,
    decidedAt: instant(job.effects.now()),
  });
  await writeWhole(join(folder, 'disclosure-record.json'), `${record}\n`);
  await writeWhole(join(folder, 'disclosure-record.note'), signNote(`${record}\n`, [signer]));
  await writeWhole(join(job.directory, 'output.vkey'), `${signer.vkey}\n`);
}
