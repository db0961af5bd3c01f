/** The modulus-11 test of an NHS number in SQL, the twin of `readNhsNumber`. */

import {join, type Sql, sql} from './sql.ts';

/** @param digits an expression of ten digits; ten equal digits are refused. */
export function isNhsNumber(digits: Sql): Sql {
  const terms = Array.from(
    {length: 9},
    (_, i) => sql`${10 - i} * substr(${digits}, ${i + 1}, 1)::int`,
  );
  const check = sql`(11 - (${join(terms, sql` + `)}) % 11) % 11`;
  return sql`${digits} <> repeat(substr(${digits}, 1, 1), 10)
    and ${check} = substr(${digits}, 10, 1)::int`;
}
