/** Cleaning: from identifiers as they were written to values that can be compared. */

import {isNhsNumber} from '../../../kernel/nhs-number-sql.ts';
import {ident, type Sql, sql} from '../../../kernel/sql.ts';
import {type Step, step} from '../../../kernel/steps.ts';
import {personName} from '../clean/name-sql.ts';
import {repairedPostcode} from '../clean/postcode-sql.ts';

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

/** The outward part of a whole unit. */
const UNIT = sql`'^([A-Z]{1,2}[0-9][0-9A-Z]?)[0-9][A-Z]{2}$'`;

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
    select ${ident(key)}, uprn, address_1, as_at, valid_from, valid_to,
      case when regexp_full_match(digits, '[0-9]{10}') and ${isNhsNumber(sql`digits`)}
        then digits end as nhs_number,
      ${personName(sql`surname`)} as surname,
      ${personName(sql`forename`)} as forename,
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
