/** A value expression as Splink's SQL, for one side of a pair. */

import type {Transform} from '../model/values.ts';
import {readValue} from '../model/values.ts';
import {PART_PATTERNS} from './patterns.ts';

/** The quoted column of a field: `"surname_l"` or `l."surname"`. */
export type ColumnSql = (field: string) => string;

export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quotedText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Columns are text to us; in Splink they may be dates and numbers, which text functions refuse. */
export const asText = (column: string): string => `CAST(${column} AS TEXT)`;

/** The SQL of a value, or null where DuckDB has no such function, or not of a date or a number. */
export function valueSql(value: string, columnOf: ColumnSql): string | null {
  const {field, transforms} = readValue(value);
  let made: string | null = columnOf(field);
  for (const [i, transform] of transforms.entries()) {
    const before = transforms[i - 1]?.name ?? '';
    const isDatePart = DATE_PARTS.includes(transform.name);
    const fits = isDatePart ? i === 0 || before === 'date' : !DATE_LIKE.includes(before);
    if (made === null || !fits) return null;
    made = transformSql(i === 0 && !isDatePart ? asText(made) : made, transform);
  }
  return made;
}

const DATE_PARTS: readonly string[] = ['year', 'month', 'day'];
const DATE_LIKE: readonly string[] = ['date', ...DATE_PARTS];

function transformSql(of: string, transform: Transform): string | null {
  switch (transform.name) {
    case 'first':
      return transform.length > 0 ? `SUBSTRING(${of}, 1, ${transform.length})` : null;
    case 'last':
      return transform.length > 0 ? `RIGHT(${of}, ${transform.length})` : null;
    case 'substring':
      return transform.from > 0 && transform.length > 0
        ? `SUBSTRING(${of}, ${transform.from}, ${transform.length})`
        : null;
    case 'year':
    case 'month':
    case 'day':
      return `${transform.name.toUpperCase()}(${of})`;
    case 'area':
    case 'district':
    case 'sector':
    case 'user':
    case 'domain': {
      const {pattern, group} = PART_PATTERNS[transform.name];
      return matchSql(of, pattern, group);
    }
    case 'matching':
      return matchSql(of, transform.pattern, 0);
    case 'date':
      return `try_strptime(${of}, ${quotedText(transform.format)})`;
    case 'soundex':
    case 'metaphone':
      return null;
  }
}

const matchSql = (of: string, pattern: string, group: number): string =>
  `NULLIF(regexp_extract(${of}, ${quotedText(pattern)}, ${group}), '')`;
