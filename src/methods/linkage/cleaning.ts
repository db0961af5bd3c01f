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

/** Upper case, diacritics folded (ŵ ŷ â), letters, blank, hyphen and apostrophe kept. */
const folded = (name: Sql): Sql =>
  sql`trim(regexp_replace(regexp_replace(strip_accents(upper(${name})), '[^A-Z ''-]', '', 'g'), '\s+', ' ', 'g'))`;

const nameOf = (name: Sql): Sql =>
  sql`case when list_contains(${NON_NAMES}, ${folded(name)}) or ${folded(name)} = '' then null
    else ${folded(name)} end`;

/** Upper case without blanks; O and I repaired where only a digit can stand (the inward digit). */
const postcodeOf = (text: Sql): Sql => {
  const compact = sql`regexp_replace(upper(${text}), '[^A-Z0-9]', '', 'g')`;
  const repaired = sql`regexp_replace(regexp_replace(${compact},
    '^([A-Z]{1,2}[0-9O][0-9A-Z]?)O([A-Z]{2})$', '\10\2'),
    '^([A-Z]{1,2})O([0-9A-Z]?[0-9][A-Z]{2})$', '\10\2')`;
  return sql`nullif(${repaired}, '')`;
};

/**
 * Cleans rows with the columns of File 1. One row per row of the input.
 * @param key the column that names a row and is carried along.
 */
export const cleaned = (rows: Sql, key: string): Step =>
  step(
    'cleaned',
    sql`
    with parts as (
      select *,
        regexp_replace(nhs_number, '[\s-]', '', 'g') as digits,
        ${postcodeOf(sql`postcode`)} as compact_postcode
      from ${rows}
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
      case when not starts_with(compact_postcode, 'ZZ99') then compact_postcode end as postcode,
      regexp_extract(compact_postcode, '^([A-Z]{1,2}[0-9][0-9A-Z]?)[0-9][A-Z]{2}$', 1)
        as postcode_district,
      nullif(regexp_extract(address_1, '^\s*(?:FLAT\s+)?(\d+)', 1), '') as house_number
    from parts
  `,
  );
