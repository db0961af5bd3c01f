/** System IDs: random 128 bits a row, so that neither file says where a row stood in the source. */

import type {Database} from '../../engine/database.ts';
import type {Source} from '../../engine/sources.ts';
import type {Effects} from '../../kernel/effects.ts';
import {ident, join, type Sql, sql} from '../../kernel/sql.ts';

const TABLE = 'system_ids';

/** Draws an id for each row; both files of a split take theirs from the same draw. */
export const drawSystemIds = (db: Database, {count}: Source, effects: Effects): Promise<void> =>
  db.makeUuids(TABLE, count, effects.randomBytes);

/**
 * Columns of a source beside `system_id`, the n-th row beside the n-th id that was drawn. They are
 * computed below the join, where DuckDB still sees Parquet's dictionaries and works once a value.
 */
export const identifiedRows = ({rows}: Source, columns: readonly Sql[]): Sql =>
  columns.length === 0
    ? sql`(select id as system_id from ${ident(TABLE)})`
    : sql`(select i.id as system_id, s.* from (select ${join(columns)} from ${rows}) s
        positional join ${ident(TABLE)} i)`;
