/** The outcome of a linkage in counts: how many rows linked and how, and why the others did not. */

import type {Database} from '../../engine/database.ts';
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
