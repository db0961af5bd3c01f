/** Opt-out lists as they are received: sealed to this zone, one at a time, the newest in place of the last. */

import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {staleLists} from '../../assurance/approval/opt-outs/applied-lists.ts';
import type {OptOutList} from '../../assurance/approval/opt-outs/opt-outs-file.ts';
import type {Job} from '../../assurance/job/job.ts';
import {readInput, startFolder, writeWhole} from '../../engine/files.ts';
import {openSealedFile, sealFile} from '../../engine/sealing.ts';
import {type Instant, instant} from '../../kernel/dates.ts';
import {type Digest, isDigest, sha256} from '../../kernel/digests.ts';
import {DataFault, Refusal, refuse} from '../../kernel/errors.ts';
import {type NhsNumber, readNhsNumber} from '../../kernel/ids.ts';

const SEALED = 'list.dat.age';
const ABOUT = 'received.json';

const ReceivedSchema = z.strictObject({
  v: z.literal(1),
  list: z.string(),
  source: z.string(),
  receivedAt: z.iso.datetime(),
  digest: z.string().refine(isDigest, 'not a SHA-256'),
  /** Absent in lists that were received before it was kept. */
  numbers: z.int().nonnegative().optional(),
});

export interface ReceivedList {
  readonly list: string;
  readonly source: string;
  readonly receivedAt: Instant;
  readonly digest: Digest;
}

/**
 * Reads the exchange format: one NHS number a line, each followed by a comma and LF. A list in
 * doubt is never read in part.
 * @throws DataFault OPT_OUTS_INVALID with a count of lines, and none of them
 */
export function readExchange(bytes: Buffer): NhsNumber[] {
  const lines = bytes.toString('latin1').split('\n');
  // What follows the last LF is a line that was cut off, unless it is empty.
  const cutOff = lines.pop();
  const numbers = lines.map((line) =>
    /^\d{10},$/.test(line) ? readNhsNumber(line.slice(0, 10)) : ({status: 'invalid'} as const),
  );
  const invalid = numbers.filter(({status}) => status !== 'valid').length + (cutOff === '' ? 0 : 1);
  if (invalid > 0) {
    throw new DataFault('OPT_OUTS_INVALID', [{where: 'opt-outs', what: `${invalid} lines`}]);
  }
  return numbers.flatMap((one) => (one.status === 'valid' ? [one.value] : []));
}

const folderOf = (list: string, job: Job): string => join(job.directory, 'opt-outs', list);

export interface ReceivedAnew extends ReceivedList {
  readonly numbers: number;
  /** How many numbers the list before it has; null when there is none, or it does not say. */
  readonly was: number | null;
  /** Fewer than half of those before: somebody may have sent a part. It is taken all the same. */
  readonly isMuchShorter: boolean;
}

/**
 * Receives a list. The entry is durable before the list has its place; the list before it is kept
 * no longer, as it may be held for a limited time only.
 */
export async function receiveOptOuts(
  {list, source}: OptOutList,
  file: string,
  job: Job,
): Promise<ReceivedAnew> {
  const keyring = await job.keyring();
  const bytes = await readInput(file, 'opt-outs');
  const numbers = readExchange(bytes);
  const now = job.effects.now();
  const received: ReceivedList = {
    list,
    source,
    receivedAt: instant(now),
    digest: sha256(bytes),
  };
  // A list that can no longer be read is replaced all the same.
  const before = await lastReceived(list, job).catch(() => null);
  const was = before?.numbers ?? null;
  const places = await placesOf(list, job);
  // Two in one millisecond still have an order.
  const place = String(Math.max(now, Number(places.at(-1) ?? 0) + 1)).padStart(15, '0');
  const plain = job.workspace.file('opt-outs.dat');
  await mkdir(folderOf(list, job), {recursive: true, mode: 0o700});
  const folder = await startFolder(join(folderOf(list, job), place), 0o700);
  try {
    await writeWhole(plain, bytes, 0o600);
    await sealFile(plain, join(folder.path, SEALED), keyring.recipient);
    const about = {v: 1, ...received, numbers: numbers.length};
    await writeFile(join(folder.path, ABOUT), `${JSON.stringify(about)}\n`);
    await job.record({
      action: 'OPT_OUT_LIST_RECEIVED',
      objects: [{type: 'opt-out-list', id: list}],
      inputHashes: [received.digest],
      rows: numbers.length,
    });
    await folder.publish();
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    await rm(plain, {force: true});
  }
  for (const older of places) {
    await rm(join(folderOf(list, job), older), {recursive: true, force: true});
  }
  const isMuchShorter = was !== null && numbers.length * 2 < was;
  return {...received, numbers: numbers.length, was, isMuchShorter};
}

/** Folders of a list, the newest last. */
const placesOf = async (list: string, job: Job): Promise<string[]> =>
  (await readdir(folderOf(list, job)).catch(() => []))
    .filter((name) => /^\d{15}$/.test(name))
    .sort();

/** What was received last of a list, unopened; null when nothing was. */
export async function lastReceived(
  list: string,
  job: Job,
): Promise<(ReceivedList & {readonly place: string; readonly numbers: number | null}) | null> {
  const newest = (await placesOf(list, job)).at(-1);
  if (newest === undefined) return null;
  const place = join(folderOf(list, job), newest);
  const about = ReceivedSchema.parse(JSON.parse(await readFile(join(place, ABOUT), 'utf8')));
  return {
    list: about.list,
    source: about.source,
    receivedAt: about.receivedAt as Instant,
    digest: about.digest as Digest,
    numbers: about.numbers ?? null,
    place,
  };
}

export interface OpenedList extends ReceivedList {
  readonly policy: OptOutList;
  readonly numbers: readonly NhsNumber[];
}

/**
 * Opens the lists that apply. All are looked at before any is opened.
 * @throws Refusal OPT_OUTS_MISSING, OPT_OUTS_STALE with every list that is missing or too old
 */
export async function openLists(
  lists: readonly OptOutList[],
  people: 'real' | 'made-up',
  job: Job,
): Promise<OpenedList[]> {
  const found = await Promise.all(
    lists.map(async (policy) => ({policy, received: await lastReceived(policy.list, job)})),
  );
  const missing = found.flatMap(({policy, received}) => {
    if (policy.people === 'made-up' && people === 'real')
      return [`${policy.list} is a list of made-up people`];
    return received === null ? [`${policy.list} has not been received; ask ${policy.source}`] : [];
  });
  if (missing.length > 0) throw refuse('OPT_OUTS_MISSING', missing.join('; '));
  const opened: OpenedList[] = [];
  const ages = found.flatMap(({policy, received}) =>
    received === null ? [] : [{...received, maxAgeHours: policy.maxAgeHours}],
  );
  const [first, ...rest] = staleLists(ages, job.effects.now());
  if (first) throw new Refusal([first, ...rest]);
  const keyring = await job.keyring();
  for (const {policy, received} of found) {
    if (received === null) continue;
    const plain = job.workspace.file('opt-outs.dat');
    try {
      await openSealedFile(join(received.place, SEALED), plain, keyring.identity);
      const bytes = await readFile(plain);
      if (sha256(bytes) !== received.digest) {
        const what = 'the received list has changed';
        throw new DataFault('OPT_OUTS_INVALID', [{where: policy.list, what}]);
      }
      opened.push({...received, policy, numbers: readExchange(bytes)});
    } finally {
      await rm(plain, {force: true});
    }
  }
  return opened;
}
