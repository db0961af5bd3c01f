/** Transforms: one text made of another, as a function and as the same thing in SQL. */

import {isCalendarDate} from '../../../kernel/dates.ts';
import {type Sql, sql} from '../../../kernel/sql.ts';
import type {Transform} from '../model/values.ts';
import {doubleMetaphone} from '../strings/double-metaphone.ts';
import {soundex} from '../strings/soundex.ts';

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Postcode parts are taken by shape, as written with a blank before the last three characters. */
const POSTCODE = {
  area: /^[A-Za-z]{1,2}/,
  district: /^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?/,
  sector: /^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]/,
} as const;
const DATE_PART = {year: [0, 4], month: [5, 7], day: [8, 10]} as const;

/** The transformed text, or null where it has none. Lengths count characters, as SQL does. */
export function transformText(text: string, transform: Transform): string | null {
  switch (transform.name) {
    case 'first':
      return slice(text, 0, transform.length);
    case 'last':
      return lastOf(text, transform.length);
    case 'substring':
      return slice(text, transform.from - 1, transform.from - 1 + transform.length);
    case 'soundex':
      return soundex(text) || null;
    case 'metaphone':
      return doubleMetaphone(text)[0] || null;
    case 'year':
    case 'month':
    case 'day':
      return ISO_DATE.test(text) ? text.slice(...DATE_PART[transform.name]) : null;
    case 'area':
    case 'district':
    case 'sector':
      return POSTCODE[transform.name].exec(text)?.[0] ?? null;
    case 'user':
      return /^[^@]+/.exec(text)?.[0] ?? null;
    case 'domain':
      return /@([^@]+)$/.exec(text)?.[1] ?? null;
    case 'matching':
      return new RegExp(transform.pattern, 'u').exec(text)?.[0] || null;
    case 'date':
      return isoDateOf(text, transform.format);
  }
}

/** The ISO date of a text whose parts stand in the order of a format, with one separator between. */
function isoDateOf(text: string, format: string): string | null {
  const separator = format.replaceAll(/%[Ymd]/g, '')[0] ?? '-';
  const order = format.split(separator);
  const parts = text.replaceAll(/^[ \t-\r]+|[ \t-\r]+$/g, '').split(separator);
  if (parts.length !== 3) return null;
  const part = (name: string) => parts[order.indexOf(name)] ?? '';
  const [year, month, day] = [part('%Y'), part('%m'), part('%d')];
  if (!/^\d{1,4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return null;
  if (!isCalendarDate(Number(year), Number(month), Number(day))) return null;
  return `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Half of a surrogate pair would be no character. */
const HAS_SURROGATES = /[\ud800-\udfff]/;

const slice = (text: string, from: number, to: number): string =>
  HAS_SURROGATES.test(text)
    ? [...text].slice(Math.max(0, from), Math.max(0, to)).join('')
    : text.slice(Math.max(0, from), Math.max(0, to));

const lastOf = (text: string, length: number): string => {
  if (length === 0) return '';
  return HAS_SURROGATES.test(text) ? [...text].slice(-length).join('') : text.slice(-length);
};

/** The same in SQL; null for the phonetic codes, which SQL gets as a table of values. */
export function transformSql(text: Sql, transform: Transform): Sql | null {
  switch (transform.name) {
    case 'first':
      return sql`left(${text}, ${transform.length})`;
    case 'last':
      return sql`right(${text}, ${transform.length})`;
    case 'substring':
      return sql`substr(${text}, ${transform.from}, ${transform.length})`;
    case 'soundex':
    case 'metaphone':
      return null;
    case 'year':
      return datePart(text, sql`left(${text}, 4)`);
    case 'month':
      return datePart(text, sql`substr(${text}, 6, 2)`);
    case 'day':
      return datePart(text, sql`right(${text}, 2)`);
    case 'area':
      return extracted(text, sql`'^[A-Za-z]{1,2}'`);
    case 'district':
      return extracted(text, sql`'^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?'`);
    case 'sector':
      return extracted(text, sql`'^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]'`);
    case 'user':
      return extracted(text, sql`'^[^@]+'`);
    case 'domain':
      return sql`nullif(regexp_extract(${text}, '@([^@]+)$', 1), '')`;
    case 'matching':
      return extracted(text, sql`${transform.pattern}`);
    case 'date':
      // Without a digit it is one of the words that DuckDB takes for dates, such as `epoch`.
      return sql`case when regexp_matches(${text}, '[0-9]')
        then strftime(try_strptime(${text}, ${transform.format}), '%Y-%m-%d') end`;
  }
}

const datePart = (text: Sql, part: Sql): Sql =>
  sql`case when regexp_full_match(${text}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') then ${part} end`;

const extracted = (text: Sql, pattern: Sql): Sql =>
  sql`nullif(regexp_extract(${text}, ${pattern}), '')`;
