/** Link events: why each row linked, or why not. They stay in this zone. */

import type {Database} from '../../engine/database.ts';
import {sql} from '../../kernel/sql.ts';
import {outcomes} from './link-steps.ts';

/** Rows by match status, and unlinked rows by reason. */
export interface LinkTally {
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byReason: Readonly<Record<string, number>>;
}

export async function countOutcomes(db: Database): Promise<LinkTally> {
  const rows = await db.rows(outcomes, 'count outcomes');
  const byStatus: Record<string, number> = {};
  const byReason: Record<string, number> = {};
  for (const {match_status, reason, rows: count} of rows) {
    const status = String(match_status);
    byStatus[status] = (byStatus[status] ?? 0) + Number(count);
    if (reason !== null) byReason[String(reason)] = Number(count);
  }
  return {byStatus, byReason};
}

/** One row per row of File 1: a run that was killed after this is not counted twice. */
export async function keepLinkEvents(db: Database, dataset: string, split: string): Promise<void> {
  await db.run(
    sql`create table if not exists link_event (dataset varchar, split varchar, system_id uuid,
      person_id uuid, match_status tinyint, match_method varchar, reason varchar)`,
    'link_event',
  );
  await db.run(sql`delete from link_event where split = ${split}`, 'link_event');
  await db.run(
    sql`insert into link_event
      select ${dataset}, ${split}, k.system_id, d.person_id, d.match_status, d.match_method, d.reason
      from row_key k join kept d using (profile_key)`,
    'link_event',
  );
}
