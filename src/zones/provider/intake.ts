/** The intake checks of a dataset against its contract: every fault of every column, as counts. */

import type {Database} from '../../engine/database.ts';
import type {Source} from '../../engine/sources.ts';
import {identifierKind, isContent} from '../../kernel/contract/roles.ts';
import type {Contract, Field} from '../../kernel/contract/schema.ts';
import {type Fault, throwFaults} from '../../kernel/errors.ts';
import {ident, join, type Sql, sql} from '../../kernel/sql.ts';
import {findIdentifiers} from '../../methods/disclosure/identifiers.ts';
import {isTyped, type SourceColumn, textOf, typedValue} from './columns.ts';

/** Rows compared between content and identifiers: enough to see a share of 1 % without fail. */
const COMPARED_ROWS = 200_000;

/** Above this share of a column's values equal to the row's own identifier, it is that identifier. */
const SAME_AS_IDENTIFIER_SHARE = 0.01;

/** Matches declared and present columns; a name must be right to the letter. */
export function matchColumns(contract: Contract, source: Source): SourceColumn[] {
  const present = new Map(source.columns.map(({name, type}) => [name, type]));
  const declared = new Set(contract.fields.map(({name}) => name));
  throwFaults(
    'COLUMN_MISSING',
    contract.fields
      .filter(({name}) => !present.has(name))
      .map(({name}) => ({where: name, what: 'not in the data'})),
  );
  throwFaults(
    'COLUMN_UNDECLARED',
    source.columns
      .filter(({name}) => !declared.has(name))
      .map((_, i) => ({where: `column ${i + 1} of those undeclared`, what: 'not in the contract'})),
  );
  throwFaults(
    'VALUES_INVALID',
    source.columns
      .filter(({type}) => /[[(]|^(STRUCT|MAP|UNION|BLOB|JSON)/.test(type) && !/^DECIMAL/.test(type))
      .map(({name, type}) => ({
        where: name,
        what: `lists and structs cannot be checked: ${type.replace(/\(.*/, '')}`,
      })),
  );
  const columns = contract.fields.map((field) => ({
    field,
    sourceType: present.get(field.name) ?? 'VARCHAR',
  }));
  throwFaults(
    'CODE_AS_NUMBER',
    columns
      .filter(({field, sourceType}) => field.dolen.codeSystem && sourceType !== 'VARCHAR')
      .map(({field, sourceType}) => ({where: field.name, what: `stored as ${sourceType}`})),
  );
  return columns;
}

/**
 * Checks all values once.
 * @returns identifiers that could not be read as their type, counted by column
 * @throws DataFault VALUES_INVALID for broken types and constraints
 * @throws DataFault IDENTIFIER_AS_CONTENT when content repeats, or looks like, identifiers
 */
export async function checkValues(
  db: Database,
  source: Source,
  contract: Contract,
  columns: readonly SourceColumn[],
): Promise<Record<string, number>> {
  const missing = contract.missingValues;
  const unreadable = await countUnreadable(db, source, columns, missing);
  const checks = columns.flatMap((column) => checksOf(column, missing));
  if (checks.length > 0) {
    const tallies = checks.map(
      ({test}, i) => sql`count(*) filter (where ${test}) as ${ident(`c${i}`)}`,
    );
    const [found] = await db.rows(sql`select ${join(tallies)} from ${source.rows}`, 'check values');
    const faults = checks.flatMap(({where, what}, i) => {
      const count = Number(found?.[`c${i}`] ?? 0);
      return count > 0 ? [{where, what: `${count} ${what}`}] : [];
    });
    throwFaults('VALUES_INVALID', [...faults, ...(await duplicates(db, source, columns, missing))]);
  }
  throwFaults('IDENTIFIER_AS_CONTENT', [
    ...(await repeatedIdentifiers(db, source, columns, missing)),
    ...(await lookLikeIdentifiers(db, source, columns)),
  ]);
  return unreadable;
}

/**
 * An identifier that cannot be read is a missing identifier; when none of a column can be read, the
 * contract has its format wrong.
 * @throws DataFault VALUES_INVALID
 */
async function countUnreadable(
  db: Database,
  source: Source,
  columns: readonly SourceColumn[],
  missing: readonly string[],
): Promise<Record<string, number>> {
  const typed = columns.filter(
    (column) => identifierKind(column.field.dolen.role) && !isTyped(column),
  );
  if (typed.length === 0) return {};
  const tallies = typed.flatMap((column, i) => {
    const [text, value] = [textOf(column, missing), typedValue(column, missing)];
    return [
      sql`count(${text}) as ${ident(`given${i}`)}`,
      sql`count(${value}) as ${ident(`read${i}`)}`,
    ];
  });
  const [found] = await db.rows(
    sql`select ${join(tallies)} from ${source.rows}`,
    'read identifiers',
  );
  const counts = typed.map(({field}, i) => {
    const [given, read] = [Number(found?.[`given${i}`]), Number(found?.[`read${i}`])];
    return {name: field.name, type: field.type, given, unread: given - read};
  });
  throwFaults(
    'VALUES_INVALID',
    counts
      .filter(({given, unread}) => given > 0 && unread === given)
      .map(({name, type, unread}) => ({
        where: name,
        what: `none of ${unread} values is a ${type}`,
      })),
  );
  return Object.fromEntries(
    counts.filter(({unread}) => unread > 0).map(({name, unread}) => [name, unread]),
  );
}

interface Check {
  readonly where: string;
  readonly what: string;
  readonly test: Sql;
}

/** Content that cannot be read is a fault. */
function checksOf(column: SourceColumn, missing: readonly string[]): Check[] {
  const {name, type, constraints = {}, dolen} = column.field;
  const {required, pattern, minimum, maximum} = constraints;
  const [text, value] = [textOf(column, missing), typedValue(column, missing)];
  const checks: Check[] = [];
  const add = (what: string, test: Sql) => checks.push({where: name, what, test});
  if (type !== 'string' && isContent(dolen.role) && !isTyped(column)) {
    add(`values are not of type ${type}`, sql`${text} is not null and ${value} is null`);
  }
  if (required) add('values are missing', sql`${text} is null`);
  if (constraints.enum) {
    add('values are not in the list', sql`not list_contains(${constraints.enum}, ${text})`);
  }
  if (pattern) add('values break the pattern', sql`not regexp_full_match(${text}, ${pattern})`);
  if (minimum !== undefined)
    add('values are too small', sql`${value} < ${bound(minimum, column.field)}`);
  if (maximum !== undefined)
    add('values are too large', sql`${value} > ${bound(maximum, column.field)}`);
  return checks;
}

const bound = (value: number | string, {type}: Field): Sql => {
  if (type === 'date') return sql`${String(value)}::date`;
  return type === 'datetime' ? sql`${String(value)}::timestamp` : sql`${Number(value)}::double`;
};

async function duplicates(
  db: Database,
  source: Source,
  columns: readonly SourceColumn[],
  missing: readonly string[],
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const column of columns.filter(({field}) => field.constraints?.unique)) {
    const text = textOf(column, missing);
    const repeated = await db.value(
      sql`select count(${text}) - count(distinct ${text}) from ${source.rows}`,
      `check ${column.field.name} for repeats`,
    );
    if (Number(repeated) > 0) {
      faults.push({where: column.field.name, what: `${repeated} values are repeated`});
    }
  }
  return faults;
}

/** The provider knows the true names: content that equals the row's own identifier is that identifier. */
async function repeatedIdentifiers(
  db: Database,
  source: Source,
  columns: readonly SourceColumn[],
  missing: readonly string[],
): Promise<Fault[]> {
  const identifiers = columns.filter(({field}) =>
    ['nhs-number', 'surname', 'forename', 'postcode', 'address-1', 'date-of-birth'].includes(
      identifierKind(field.dolen.role) ?? '',
    ),
  );
  const content = columns.filter(
    ({field}) => isContent(field.dolen.role) && field.type === 'string',
  );
  const pairs = content.flatMap((c) => identifiers.map((i) => ({content: c, identifier: i})));
  if (pairs.length === 0) return [];
  const tallies = pairs.map(({content: c, identifier}, i) => {
    const [left, right] = [textOf(c, missing), textOf(identifier, missing)];
    return sql`count(*) filter (where lower(${left}) = lower(${right})) as ${ident(`p${i}`)}`;
  });
  const every = Math.max(1, Math.floor(source.count / COMPARED_ROWS));
  const [found] = await db.rows(
    sql`select count(*) as compared, ${join(tallies)} from ${source.rows}
      where file_row_number % ${every} = 0`,
    'compare content',
  );
  const compared = Math.max(1, Number(found?.compared));
  return pairs.flatMap(({content: c, identifier}, i) => {
    const count = Number(found?.[`p${i}`] ?? 0);
    if (count === 0 || count / compared < SAME_AS_IDENTIFIER_SHARE) return [];
    return [
      {
        where: c.field.name,
        what: `repeats ${identifier.field.dolen.role} in ${count} of ${compared} rows`,
      },
    ];
  });
}

const lookLikeIdentifiers = (
  db: Database,
  source: Source,
  columns: readonly SourceColumn[],
): Promise<Fault[]> =>
  findIdentifiers(
    db,
    source.rows,
    columns
      .filter(({field}) => isContent(field.dolen.role))
      .map(({field, sourceType}) => ({
        name: field.name,
        type: sourceType,
        codeSystem: field.dolen.codeSystem,
      })),
  );
