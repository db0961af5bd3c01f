/** The spine's database: encrypted, unless its people are made up. */

import {join} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import {deriveKey} from '../../assurance/keys/derive.ts';
import type {Database} from '../../engine/database.ts';
import {exists, readInput, writeWhole} from '../../engine/files.ts';
import {DataFault, refuse} from '../../kernel/errors.ts';

export type People = 'real' | 'made-up';

const DATABASE = 'spine.duckdb';
const ABOUT = 'spine.json';

export interface SpineOptions {
  /** Whose identifiers will be read beside it. */
  readonly people?: People;
  /** Make it when there is none. */
  readonly create?: boolean;
  readonly directories?: readonly string[];
}

/**
 * Opens the spine.
 * @throws Refusal ENCRYPTION_UNAVAILABLE for real people on a machine without the crypto module
 * @throws Refusal REAL_PEOPLE when real people would be written into a spine of made-up ones
 * @throws DataFault SPINE_MISSING when there is none and none is to be made
 */
export async function openSpine(job: Job, options: SpineOptions = {}): Promise<Database> {
  const {directories = []} = options;
  const about = join(job.directory, ABOUT);
  const isThere = await exists(about);
  if (!isThere && !options.create) {
    throw new DataFault('SPINE_MISSING', [{where: 'third-party', what: `no ${DATABASE}`}]);
  }
  const people = isThere ? await spinePeople(about) : (options.people ?? 'real');
  if (people === 'made-up' && options.people === 'real') {
    throw refuse('REAL_PEOPLE', 'this spine is of made-up people and is not encrypted');
  }
  const key = people === 'made-up' ? {} : {encryptionKey: await spineKey(job)};
  const db = await job.database({path: join(job.directory, DATABASE), directories, ...key});
  if (!isThere) await writeWhole(about, `${JSON.stringify({people})}\n`);
  return db;
}

/** Whether the people of the spine are made up. */
export const peopleOfSpine = (job: Job): Promise<People> => spinePeople(join(job.directory, ABOUT));

async function spinePeople(about: string): Promise<People> {
  const {people} = JSON.parse((await readInput(about, ABOUT)).toString('utf8')) as {people: People};
  return people === 'made-up' ? 'made-up' : 'real';
}

async function spineKey(job: Job): Promise<string> {
  const keyring = await job.keyring();
  return Buffer.from(deriveKey(keyring.rootKey, 'dolen/spine-database/v1', 32)).toString('hex');
}
