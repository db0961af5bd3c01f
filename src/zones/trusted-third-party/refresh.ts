/** A File 3 anew, after the spine or the model has changed; and what changed since the last one, in counts. */

import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {UsageError} from '../../kernel/errors.ts';
import {sql} from '../../kernel/sql.ts';
import {type LinkRequest, type LinkResult, linkReceived} from './link.ts';
import {receiveFile1} from './receive.ts';
import {lastRun} from './runs.ts';
import {openSpine} from './spine-database.ts';
import {currentPeople} from './spine-tables.ts';

/** Rows by what became of their link; they add up to the rows of both files together. */
export interface LinkChanges {
  /** Linked to the same person, under the same id. */
  readonly kept: number;
  /** Linked to the same person, whose id is now that of the person they turned out to be. */
  readonly redirected: number;
  readonly gained: number;
  readonly lost: number;
  /** Linked to somebody else. */
  readonly moved: number;
  readonly unlinked: number;
  /** In only one of the two files: people who dissented since, or no longer do. */
  readonly removed: number;
  readonly added: number;
}

export interface Refreshed extends LinkResult {
  readonly changes: LinkChanges;
  /** Ids that became another id, in rows of this dataset. */
  readonly idsRedirected: number;
  /** The File 3 that this one takes the place of. */
  readonly supersedes: string;
}

/**
 * Links the same File 1 again and compares with the last run of it, row by row.
 * @throws UsageError INPUT_NOT_FOUND when this File 1 was never linked
 */
export async function refreshDataset(request: LinkRequest, job: Job): Promise<Refreshed> {
  const received = await receiveFile1(request.file1, job);
  const {manifest, digest, objects} = received;
  const db = await openSpine(job, {people: manifest.people});
  try {
    const before = await lastRun(db, manifest.split);
    if (before === null) {
      throw new UsageError('INPUT_NOT_FOUND', [{where: manifest.dataset, what: 'not linked yet'}]);
    }
    const supersedes = before.file3;
    const {run, result} = await linkReceived(request, received, db, job, {supersedes});
    await job.record({action: 'LINKAGE_COMPARED', objects, inputHashes: [digest]});
    const changes = await compareRuns(db, before.run, run);
    return {...result, ...changes, supersedes};
  } finally {
    db.close();
  }
}

async function compareRuns(
  db: Database,
  before: number,
  after: number,
): Promise<Pick<Refreshed, 'changes' | 'idsRedirected'>> {
  await db.run(
    sql`create or replace temp table link_change as
      select b.person_id as old_id, c.current_id as old_now, a.person_id as new_id,
        case
          when a.system_id is null then 'removed'
          when b.system_id is null then 'added'
          when b.person_id is null and a.person_id is null then 'unlinked'
          when b.person_id is null then 'gained'
          when a.person_id is null then 'lost'
          when b.person_id = a.person_id then 'kept'
          when c.current_id = a.person_id then 'redirected'
          else 'moved'
        end as change
      from (from link_event where run = ${before}) b
      full join (from link_event where run = ${after}) a using (system_id)
      left join ${currentPeople} c on c.person_id = b.person_id`,
    'compare runs',
  );
  const counts = {
    kept: 0,
    redirected: 0,
    gained: 0,
    lost: 0,
    moved: 0,
    unlinked: 0,
    removed: 0,
    added: 0,
  };
  for (const row of await db.rows(
    sql`select change, count(*) as rows from link_change group by change`,
  )) {
    counts[row.change as keyof LinkChanges] = Number(row.rows);
  }
  const idsRedirected = await db.count(
    sql`(select distinct old_id from link_change where change = 'redirected')`,
  );
  return {changes: counts, idsRedirected};
}
