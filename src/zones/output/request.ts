/** Release requests: received from a project, kept by content, moved only along the table of states. */

import {mkdir, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import type {EventCode} from '../../assurance/audit/log.ts';
import type {Job} from '../../assurance/job/job.ts';
import {release} from '../../borders/release.ts';
import {digestOfFile, exists, readInput, writeWhole} from '../../engine/files.ts';
import type {ErrorCode} from '../../kernel/catalogue.ts';
import type {Digest} from '../../kernel/digests.ts';
import {DataFault, refuse} from '../../kernel/errors.ts';
import {FINDING_RULES} from '../../methods/disclosure/aggregate.ts';
import {mayMove, type ReleaseStatus, TRANSITIONS} from './states.ts';

const VoteSchema = z.strictObject({
  by: z.string(),
  vote: z.enum(['approved', 'changes_requested']),
  at: z.string(),
});

const RequestSchema = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  project: z.string(),
  title: z.string(),
  author: z.string(),
  members: z.array(z.string()),
  counts: z.array(z.string()),
  groups: z.array(z.string()),
  minCell: z.int(),
  rows: z.int(),
  columns: z.array(z.string()),
  status: z.enum(Object.keys(TRANSITIONS) as [ReleaseStatus, ...ReleaseStatus[]]),
  /** SHA-256 of the table as it was received; votes hold for these bytes only. */
  table: z.string(),
  manifest: z.string(),
  findings: z.array(
    z.strictObject({rule: z.enum(FINDING_RULES), where: z.string(), what: z.string()}),
  ),
  votes: z.array(VoteSchema),
});

export type ReleaseRequest = z.infer<typeof RequestSchema>;

export const requestFolder = (job: Job, id: string): string => join(job.directory, 'requests', id);
export const tableFile = (job: Job, id: string): string =>
  join(requestFolder(job, id), 'table.parquet');

/** Receives a release folder. The same folder received twice is the same request. */
export async function receiveRequest(place: string, job: Job): Promise<ReleaseRequest> {
  const keyring = await job.keyring();
  const receipt = await release.check(place, (digest) => job.log.announces(digest));
  const {manifest, digest} = receipt;
  const id = `R-${digest.slice(0, 8)}`;
  if (await exists(join(requestFolder(job, id), 'request.json'))) return readRequest(id, job);
  const {about} = manifest;
  const author = String(about.author);
  await job.record({
    action: 'RELEASE_CREATED',
    project: manifest.split,
    objects: objectsOf({id, author}),
    inputHashes: [digest],
    rows: manifest.rows,
  });
  await mkdir(requestFolder(job, id), {recursive: true, mode: 0o700});
  const db = await job.database();
  try {
    await release.open(place, receipt, tableFile(job, id), keyring.identity, db);
  } finally {
    db.close();
  }
  const request: ReleaseRequest = {
    v: 1,
    id,
    project: manifest.split,
    title: String(about.title),
    author,
    members: about.members as string[],
    counts: about.counts as string[],
    groups: about.groups as string[],
    minCell: Number(about.minCell),
    rows: manifest.rows,
    columns: manifest.columns.map(({name}) => name),
    status: 'pending',
    table: await digestOfFile(tableFile(job, id)),
    manifest: digest,
    findings: [],
    votes: [],
  };
  await save(request, job);
  return request;
}

/** What every entry about a request names: the log alone says who checked whose table. */
const objectsOf = ({id, author}: Pick<ReleaseRequest, 'id' | 'author'>) => [
  {type: 'request', id},
  {type: 'author', id: author},
];

/** @throws DataFault REQUEST_NOT_FOUND */
export async function readRequest(id: string, job: Job): Promise<ReleaseRequest> {
  const path = join(requestFolder(job, id), 'request.json');
  if (!/^R-[0-9a-f]{8}$/.test(id) || !(await exists(path))) {
    throw new DataFault('REQUEST_NOT_FOUND', [{where: 'request', what: 'not in the output zone'}]);
  }
  return RequestSchema.parse(JSON.parse((await readInput(path, 'request')).toString('utf8')));
}

export async function listRequests(job: Job): Promise<ReleaseRequest[]> {
  const names = await readdir(join(job.directory, 'requests')).catch(() => []);
  const known: ReleaseRequest[] = [];
  for (const id of names.sort()) {
    // A folder without its request is what a killed run left; it is received again.
    if (await exists(join(requestFolder(job, id), 'request.json'))) {
      known.push(await readRequest(id, job));
    }
  }
  return known;
}

/** What a move does and says beside the change of status. */
export interface MoveWith {
  readonly change?: Partial<ReleaseRequest>;
  readonly outputHashes?: readonly Digest[];
  readonly decision?: 'allow' | 'refuse';
  readonly reasonCodes?: readonly ErrorCode[];
  /** Done after the entry and before the status is saved. */
  readonly act?: () => Promise<void>;
}

/**
 * Moves a request: entry, act, status, in this order. There is no other way to change a status.
 * @throws Refusal NOT_APPROVED when the table of states has no such move
 */
export async function move(
  request: ReleaseRequest,
  to: ReleaseStatus,
  action: EventCode,
  job: Job,
  {change = {}, act, ...said}: MoveWith = {},
): Promise<ReleaseRequest> {
  if (!mayMove(request.status, to)) {
    throw refuse('NOT_APPROVED', `${request.id} is ${request.status} and cannot become ${to}`);
  }
  await job.record({
    action,
    project: request.project,
    objects: objectsOf(request),
    inputHashes: [request.table as Digest],
    rows: request.rows,
    ...said,
  });
  await act?.();
  const moved = {...request, ...change, status: to};
  await save(moved, job);
  return moved;
}

/** @throws Refusal CHANGED_SINCE_REVIEW when the table is not the one that was received */
export async function checkUnchanged(request: ReleaseRequest, job: Job): Promise<void> {
  if ((await digestOfFile(tableFile(job, request.id))) !== request.table) {
    throw refuse('CHANGED_SINCE_REVIEW', `the table of ${request.id} is not the one received`);
  }
}

const save = (request: ReleaseRequest, job: Job): Promise<void> =>
  writeWhole(
    join(requestFolder(job, request.id), 'request.json'),
    `${JSON.stringify(request, null, 2)}\n`,
  );
