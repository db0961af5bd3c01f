/** System IDs: random 128 bits a row, so that neither file says where a row stood in the source. */

import type {Effects} from '../../kernel/effects.ts';
import {type Sql, sql} from '../../kernel/sql.ts';

/**
 * The System ID of a row: SHA-256 over a secret of this split and the row's number, cut to 128 bits.
 * The secret is 256 random bits of fixed length that are forgotten with the process, so the ids are
 * as good as random to everyone who does not hold it (SHA-256 as a keyed pseudorandom function).
 */
export function systemIdFor(effects: Effects): Sql {
  const secret = Buffer.from(effects.randomBytes(32)).toString('hex');
  return sql`substr(sha256(${secret} || file_row_number::varchar), 1, 32)::uuid`;
}
