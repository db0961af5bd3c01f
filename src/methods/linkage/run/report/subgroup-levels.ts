/** Ways to divide the left file: columns that were asked for, and sex, age and postcode area by their roles. */

import type {Database} from '../../../../engine/database.ts';
import {dayNumber, type IsoDay} from '../../../../kernel/dates.ts';
import {DataFault, UsageError} from '../../../../kernel/errors.ts';
import {ident, sql} from '../../../../kernel/sql.ts';
import {columnOf, type Inputs} from '../../encode/inputs.ts';
import type {Subgroups} from '../../evaluate/subgroups.ts';
import {SMALL_CELL} from '../../evaluate/withhold.ts';
import type {Field, LinkageModel} from '../../model/schema.ts';
import type {Linked} from '../link-files.ts';

const MISSING = 'missing';
const OTHER = 'all others';
/** More levels than this are no table that anybody reads. */
const MOST_LEVELS = 60;

/** Roles whose values may be somebody's: no report names them as levels. */
const IDENTIFYING: ReadonlySet<string> = new Set([
  ...['forename', 'surname', 'birth-date', 'postcode', 'house-number', 'address'],
  ...['phone', 'email', 'nhs-number', 'other-id'],
]);

/** @throws DataFault COLUMN_MISSING; UsageError USAGE for columns that identify people */
export function requireSubgroupColumns(
  {left}: Inputs,
  {fields}: LinkageModel,
  columns: readonly string[],
): void {
  const absent = columns.filter((column) => !left.source.columns.some(({name}) => name === column));
  if (absent.length > 0) {
    throw new DataFault(
      'COLUMN_MISSING',
      absent.map((column) => ({where: 'left file', what: `no column ${column} for a subgroup`})),
    );
  }
  const names = columns.filter((column) =>
    fields.some(
      ({name, from, role}) =>
        IDENTIFYING.has(role ?? '') && columnOf(from, name, 'left') === column,
    ),
  );
  if (names.length > 0) {
    const faults = names.map((column) => ({
      where: '--subgroup',
      what: `${column} identifies people`,
    }));
    throw new UsageError('USAGE', faults);
  }
}

/** Columns first, as asked; then what the roles of fields give by themselves. Names never do. */
export async function subgroupsOf(
  {db, inputs, session}: Linked,
  {fields}: LinkageModel,
  columns: readonly string[],
  today: IsoDay,
): Promise<Subgroups[]> {
  const asked: Subgroups[] = [];
  for (const column of columns) asked.push(await columnLevels(db, inputs, column));
  const withRole = (role: string) => fields.find((field) => field.role === role);
  const byValue = async (
    field: Field | undefined,
    variable: string,
    levelOf: (text: string) => string | null,
  ): Promise<Subgroups[]> => {
    if (!field) return [];
    const isAsked = columns.includes(columnOf(field.from, field.name, 'left'));
    if (isAsked) return [];
    const texts = await session.encoded.texts(field.name);
    const levels = [MISSING, ...texts.map((text) => levelOf(text) ?? MISSING)];
    const slot = session.encoded.fields.get(field.name)?.slot as number;
    const {codes, stride} = session.rows;
    return [
      divided(
        variable,
        Array.from(
          {length: inputs.leftCount},
          (_, r) => levels[codes[r * stride + slot] as number] as string,
        ),
      ),
    ];
  };
  const sex = await byValue(withRole('sex'), 'sex', sexOf);
  const age = await byValue(
    withRole('birth-date') ?? withRole('birth-year'),
    `age on ${today}`,
    (text) => ageBand(text, today),
  );
  const area = await byValue(
    withRole('postcode'),
    'postcode area',
    (text) => /^[A-Z]{1,2}(?=\d)/.exec(text)?.[0] ?? null,
  );
  return [...asked, ...sex, ...age, ...area].filter(({levels}) => levels.length > 1);
}

async function columnLevels(db: Database, inputs: Inputs, column: string): Promise<Subgroups> {
  const level = sql`coalesce(nullif(trim(${ident(column)}::varchar), ''), ${MISSING})`;
  const rows = sql`(select record, ${level} as level from ${inputs.left.rows})`;
  const names: string[] = [];
  for (const {level: name} of await db.rows(
    sql`select distinct level from ${rows} order by level`,
    'read subgroups',
  )) {
    names.push(String(name));
  }
  const levels = new Array<string>(inputs.leftCount).fill(MISSING);
  const coded = sql`select record::integer as record,
      (dense_rank() over (order by level) - 1)::integer as code from ${rows}`;
  for await (const [record, code] of db.numbers(coded, 'read subgroups')) {
    (record as Int32Array).forEach((r, i) => {
      levels[r] = names[(code as Int32Array)[i] as number] as string;
    });
  }
  return divided(column, levels);
}

const SEXES: Readonly<Record<string, string>> = {1: 'male', 2: 'female'};
const sexOf = (text: string): string => SEXES[text] ?? 'other code';

/** Nobody is older than this; such a year is an error. */
const OLDEST = 120;
const LAST_BAND = 90;

/** The five-year band of an age, from a date or from a year alone. */
export function ageBand(birth: string, today: IsoDay): string | null {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(birth);
  if (!isDate && !/^\d{4}$/.test(birth)) return null;
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  const age = isDate && birth.slice(5) > today.slice(5) ? years - 1 : years;
  const isBorn = !isDate || dayNumber(birth as IsoDay) <= dayNumber(today);
  if (age < 0 || age > OLDEST || !isBorn) return null;
  if (age >= LAST_BAND) return `${LAST_BAND} and over`;
  const from = 5 * Math.floor(age / 5);
  return `${from}–${from + 4}`;
}

/**
 * Levels in order, the missing one last. A level of few records could be a value that only they have:
 * it goes into one of all such, and so do levels beyond the most that are shown.
 */
function divided(variable: string, levelOf: readonly string[]): Subgroups {
  const counts = new Map<string, number>();
  for (const level of levelOf) counts.set(level, (counts.get(level) ?? 0) + 1);
  const kept = [...counts]
    .filter(([level, n]) => level !== MISSING && n >= SMALL_CELL)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_LEVELS)
    .map(([level]) => level)
    .sort((a, b) => byNumber(a) - byNumber(b) || (a < b ? -1 : 1));
  const place = new Map(kept.map((level, i) => [level, i]));
  const hasOthers = [...counts.keys()].some((level) => level !== MISSING && !place.has(level));
  const levels = [
    ...kept,
    ...(hasOthers ? [OTHER] : []),
    ...(counts.has(MISSING) ? [MISSING] : []),
  ];
  const other = levels.indexOf(OTHER, kept.length);
  const code = Int32Array.from(levelOf, (level) =>
    level === MISSING ? levels.length - 1 : (place.get(level) ?? other),
  );
  return {variable, levels, code};
}

/** Bands of numbers stand in the order of numbers, before all words. */
const byNumber = (level: string): number => {
  const number = Number.parseFloat(level);
  return Number.isNaN(number) ? Number.MAX_VALUE : number;
};
