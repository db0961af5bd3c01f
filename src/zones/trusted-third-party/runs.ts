/** Runs of the linkage and what each made of every row: kept for good, in this zone only. */

import type {Database} from '../../engine/database.ts';
import {sql} from '../../kernel/sql.ts';

/** One File 1, by its dataset and the split that it came from. */
export interface RowSet {
  readonly dataset: string;
  readonly split: string;
}

/** Opens a run and returns its number. One that was killed before its File 3 stood is forgotten. */
export async function startRun(
  db: Database,
  {
    dataset,
    split,
    modelDigest,
    spineVersion,
  }: RowSet & {readonly modelDigest: string; readonly spineVersion: string},
): Promise<number> {
  return db.transaction(async () => {
    const unfinished = sql`(select run from link_run where split = ${split} and file3 is null)`;
    await db.run(sql`delete from link_event where run in ${unfinished}`, 'link_event');
    await db.run(sql`delete from review_pair where run in ${unfinished}`, 'review_pair');
    await db.run(sql`delete from review_band where run in ${unfinished}`, 'review_band');
    await db.run(sql`delete from link_run where split = ${split} and file3 is null`, 'link_run');
    const run = Number(await db.value(sql`select coalesce(max(run), 0) + 1 from link_run`));
    await db.run(
      sql`insert into link_run values
        (${run}, ${dataset}, ${split}, ${modelDigest}, ${spineVersion}, null)`,
      'link_run',
    );
    return run;
  });
}

export async function finishRun(db: Database, run: number, file3: string): Promise<void> {
  await db.run(sql`update link_run set file3 = ${file3} where run = ${run}`, 'link_run');
}

/** One row per remaining row of File 1: what became of it. */
export async function keepLinkEvents(
  db: Database,
  {dataset, split}: RowSet,
  run: number,
): Promise<void> {
  await db.run(
    sql`insert into link_event
      select ${run}, ${dataset}, ${split}, k.system_id, d.person_id, d.match_status, d.match_method,
        d.reason, d.match_weight, d.lead, d.rivals
      from row_key k join kept d using (profile_key)`,
    'link_event',
  );
}

/** The last run of a row set whose File 3 stands, with that File 3's digest; null when there is none. */
export async function lastRun(
  db: Database,
  split: string,
): Promise<{readonly run: number; readonly file3: string} | null> {
  const [row] = await db.rows(
    sql`select run, file3 from link_run where split = ${split} and file3 is not null
      order by run desc limit 1`,
    'last run',
  );
  return row ? {run: Number(row.run), file3: String(row.file3)} : null;
}

/** Events of the last run of each split: what is true now. */
export const latestEvents = sql`(
  from link_event
  where run in (select max(run) from link_run where file3 is not null group by split))`;
