/** The pairs that blocking rules find, each once, by the first of them. */

import {allOf, ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import {type Step, step} from '../../../kernel/steps.ts';
import type {BlockingRule} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import {columnNamed, columnsOfPair, type RecordColumn} from './columns.ts';

export interface PairedRecords {
  readonly leftCount: number;
  /** Pairs are of one record of each file; else of any two records. */
  readonly crossing: boolean;
}

/** `placed_records` has one row per record, `candidate_pairs` one per pair that a rule finds. */
export function candidatePairs(
  rules: readonly BlockingRule[],
  columns: readonly RecordColumn[],
  {leftCount, crossing}: PairedRecords,
  fieldNames: readonly string[],
): Step[] {
  const places = rules.flatMap((rule, q) =>
    Array.isArray(rule) ? [] : [placeSql(rule.sortedBy, columns, fieldNames, q)],
  );
  const finds = rules.map((rule, q) => findsSql(rule, columns, q));
  const paired = crossing
    ? sql`l.record < ${leftCount} and r.record >= ${leftCount}`
    : sql`l.record < r.record`;
  const found = finds.map((finding, q) => {
    const earlier = finds.slice(0, q).map((one) => sql`coalesce(${one}, false)`);
    return sql`
      select l.record as left_record, r.record as right_record, ${q}::utinyint as rule
      from placed_records l
      join placed_records r on ${allOf([paired, finding])}
      where ${allOf(earlier.map((one) => sql`not ${one}`))}`;
  });
  return [
    step(
      'placed_records',
      sql`select ${join([sql`record_values.*`, ...places])} from record_values`,
    ),
    step(
      'candidate_pairs',
      join(
        found,
        sql`
      union all`,
      ),
    ),
  ];
}

/** The place of a record in the order of keys, then of the fields that no key uses, then of its number. */
function placeSql(
  keys: readonly string[],
  columns: readonly RecordColumn[],
  fieldNames: readonly string[],
  q: number,
): Sql {
  const texts = keys.map((key) => ident(columnNamed(columns, key, 'text')));
  const used = new Set(keys.map((key) => readValue(key).field));
  const ties = fieldNames
    .filter((name) => !used.has(name))
    .map((name) => sql`${ident(columnNamed(columns, name, 'text'))} nulls first`);
  const usable = allOf(texts.map((text) => sql`${text} is not null`));
  return sql`case when ${usable} then
      row_number() over (partition by ${usable} order by ${join([...texts, ...ties])}, record)
    end as ${ident(placeName(q))}`;
}

function findsSql(rule: BlockingRule, columns: readonly RecordColumn[], q: number): Sql {
  if (Array.isArray(rule)) {
    const columnOf = columnsOfPair(columns);
    return allOf(rule.map((key) => sql`${columnOf('l', key)} = ${columnOf('r', key)}`));
  }
  const [l, r] = [ident('l', placeName(q)), ident('r', placeName(q))];
  return sql`abs(${l} - ${r}) <= ${rule.window}`;
}

const placeName = (q: number): string => `place by rule ${q + 1}`;
