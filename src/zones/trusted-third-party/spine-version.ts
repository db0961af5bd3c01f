/** The version of the spine: it changes with every batch and every decision that links could follow from. */

import type {Database} from '../../engine/database.ts';
import {digestOf} from '../../kernel/digests.ts';
import {sql} from '../../kernel/sql.ts';

export async function spineVersion(db: Database): Promise<string> {
  const batches = await db.rows(sql`select payload from spine_batch order by batch`);
  return digestOf({
    batches: batches.map(({payload}) => String(payload)),
    people: await db.count(sql`person`),
    profiles: await db.count(sql`profile`),
    redirected: await db.count(sql`person where superseded_by is not null`),
    moved: await db.count(sql`profile_move`),
    superseded: await db.count(sql`superseded_number`),
  });
}
