/** The two halves of a row: who it is of (File 1), and what it says (File 2). */

import {FILE1_COLUMNS} from '../../borders/file1.ts';
import {contentColumns} from '../../borders/file2.ts';
import type {Source} from '../../engine/sources.ts';
import {IDENTIFIER_COLUMNS, identifierKind} from '../../kernel/contract/roles.ts';
import type {Contract} from '../../kernel/contract/schema.ts';
import {ident, join, type Sql, sql} from '../../kernel/sql.ts';
import {type SourceColumn, typedValue} from './columns.ts';
import {identifiedRows} from './system-ids.ts';

/** The File 1 columns that a dataset fills; the others are null. */
export const filledColumns = (contract: Contract): string[] => {
  const kinds = contract.fields.map(({dolen}) => identifierKind(dolen.role));
  return ['system_id', ...kinds.flatMap((kind) => (kind ? [IDENTIFIER_COLUMNS[kind]] : []))];
};

/**
 * File 1: one row per row of the source, identifiers only, in the order of the System IDs. What
 * follows from other columns is derived after the sort, which then carries less.
 */
export function whoQuery(
  source: Source,
  contract: Contract,
  columns: readonly SourceColumn[],
): Sql {
  const own = columns.flatMap((column) => {
    const kind = identifierKind(column.field.dolen.role);
    if (!kind) return [];
    const name = IDENTIFIER_COLUMNS[kind];
    const value = typedValue(column, contract.missingValues);
    return [{name, value: sql`try_cast(${value} as ${typeOf(name)}) as ${ident(name)}`}];
  });
  const sorted = sql`from ${identifiedRows(
    source,
    own.map(({value}) => value),
  )}
    order by system_id`;
  const held = new Set(['system_id', ...own.map(({name}) => name)]);
  const list = FILE1_COLUMNS.map(({name}) => {
    if (held.has(name)) return ident(name);
    const derived = derivedValue(name, held, contract) ?? sql`null`;
    return sql`try_cast(${derived} as ${typeOf(name)}) as ${ident(name)}`;
  });
  return sql`select ${join(list)} from (${sorted})`;
}

const PARTS = {
  day: sql`day(date_of_birth)`,
  month: sql`month(date_of_birth)`,
  year: sql`year(date_of_birth)`,
} as const;

/** What is said of every row alike, and birth dates from their parts or the other way round. */
function derivedValue(name: string, held: ReadonlySet<string>, contract: Contract): Sql | null {
  if (name === 'sex_code_system') return sql`${contract.dolen.sexCodeSystem}`;
  if (name === 'as_at' && contract.dolen.asAt) return sql`${contract.dolen.asAt}::date`;
  const part = /^birth_(day|month|year)$/.exec(name)?.[1];
  if (part && held.has('date_of_birth')) return PARTS[part as keyof typeof PARTS];
  if (name === 'date_of_birth' && held.has('birth_year')) return birthFromParts(held);
  return null;
}

/** A whole birth date from its parts, or null when a part is missing or the day does not exist. */
const birthFromParts = (held: ReadonlySet<string>): Sql => {
  const part = (name: string) => (held.has(name) ? ident(name) : sql`null`);
  return sql`try_cast(printf('%04d-%02d-%02d', ${part('birth_year')}::int, ${part('birth_month')}::int,
    ${part('birth_day')}::int) as date)`;
};

const TYPE_WORDS = {
  UUID: sql`uuid`,
  VARCHAR: sql`varchar`,
  BIGINT: sql`bigint`,
  DATE: sql`date`,
  TINYINT: sql`tinyint`,
  SMALLINT: sql`smallint`,
} as const;

const TYPES = new Map(FILE1_COLUMNS.map(({name, type}) => [name as string, TYPE_WORDS[type]]));
const typeOf = (name: string): Sql => TYPES.get(name) ?? TYPE_WORDS.VARCHAR;

/** File 2: one row per row of the source, content only, in the order of the System IDs. */
export function whatQuery(
  source: Source,
  contract: Contract,
  columns: readonly SourceColumn[],
): Sql {
  const byName = new Map(columns.map((column) => [column.field.name, column]));
  const list = contentColumns(contract).map(({name}) => {
    const column = byName.get(name) as SourceColumn;
    return sql`${typedValue(column, contract.missingValues)} as ${ident(name)}`;
  });
  return sql`from ${identifiedRows(source, list)} order by system_id`;
}
