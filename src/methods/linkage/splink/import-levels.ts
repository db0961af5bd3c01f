/** Splink's levels as levels of the model: conditions, m and u, and what rarity of a value adds. */

import type {Fault} from '../../../kernel/errors.ts';
import {type Condition, valuesOf} from '../model/conditions.ts';
import type {Comparison, Level} from '../model/schema.ts';
import {type Fields, plainNameOf} from './fields.ts';
import {FLOOR, NOT_OBSERVED, type SplinkComparison, type SplinkLevel} from './settings.ts';
import {readCondition} from './sql-conditions.ts';

/** Where faults and notes about a settings file are collected. */
export interface Findings {
  readonly faults: Fault[];
  readonly notes: string[];
}

/** The largest probability below 1. */
const BELOW_ONE = 1 - 2 ** -53;

/** SQL in one line. */
export const inOneLine = (sql: string): string => sql.trim().replace(/\s+/g, ' ');

interface ReadLevel {
  readonly from: SplinkLevel;
  readonly label: string;
  readonly level: Level;
}

/** A comparison, or null with the reasons among the faults. */
export function importComparison(
  comparison: SplinkComparison,
  index: number,
  fields: Fields,
  {faults, notes}: Findings,
): Comparison | null {
  const called = comparison.output_column_name || `comparisons.${index}`;
  const whereOf = (label: string) => `${called}, level ${label}`;
  const before = faults.length;
  const read: ReadLevel[] = [];
  comparison.comparison_levels.forEach((from, i, all) => {
    const label = from.label_for_charts ?? String(i);
    const where = whereOf(label);
    const when = readCondition(from.sql_condition, fields.fieldOf);
    if (when === null) {
      faults.push({where, what: `no typed condition means: ${inOneLine(from.sql_condition)}`});
      return;
    }
    const isLast = i === all.length - 1;
    if ((when.is === 'else') !== isLast || (isLast && from.is_null_level)) {
      faults.push({where, what: 'ELSE must be the last level, and no null level'});
    }
    read.push({from, label, level: importLevel(from, when, where, notes)});
  });
  for (const one of read) addRarity(one, read, fields, whereOf(one.label), faults);
  if (faults.length > before) return null;
  const levels = read.map(({level}) => level);
  return {name: plainNameOf(comparison.output_column_name || defaultName(levels)), levels};
}

/** Splink's own default: the column, or `custom_` and all of them. */
function defaultName(levels: readonly Level[]): string {
  const values = [...new Set(levels.flatMap(({when}) => valuesOf(when)))];
  const [first, ...more] = values;
  return first !== undefined && more.length === 0 ? first : `custom_${values.join('_')}`;
}

function importLevel(from: SplinkLevel, when: Condition, where: string, notes: string[]): Level {
  const labelled = {
    when,
    ...(from.label_for_charts != null && {label: from.label_for_charts}),
  };
  if (from.is_null_level) return {...labelled, missing: true};
  const m = probability(from.m_probability, 'm', where, notes);
  const u = probability(from.u_probability, 'u', where, notes);
  return {
    ...labelled,
    ...(m !== undefined && {m}),
    ...(u !== undefined && {u}),
    ...(from.fix_m_probability && {fixM: true}),
    ...(from.fix_u_probability && {fixU: true}),
    ...(from.m_probability === NOT_OBSERVED && {unobserved: true}),
  };
}

/** A level that Splink never saw counts as one in a million there, and here. */
function probability(
  share: SplinkLevel['m_probability'],
  name: 'm' | 'u',
  where: string,
  notes: string[],
): number | undefined {
  if (share == null) {
    notes.push(
      `${where}: it has no ${name}; Splink would take a default, here it is to be trained`,
    );
    return undefined;
  }
  if (share === NOT_OBSERVED) {
    notes.push(`${where}: it was not observed in training; its ${name} is ${FLOOR}, as in Splink`);
    return FLOOR;
  }
  if (share > 0 && share < 1) return share;
  const used = share === 0 ? FLOOR : BELOW_ONE;
  notes.push(`${where}: its ${name} was ${share}; it is ${used} here, for no evidence is certain`);
  return used;
}

/** Rarity is measured from u of the level that is equality of the column itself, as Splink does. */
function addRarity(
  {from, level}: ReadLevel,
  all: readonly ReadLevel[],
  fields: Fields,
  where: string,
  faults: Fault[],
): void {
  const weight = from.tf_adjustment_weight ?? 1;
  if (from.tf_adjustment_column == null || weight === 0) return;
  if (level.missing || level.when.is === 'else') return;
  const on = fields.fieldOf(unquoted(from.tf_adjustment_column));
  const tf = {on, weight, minimumU: from.tf_minimum_u_value ?? 0};
  level.tf = tf;
  if (from.disable_tf_exact_match_detection) return;
  const exact = all.find((one) => isExactLevel(one.level, on))?.level;
  if (exact === level) return;
  if (exact?.u === undefined) {
    faults.push({where, what: `no level with a u is equality of ${from.tf_adjustment_column}`});
    return;
  }
  level.tf = {...tf, exactU: exact.u};
}

export const isExactLevel = ({when, missing}: Level, on: string): boolean =>
  when.is === 'exact' && when.on === on && !missing;

const unquoted = (column: string): string =>
  /^".*"$/s.test(column) ? column.slice(1, -1).replaceAll('""', '"') : column;
