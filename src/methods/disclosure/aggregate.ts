/** Whether a table is an aggregate that may leave: no rows about people, no small cells. */

import type {Database} from '../../engine/database.ts';
import {ident, type Sql, sql} from '../../kernel/sql.ts';
import {findIdentifiers} from './identifiers.ts';

export const FINDING_RULES = [
  'small-cell',
  'small-difference',
  'not-a-count',
  'no-counts',
  'row-level',
  'identifier',
  'too-large',
] as const;

export interface Finding {
  readonly rule: (typeof FINDING_RULES)[number];
  readonly where: string;
  readonly what: string;
}

/** Rows a table may have (OpenSAFELY's limit for tables that a person can check). */
export const MAX_RELEASE_ROWS = 5_000;

/** What a cell says instead of a count that is withheld. */
export const SUPPRESSED = 'suppressed';

/** Types that a reader sees whole; lists, structs and the like could hold anything. */
const PLAIN =
  /^(VARCHAR|BOOLEAN|DATE|TIMESTAMP|UUID|FLOAT|DOUBLE|DECIMAL.*|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/;
const WHOLE_NUMBERS = '-?[0-9]+';
const DAYS = '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}';

const UUID_PATTERN = '(?i)[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}';

/**
 * Checks a table. Every finding is given, with counts of cells and never their values.
 * @param counts the columns that count people; a table without any cannot be judged and is refused
 * @param groups the columns whose numbers are names of groups, such as sex 1 and 2
 */
export async function checkAggregate(
  db: Database,
  table: Sql,
  counts: readonly string[],
  groups: readonly string[],
  minCell: number,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const add = (rule: Finding['rule'], where: string, what: string) =>
    findings.push({rule, where, what});
  const columns = await db.describe(sql`select * from ${table}`, 'describe the table');
  const rows = await db.count(table, 'count rows');
  if (rows > MAX_RELEASE_ROWS) add('too-large', 'table', `more than ${MAX_RELEASE_ROWS} rows`);
  if (counts.length === 0) add('no-counts', 'table', 'no column says how many people a cell holds');
  for (const name of counts) {
    const [tally] = await db.rows(tallyOf(table, name, minCell), `check ${name}`);
    if (Number(tally?.unreadable) > 0) {
      add('not-a-count', name, `${tally?.unreadable} cells are not whole numbers of people`);
    }
    if (Number(tally?.small) > 0) {
      add('small-cell', name, `${tally?.small} cells are below ${minCell}`);
    }
    if (rows > 1 && Number(tally?.ones) === rows)
      add('row-level', name, 'every cell is one person');
  }
  for (const [whole, part] of pairsOf(counts)) {
    const small = Number(await db.value(differences(table, whole, part, minCell), 'differences'));
    if (small > 0) {
      add('small-difference', `${whole} − ${part}`, `${small} cells are below ${minCell}`);
    }
  }
  for (const {name, type} of columns.filter((column) => !PLAIN.test(column.type))) {
    add('row-level', name, `holds ${type.includes('[') ? 'lists' : 'values'} of type ${type}`);
  }
  for (const {name} of columns.filter((column) => !counts.includes(column.name))) {
    if (await holdsOnly(db, table, name, WHOLE_NUMBERS)) {
      if (!groups.includes(name))
        add('not-a-count', name, 'holds numbers, and is named neither count nor group');
    } else if (await holdsOnly(db, table, name, DAYS)) {
      add('row-level', name, 'holds days, as rows about people do');
    }
  }
  for (const {name, type} of columns) {
    if (type === 'UUID' || (type === 'VARCHAR' && (await holdsPseudonyms(db, table, name)))) {
      add('row-level', name, 'holds pseudonyms');
    }
  }
  for (const {where, what} of await findIdentifiers(db, table, columns))
    add('identifier', where, what);
  return findings;
}

/** A cell as a whole number, or null: a cast alone would round 9.6 to 10 people. */
const wholeNumber = (name: string): Sql => {
  const text = sql`${ident(name)}::varchar`;
  return sql`case when regexp_full_match(${text}, '-?[0-9]+(\.0+)?') then try_cast(${text} as bigint) end`;
};

const tallyOf = (table: Sql, name: string, minCell: number): Sql => sql`
  with cells as (select ${ident(name)}::varchar as text, ${wholeNumber(name)} as n from ${table})
  select
    count(*) filter (where n is null and text is not null and text <> ${SUPPRESSED}
      or n < 0) as unreadable,
    count(*) filter (where n > 0 and n < ${minCell}) as small,
    count(*) filter (where n = 1) as ones
  from cells
`;

/** Whether a column has values, and all of them are of this form. */
const holdsOnly = async (db: Database, table: Sql, name: string, form: string): Promise<boolean> =>
  (await db.value(
    sql`select coalesce(bool_and(regexp_full_match(${ident(name)}::varchar, ${form})), false)
      from ${table} where ${ident(name)} is not null`,
    `look at ${name}`,
  )) === true;

/** Every ordered pair of two different columns. */
const pairsOf = (names: readonly string[]): (readonly [string, string])[] =>
  names.flatMap((a) => names.filter((b) => b !== a).map((b) => [a, b] as const));

/** Small differences of two columns, when the one is never more than the other, as a part never is. */
const differences = (table: Sql, whole: string, part: string, minCell: number): Sql => sql`
  with cells as (
    select ${wholeNumber(whole)} - ${wholeNumber(part)}
      as rest
    from ${table}
  )
  select case when min(rest) >= 0 then count(*) filter (where rest > 0 and rest < ${minCell}) else 0 end
  from cells
`;

const holdsPseudonyms = async (db: Database, table: Sql, name: string): Promise<boolean> =>
  (await db.count(sql`${table} where regexp_matches(${ident(name)}, ${UUID_PATTERN})`)) > 0;
