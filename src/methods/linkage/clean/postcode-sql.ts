/** Postcodes in SQL: letters and digits repaired by position; whole units only; ZZ99 is nowhere. */

import {type Sql, sql} from '../../../kernel/sql.ts';

/** Area, then district with the inward digit, then two letters; O and I where only a digit can stand. */
const WRITTEN_UNIT = sql`'^([A-Z]{1,2})([0-9OI][0-9A-Z]?[0-9OI])([A-Z]{2})$'`;

/** Upper case, letters and digits only. */
export const compactPostcode = (text: Sql): Sql =>
  sql`regexp_replace(upper(${text}), '[^A-Z0-9]', '', 'g')`;

/** A compact postcode with O and I made digits by position; null when it is no whole unit. */
export const repairedPostcode = (compact: Sql): Sql => {
  const part = (group: Sql) => sql`regexp_extract(${compact}, ${WRITTEN_UNIT}, ${group})`;
  return sql`case when regexp_matches(${compact}, ${WRITTEN_UNIT})
    then ${part(sql`1`)} || translate(${part(sql`2`)}, 'OI', '01') || ${part(sql`3`)} end`;
};

/** A whole unit with one blank before the last three; null for none and for ZZ99. */
export const fullPostcode = (compact: Sql): Sql => {
  const unit = repairedPostcode(compact);
  return sql`case when not starts_with(${unit}, 'ZZ99')
    then left(${unit}, length(${unit}) - 3) || ' ' || right(${unit}, 3) end`;
};
