/** How each declared column is read from its source: blanks to null, dates by their format. */

import type {Field} from '../../kernel/contract/schema.ts';
import {ident, type Sql, sql} from '../../kernel/sql.ts';

/** A declared column and the type that it has in the source. */
export interface SourceColumn {
  readonly field: Field;
  readonly sourceType: string;
}

const ISO_DATE = '%Y-%m-%d';
const ISO_MOMENT = '%Y-%m-%d %H:%M:%S';

/** The trimmed text of a column, with the contract's missing values as null. */
export function textOf({field, sourceType}: SourceColumn, missing: readonly string[]): Sql {
  const column = ident(field.name);
  const text = sourceType === 'VARCHAR' ? sql`trim(${column})` : sql`${column}::varchar`;
  const present = sql`nullif(${text}, '')`;
  const others = missing.filter((value) => value !== '');
  if (others.length === 0) return present;
  return sql`case when not list_contains(${others}, ${text}) then ${present} end`;
}

const INTEGRAL = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;
const FRACTIONAL = /^(FLOAT|DOUBLE|DECIMAL.*)$/;

/** Whether the source holds the declared type already, so that nothing can fail to be read. */
export const isTyped = ({field, sourceType}: SourceColumn): boolean =>
  (field.type === 'string' && sourceType === 'VARCHAR') ||
  (field.type === 'integer' && INTEGRAL.test(sourceType)) ||
  (field.type === 'number' && (INTEGRAL.test(sourceType) || FRACTIONAL.test(sourceType))) ||
  (field.type === 'boolean' && sourceType === 'BOOLEAN') ||
  (field.type === 'date' && sourceType === 'DATE') ||
  (field.type === 'datetime' && sourceType.startsWith('TIMESTAMP'));

const TYPES = {
  integer: sql`bigint`,
  number: sql`double`,
  boolean: sql`boolean`,
  date: sql`date`,
  datetime: sql`timestamp`,
} as const;

/** The typed value, or null where the text is missing or is not of the type. */
export function typedValue(column: SourceColumn, missing: readonly string[]): Sql {
  const {field} = column;
  const text = textOf(column, missing);
  if (field.type === 'string') return text;
  if (isTyped(column)) return sql`try_cast(${ident(field.name)} as ${TYPES[field.type]})`;
  const format = field.format && field.format !== 'default' ? field.format : null;
  if (field.type === 'date') return sql`try_strptime(${text}, ${format ?? ISO_DATE})::date`;
  if (field.type === 'datetime') {
    return sql`coalesce(try_strptime(${text}, ${format ?? ISO_MOMENT}), try_cast(${text} as timestamp))`;
  }
  return sql`try_cast(${text} as ${TYPES[field.type]})`;
}
