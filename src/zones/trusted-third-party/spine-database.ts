/** The spine's database: encrypted, unless its people are made up. */

import {join} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import {deriveKey} from '../../assurance/keys/derive.ts';
import {openKeyring} from '../../assurance/keys/keyring.ts';
import type {Database} from '../../engine/database.ts';
import {exists, readInput, writeWhole} from '../../engine/files.ts';
import {DataFault} from '../../kernel/errors.ts';

export type People = 'real' | 'made-up';

const DATABASE = 'spine.duckdb';
const ABOUT = 'spine.json';

/**
 * Opens the spine, or creates it when `people` says for whom.
 * @throws Refusal ENCRYPTION_UNAVAILABLE for real people on a machine without the crypto module
 * @throws DataFault SPINE_MISSING when there is none and none is to be made
 */
export async function openSpine(
  job: Job,
  options: {people?: People; directories?: readonly string[]; readOnly?: boolean},
): Promise<Database> {
  const about = join(job.directory, ABOUT);
  const path = join(job.directory, DATABASE);
  let {people} = options;
  if (await exists(about)) {
    people = (JSON.parse((await readInput(about)).toString('utf8')) as {people: People}).people;
  } else if (people === undefined) {
    throw new DataFault('SPINE_MISSING', [{where: 'third-party', what: `no ${DATABASE}`}]);
  }
  const key = people === 'made-up' ? {} : {encryptionKey: await spineKey(job)};
  const db = await job.database({
    path,
    ...key,
    ...(options.directories ? {directories: options.directories} : {}),
    ...(options.readOnly ? {readOnly: true} : {}),
  });
  if (!(await exists(about))) await writeWhole(about, `${JSON.stringify({people})}\n`);
  return db;
}

async function spineKey(job: Job): Promise<string> {
  const keyring = await openKeyring(job.directory, 'third-party', job.log, job.effects);
  return Buffer.from(deriveKey(keyring.rootKey, 'dolen/spine-database/v1', 32)).toString('hex');
}
