/** Cleaning: from identifiers as they were written to values that can be compared. */

import {isNhsNumber} from '../../kernel/nhs-number-sql.ts';
import {ident, type Sql, sql} from '../../kernel/sql.ts';
import {type Step, step} from '../../kernel/steps.ts';

/** Names that are not names. Whole values only; each becomes null. */
const NON_NAMES = ['UNKNOWN', 'NOT KNOWN', 'NK', 'BABY', 'INFANT', 'TEST', 'DECEASED', 'ANON'];

/** Columns of a cleaned record, in order: what linking may look at. */
export const CLEANED_COLUMNS = [
  'nhs_number',
  'surname',
  'forename',
  'date_of_birth',
  'birth_day',
  'birth_month',
  'birth_year',
  'sex',
  'postcode',
  'postcode_district',
  'house_number',
] as const;

/** Letters that are no accented Latin letter, and what stands for them. */
const LETTERS = [
  ['ß', 'SS'],
  ['ẞ', 'SS'],
  ['Æ', 'AE'],
  ['Œ', 'OE'],
  ['Ø', 'O'],
  ['Ł', 'L'],
  ['Đ', 'D'],
  ['Ð', 'D'],
  ['Þ', 'TH'],
] as const;

/**
 * Upper case, diacritics folded (ŵ ŷ â), letters, blank, hyphen and apostrophe kept. DuckDB's
 * `strip_accents` would end a text at its first null character.
 */
const folded = (name: Sql): Sql => {
  const upper = sql`replace(upper(${name}), chr(0), '')`;
  const latin = LETTERS.reduce((text, [from, to]) => sql`replace(${text}, ${from}, ${to})`, upper);
  return sql`trim(regexp_replace(regexp_replace(strip_accents(${latin}), '[^A-Z ''-]', '', 'g'), '\s+', ' ', 'g'))`;
};

const nameOf = (name: Sql): Sql =>
  sql`case when list_contains(${NON_NAMES}, ${folded(name)}) or ${folded(name)} = '' then null
    else ${folded(name)} end`;

/** Area, then district with the inward digit, then two letters; O and I where only a digit can stand. */
const WRITTEN_UNIT = sql`'^([A-Z]{1,2})([0-9OI][0-9A-Z]?[0-9OI])([A-Z]{2})$'`;
const UNIT = sql`'^([A-Z]{1,2}[0-9][0-9A-Z]?)[0-9][A-Z]{2}$'`;

/** A compact postcode with O and I made digits by position; null when it is no whole unit. */
const repairedPostcode = (compact: Sql): Sql => {
  const part = (group: Sql) => sql`regexp_extract(${compact}, ${WRITTEN_UNIT}, ${group})`;
  return sql`case when regexp_matches(${compact}, ${WRITTEN_UNIT})
    then ${part(sql`1`)} || translate(${part(sql`2`)}, 'OI', '01') || ${part(sql`3`)} end`;
};

/**
 * Cleans rows with the columns of File 1. One row per row of the input.
 * @param key the column that names a row and is carried along.
 */
export const cleaned = (rows: Sql, key: string): Step =>
  step(
    'cleaned',
    sql`
    with compacted as (
      select *,
        regexp_replace(nhs_number, '[\s\v\p{Z}\x{feff}-]', '', 'g') as digits,
        regexp_replace(upper(postcode), '[^A-Z0-9]', '', 'g') as compact_postcode
      from ${rows}
    ),
    parts as (
      select *, ${repairedPostcode(sql`compact_postcode`)} as whole_postcode
      from compacted
    )
    select ${ident(key)}, uprn, address_1, valid_from, valid_to,
      case when regexp_full_match(digits, '[0-9]{10}') and ${isNhsNumber(sql`digits`)}
        then digits end as nhs_number,
      ${nameOf(sql`surname`)} as surname,
      ${nameOf(sql`forename`)} as forename,
      date_of_birth, birth_day, birth_month, birth_year,
      case
        when sex_code in ('1', '2') then sex_code
        when sex_code_system = 'mf' and upper(sex_code) = 'M' then '1'
        when sex_code_system = 'mf' and upper(sex_code) = 'F' then '2'
      end as sex,
      case when not starts_with(whole_postcode, 'ZZ99') then whole_postcode end as postcode,
      case when not starts_with(whole_postcode, 'ZZ99')
        then nullif(regexp_extract(whole_postcode, ${UNIT}, 1), '') end as postcode_district,
      nullif(regexp_extract(address_1, '(?i)^\s*(?:FLAT\s+)?(\d+)', 1), '') as house_number
    from parts
  `,
  );
