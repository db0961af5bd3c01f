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

/** The typed value, or null where the text is missing or is not of the type. */
export function typedValue(column: SourceColumn, missing: readonly string[]): Sql {
  const {field, sourceType} = column;
  const text = textOf(column, missing);
  const format = field.format && field.format !== 'default' ? field.format : null;
  switch (field.type) {
    case 'string':
      return text;
    case 'integer':
      return sql`try_cast(${text} as bigint)`;
    case 'number':
      return sql`try_cast(${text} as double)`;
    case 'boolean':
      return sql`try_cast(${text} as boolean)`;
    case 'date':
      return sourceType === 'DATE'
        ? ident(field.name)
        : sql`try_strptime(${text}, ${format ?? ISO_DATE})::date`;
    case 'datetime':
      return sourceType.startsWith('TIMESTAMP')
        ? sql`${ident(field.name)}::timestamp`
        : sql`coalesce(try_strptime(${text}, ${format ?? ISO_MOMENT}), try_cast(${text} as timestamp))`;
  }
}
