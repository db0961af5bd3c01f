/** Parts of a text in SQL: the tokens and core of a name, the parts of an ISO date, a number. */

import {type Sql, sql} from '../../../kernel/sql.ts';
import {PARTICLES} from '../strings/tokens.ts';

/** Parts of two letters or more. */
export const tokensSql = (name: Sql): Sql =>
  sql`list_filter(regexp_split_to_array(${name}, '[ -]+'), lambda part: length(part) > 1)`;

/** A name without blanks, hyphens, apostrophes and the particles before it; null when nothing is left. */
export const coreSql = (name: Sql): Sql => {
  const words = sql`list_filter(regexp_split_to_array(${name}, '[ ''-]+'), lambda word: word <> '')`;
  const isParticle = sql`list_transform(${words}, lambda word: list_contains(${[...PARTICLES]}, word))`;
  const first = sql`coalesce(list_position(${isParticle}, false), len(${words}))`;
  return sql`nullif(array_to_string(${words}[${first}:], ''), '')`;
};

const ISO_DATE = sql`'[0-9]{4}-[0-9]{2}-[0-9]{2}'`;

/** The day, or null where the text is no ISO date or the calendar has no such day. */
export const dateSql = (text: Sql): Sql =>
  sql`case when regexp_full_match(${text}, ${ISO_DATE}) then try_cast(${text} as date) end`;

/** Day, month and year as they are written; null where they are not, also when no such day exists. */
export const dayMonthYear = (text: Sql): readonly [Sql, Sql, Sql] => {
  const part = (from: number, length: number) =>
    sql`case when regexp_full_match(${text}, ${ISO_DATE}) then substr(${text}, ${from}, ${length}) end`;
  return [part(9, 2), part(6, 2), part(1, 4)];
};

/** A number in decimal notation; null for any other text, and for a number beyond double precision. */
export const numberSql = (text: Sql): Sql => sql`case
    when regexp_full_match(${text}, '[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?')
      and isfinite(try_cast(${text} as double))
    then try_cast(${text} as double) end`;
