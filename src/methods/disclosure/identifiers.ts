/** Finds identifiers in content: numbers, postcodes and addresses for mail, by pattern and check digit. */

import type {Database} from '../../engine/database.ts';
import type {Fault} from '../../kernel/errors.ts';
import {isNhsNumber} from '../../kernel/nhs-number-sql.ts';
import {ident, join, type Sql, sql} from '../../kernel/sql.ts';

export interface ScannedColumn {
  readonly name: string;
  readonly type: string;
  readonly codeSystem?: string | undefined;
}

/** Also joined to letters, as in `NHS9434765919`; never part of a longer number. */
const NHS_NUMBER = String.raw`(?:^|[^\d])(\d{3}[ -]?\d{3}[ -]?\d{4})(?:[^\d]|$)`;
const POSTCODE = String.raw`(?i)\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b`;
const EMAIL = String.raw`(?i)\b[\w.+-]+@[\w-]+\.[\w.-]+\b`;
/** As POSTCODE, without those of five characters: so are Read codes, such as `C10FJ`. */
const POSTCODE_AMONG_READ_CODES = String.raw`(?i)\b(?:[A-Z]{1,2}\d[A-Z\d]? |[A-Z]{1,2}\d[A-Z\d]|[A-Z]{2}\d)\d[ABD-HJLNP-UW-Z]{2}\b`;
/** Ten digits after the 0 or +44, grouped as area codes of two, three or four digits are. */
const PHONE = String.raw`(?:\+44 ?(?:\(0\) ?)?|\b0)(?:\d{2}\)? ?\d{4} ?\d{4}|\d{3}\)? ?\d{3} ?\d{4}|\d{4}\)? ?\d{3} ?\d{3})\b`;

/** Share of ten-digit numbers that pass modulus 11 by chance is 1 in 11; above this it is no chance. */
const NHS_SHARE = 0.3;

const isText = ({type}: ScannedColumn): boolean => type === 'VARCHAR';
/** Every type that can hold ten digits; smaller integers cannot. */
const isNumber = ({type}: ScannedColumn): boolean =>
  /^(U?(BIG|HUGE)?INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);

/**
 * Scans every text and number column of a row set, over its distinct values.
 * @returns one fault for each column and kind found, with the number of distinct values.
 */
export async function findIdentifiers(
  db: Database,
  rows: Sql,
  columns: readonly ScannedColumn[],
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const column of columns.filter((c) => isText(c) || isNumber(c))) {
    const values = distinctValues(rows, column);
    const patterns = isText(column) ? textPatterns(column) : [];
    const [found] = await db.rows(
      sql`with v as (${values}) select
        ${join([...patterns.map(countOf), nhsTally()])} from v`,
      `scan ${column.name}`,
    );
    for (const {kind} of patterns) {
      const hits = Number(found?.[kind] ?? 0);
      if (hits > 0) faults.push({where: column.name, what: `${hits} values with ${kind}`});
    }
    const [hits, tenDigits] = [Number(found?.nhs_hits ?? 0), Number(found?.ten_digits ?? 0)];
    if (hits > 0 && hits / tenDigits > NHS_SHARE && !isLongCode(column)) {
      faults.push({where: column.name, what: `${hits} values with valid NHS numbers`});
    }
  }
  return faults;
}

/** Codes of up to 18 digits have check digits of their own, and pass modulus 11 by chance only. */
const isLongCode = ({codeSystem}: ScannedColumn): boolean =>
  codeSystem === 'snomedct' || codeSystem === 'dmd';

function distinctValues(rows: Sql, {name, type}: ScannedColumn): Sql {
  const column = ident(name);
  const text = type === 'VARCHAR' ? column : sql`${column}::hugeint::varchar`;
  const whole = type === 'VARCHAR' ? sql`true` : sql`${column} between 1e9 and 9999999999`;
  return sql`select distinct ${text} as value from ${rows} where ${column} is not null and ${whole}`;
}

interface Pattern {
  readonly kind: string;
  readonly regex: string;
}

/** Long digit codes cannot be telephone numbers. */
function textPatterns(column: ScannedColumn): readonly Pattern[] {
  const isRead = column.codeSystem === 'read2' || column.codeSystem === 'ctv3';
  const patterns = [
    {kind: 'postcodes', regex: isRead ? POSTCODE_AMONG_READ_CODES : POSTCODE},
    {kind: 'addresses for mail', regex: EMAIL},
  ];
  return column.codeSystem ? patterns : [...patterns, {kind: 'telephone numbers', regex: PHONE}];
}

const countOf = ({kind, regex}: Pattern): Sql =>
  sql`count(*) filter (where regexp_matches(value, ${regex})) as ${ident(kind)}`;

/** Counts ten-digit numbers, and those whose check digit is right (weights 10 to 2, modulus 11). */
function nhsTally(): Sql {
  const found = sql`unnest(regexp_extract_all(value, ${NHS_NUMBER}, 1))`;
  const numbers = sql`(select regexp_replace(${found}, '[ -]', '', 'g') as n from v)`;
  return sql`(select count(*) from ${numbers}) as ten_digits,
    (select count(*) from ${numbers} where ${isNhsNumber(sql`n`)}) as nhs_hits`;
}
