/** An order of records that follows from their ids alone: what breaks ties, so that row order never does. */

import type {Database} from '../../../engine/database.ts';
import {sql} from '../../../kernel/sql.ts';

/** The place of each record in the order of a keyed hash of its id. */
export async function rankRecords(
  db: Database,
  count: number,
  leftCount: number,
  key: string,
): Promise<Int32Array> {
  const rank = new Int32Array(count);
  const query = sql`select record,
      (row_number() over (order by hash(${key} || id), id, record >= ${leftCount}) - 1)::integer as place
    from record_ids`;
  for await (const [record, place] of db.numbers(query, 'rank records')) {
    (record as Int32Array).forEach((r, i) => {
      rank[r] = (place as Int32Array)[i] as number;
    });
  }
  return rank;
}
