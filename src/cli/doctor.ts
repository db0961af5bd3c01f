/** What `dolen doctor` looks at: whether this machine can keep the promises. */

import {mkdtemp, readdir, readFile, rm, stat, statfs} from 'node:fs/promises';
import {cpus, tmpdir, totalmem} from 'node:os';
import {dirname, join} from 'node:path';
import {verifyLog} from '../assurance/audit/verify.ts';
import {isSealed} from '../assurance/keys/keyring-file.ts';
import {Database} from '../engine/database.ts';
import {exists} from '../engine/files.ts';
import {DolenError} from '../kernel/errors.ts';
import {sql} from '../kernel/sql.ts';

export interface Check {
  readonly what: string;
  /** `note`: works, with a limit that the reader should know. */
  readonly verdict: 'good' | 'note' | 'bad';
  readonly found: string;
}

const GIB = 2 ** 30;

export async function examineMachine(home: string): Promise<Check[]> {
  const [node = 0] = process.versions.node.split('.').map(Number);
  return [
    {what: 'Node', verdict: node >= 24 ? 'good' : 'bad', found: process.versions.node},
    {
      what: 'machine',
      verdict: 'good',
      found: `${cpus().length} cores, ${(totalmem() / GIB).toFixed(0)} GiB memory`,
    },
    ...(await databaseChecks()),
    await diskCheck(home),
    ...(await keyChecks(home)),
    await coreCheck(),
    await logCheck(home),
  ];
}

async function databaseChecks(): Promise<Check[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'dolen-doctor-'));
  try {
    const db = await Database.open({directories: [], tempDirectory: join(scratch, 'spill')});
    const version = String(await db.value(sql`select version()`));
    db.close();
    return [{what: 'DuckDB', verdict: 'good', found: version}, await cryptoCheck(scratch)];
  } finally {
    await rm(scratch, {recursive: true, force: true});
  }
}

async function cryptoCheck(scratch: string): Promise<Check> {
  const what = 'encrypted databases';
  try {
    const db = await Database.open({
      path: join(scratch, 'encrypted.duckdb'),
      directories: [scratch],
      tempDirectory: join(scratch, 'spill'),
      encryptionKey: '00'.repeat(32),
    });
    db.close();
    return {what, verdict: 'good', found: 'crypto module loaded'};
  } catch (error) {
    if (error instanceof DolenError && error.code === 'ENCRYPTION_UNAVAILABLE') {
      return {what, verdict: 'note', found: 'no crypto module: made-up people only'};
    }
    throw error;
  }
}

async function diskCheck(home: string): Promise<Check> {
  let place = home;
  while (!(await exists(place))) place = dirname(place);
  const {bavail, bsize} = await statfs(place);
  const free = (bavail * bsize) / GIB;
  return {what: 'disk', verdict: free < 2 ? 'note' : 'good', found: `${free.toFixed(0)} GiB free`};
}

/** Keyrings that others can read are no secret; unsealed ones are secret from other accounts only. */
async function keyChecks(home: string): Promise<Check[]> {
  const names = (await readdir(home, {recursive: true}).catch(() => [])).filter((name) =>
    /\.keys?$/.test(name),
  );
  const what = 'keys';
  if (names.length === 0) return [{what, verdict: 'note', found: 'none yet in this home'}];
  const open: string[] = [];
  for (const name of names) if ((await stat(join(home, name))).mode & 0o077) open.push(name);
  if (open.length > 0) {
    const found = `others can read ${open.join(', ')}; run chmod 600`;
    return [{what, verdict: 'bad', found}];
  }
  const found = `${names.length} files of keys, readable by their owner only`;
  const keyrings = names.filter((name) => name.endsWith('.keys'));
  return [{what, verdict: 'good', found}, await sealCheck(home, keyrings)];
}

/** Whoever copies an unsealed keyring has its keys; a seed has given those of made-up people away anyway. */
async function sealCheck(home: string, names: readonly string[]): Promise<Check> {
  const what = 'sealed keys';
  const open: string[] = [];
  for (const name of names) {
    if (!isSealed(await readFile(join(home, name), 'utf8'))) open.push(name);
  }
  if (open.length === 0) return {what, verdict: 'good', found: 'every keyring is sealed'};
  const isMadeUp = await exists(join(home, 'MADE-UP-PEOPLE'));
  return isMadeUp
    ? {what, verdict: 'good', found: 'not needed: the keys of this home come from a seed'}
    : {what, verdict: 'note', found: `${open.join(', ')} are not; run dolen <zone> keys --seal-to`};
}

/** A core file holds the memory of a process, and so the keys that it had opened: proc(5) limits. */
async function coreCheck(): Promise<Check> {
  const what = 'core files';
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const limit = /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
  if (limit === '0') return {what, verdict: 'good', found: 'none are written'};
  const found = limit === undefined ? 'this system does not say' : `of up to ${limit} bytes`;
  return {what, verdict: 'note', found: `${found}; run ulimit -c 0 where keys are opened`};
}

async function logCheck(home: string): Promise<Check> {
  const what = 'audit log';
  if (!(await exists(join(home, 'audit')))) return {what, verdict: 'note', found: 'none yet'};
  try {
    const {size} = await verifyLog(join(home, 'audit'));
    return {what, verdict: 'good', found: `verifies, ${size} entries`};
  } catch {
    return {what, verdict: 'bad', found: 'does not verify; run dolen audit verify'};
  }
}
