/** Cleaners: from a column as it was written to a value that can be compared, or nothing. */

import {isNhsNumber} from '../../../kernel/nhs-number-sql.ts';
import {type Sql, sql} from '../../../kernel/sql.ts';
import type {CleanerName} from '../model/schema.ts';
import {latinCapitals, personName} from './name-sql.ts';
import {compactPostcode, fullPostcode} from './postcode-sql.ts';

/** Blanks of every kind, hyphens and the marks that spreadsheets put before a number. */
const WITHOUT_BLANKS = sql`'[\s\v\p{Z}\x{feff}-]'`;

const blankToNull = (text: Sql): Sql => sql`nullif(trim(${text}), '')`;

const digitsOf = (text: Sql): Sql => sql`regexp_replace(${text}, '[^0-9]', '', 'g')`;

/**
 * A calendar date in ISO order, with or without hyphens, strictly parsed; anything else is nothing. The
 * shape is asked first: DuckDB would read the word `epoch` as a date, and 80 as the year 80.
 */
const isoDate = (text: Sql): Sql => {
  const written = sql`trim(${text})`;
  return sql`strftime(case
    when regexp_full_match(${written}, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}')
      then try_strptime(${written}, '%Y-%m-%d')
    when regexp_full_match(${written}, '[0-9]{8}') then try_strptime(${written}, '%Y%m%d')
    when regexp_full_match(${written}, '[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+')
      then try_strptime(left(${written}, 19), '%Y-%m-%d %H:%M:%S') end, '%Y-%m-%d')`;
};

const writtenDate = (text: Sql, order: string): Sql => {
  const parts = sql`regexp_replace(trim(${text}), '[./ ]', '-', 'g')`;
  return sql`case when regexp_full_match(${parts}, '[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}')
    then strftime(try_strptime(${parts}, ${order}), '%Y-%m-%d') end`;
};

const nhsNumber = (text: Sql): Sql => {
  const digits = sql`regexp_replace(${text}, ${WITHOUT_BLANKS}, '', 'g')`;
  return sql`case when regexp_full_match(${digits}, '[0-9]{10}') and ${isNhsNumber(digits)}
    then ${digits} end`;
};

/** 1 male, 2 female; every other code (0, 8, 9, X, U) says that it is not known. */
const sex = (text: Sql): Sql => sql`case lower(trim(${text}))
    when '1' then '1' when 'm' then '1' when 'male' then '1'
    when '2' then '2' when 'f' then '2' when 'female' then '2' end`;

/** The first number of an address, after the words that come before one. */
const houseNumber = (text: Sql): Sql =>
  sql`nullif(ltrim(regexp_extract(${text}, '(?i)^\s*(?:(?:flat|apartment|apt|unit|no\.?|number)\s+)?(\d{1,6}[a-z]?)\b', 1), '0'), '')`;

const CLEANER_SQL: Readonly<Record<CleanerName, (text: Sql) => Sql>> = {
  asIs: (text) => text,
  trimmed: blankToNull,
  text: (text) => sql`nullif(${foldedText(text)}, '')`,
  name: personName,
  date: isoDate,
  dateDayFirst: (text) => writtenDate(text, '%d-%m-%Y'),
  dateMonthFirst: (text) => writtenDate(text, '%m-%d-%Y'),
  /** A whole number without leading zeros. */
  number: (text) => sql`try_cast(try_cast(trim(${text}) as double) as bigint)::varchar`,
  sex,
  postcode: (text) => fullPostcode(compactPostcode(text)),
  nhsNumber,
  houseNumber: (text) => sql`lower(${houseNumber(text)})`,
  /** An address without the number of the house, which is a field of its own. */
  street: (text) =>
    sql`nullif(regexp_replace(${foldedText(text)}, '^((FLAT|APARTMENT|APT|UNIT|NO|NUMBER) )?[0-9]{1,6}[A-Z]?( |$)', ''), '')`,
  phone: (text) =>
    sql`case when length(${digitsOf(text)}) >= 6 then right(${digitsOf(text)}, 9) end`,
  email: (text) => sql`case when contains(${text}, '@') then lower(trim(${text})) end`,
  identifier: (text) => sql`nullif(regexp_replace(upper(${text}), '[^A-Z0-9]', '', 'g'), '')`,
};

/** Upper case, diacritics folded, letters and digits in words with one blank between. */
const foldedText = (text: Sql): Sql =>
  sql`trim(regexp_replace(${latinCapitals(text)}, '[^A-Z0-9]+', ' ', 'g'))`;

/** The cleaned value of a text, in SQL; null when nothing usable is left. */
export const cleanedSql = (cleaner: CleanerName, text: Sql): Sql => CLEANER_SQL[cleaner](text);
