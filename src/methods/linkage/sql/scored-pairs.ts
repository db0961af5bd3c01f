/**
 * What a linkage model does, as one statement: pairs by rule, the level of each comparison, and the sum
 * of their weights. It says the same as the kernel, bit for bit, and takes its time.
 */

import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import {compose, type Step, step} from '../../../kernel/steps.ts';
import type {Comparison, Level} from '../model/schema.ts';
import {levelNumbers} from '../score/comparison-kernel.ts';
import {levelBits} from '../score/weights.ts';
import {candidatePairs, type PairedRecords} from './candidate-pairs.ts';
import {
  type ComparedModel,
  columnNamed,
  columnsOfPair,
  type RecordColumn,
  recordColumns,
} from './columns.ts';
import {conditionSql} from './condition-sql.ts';

/** The column of a comparison's level: 0 says nothing, 1 is the first that weighs. */
export const levelColumn = ({name}: Comparison, index: number): string =>
  `level ${index + 1}: ${name}`;

/**
 * One row per candidate pair: the records, the rule that found it, the level of each comparison and
 * the weight. It reads `record_values`.
 * @param prior the log-odds that two random records are one person, in bits
 */
export function scoredPairsSql(model: ComparedModel, records: PairedRecords, prior: number): Sql {
  const columns = recordColumns(model);
  const {comparisons, rules, fieldNames} = model;
  const levels = comparisons.map((one, c) => ident(levelColumn(one, c)));
  const steps = [
    ...candidatePairs(rules, columns, records, fieldNames),
    comparedPairs(comparisons, columns),
  ];
  return compose(
    steps,
    sql`select ${join([sql`left_record`, sql`right_record`, sql`rule`, ...levels])},
        ${weightSql(comparisons, columns, prior)} as weight
      from compared_pairs`,
  );
}

const BETWEEN_CASES = sql`
        `;

/** One row per candidate pair: its levels, and for each rare value the larger of the two shares. */
function comparedPairs(comparisons: readonly Comparison[], columns: readonly RecordColumn[]): Step {
  const columnOf = columnsOfPair(columns);
  const levels = comparisons.map((comparison, c) => {
    const numbers = levelNumbers(comparison.levels);
    const cases = comparison.levels.map(
      ({when}, i) => sql`when ${conditionSql(when, columnOf)} then ${numbers[i] as number}`,
    );
    const level = ident(levelColumn(comparison, c));
    return sql`case
        ${join(cases, BETWEEN_CASES)} end::utinyint as ${level}`;
  });
  const shares = columns
    .filter(({part}) => part === 'log share')
    .map(({name}) => sql`greatest(${ident('l', name)}, ${ident('r', name)}) as ${ident(name)}`);
  return step(
    'compared_pairs',
    sql`
      select ${join([sql`left_record`, sql`right_record`, sql`rule`, ...levels, ...shares])}
      from candidate_pairs
      join placed_records l on l.record = left_record
      join placed_records r on r.record = right_record`,
  );
}

/** The prior, then for each comparison the bits of its level and what a rare value gains. */
function weightSql(
  comparisons: readonly Comparison[],
  columns: readonly RecordColumn[],
  prior: number,
): Sql {
  const terms = comparisons.flatMap((comparison, c) => {
    const {levels} = comparison;
    const numbers = levelNumbers(levels);
    const byLevel = (of: (level: Level) => Sql | null) => {
      const cases = levels.flatMap((level, i) => {
        const term = level.missing ? null : of(level);
        return term === null ? [] : [sql`when ${numbers[i] as number} then ${term}`];
      });
      if (cases.length === 0) return [];
      const level = ident(levelColumn(comparison, c));
      return [sql`case ${level} ${join(cases, sql` `)} else 0::double end`];
    };
    return [
      ...byLevel((level) => sql`${levelBits(level)}::double`),
      ...byLevel((level) => gainSql(level, columns)),
    ];
  });
  const plus = sql`
        + `;
  return join([sql`${prior}::double`, ...terms], plus);
}

/** weight × (log2 u − log2 share): a pair without the value gains nothing. */
function gainSql({tf, u}: Level, columns: readonly RecordColumn[]): Sql | null {
  if (!tf || tf.weight === 0) return null;
  const share = ident(columnNamed(columns, tf.on, 'log share', tf.minimumU));
  const logU = Math.log2(tf.exactU ?? u ?? 1);
  return sql`coalesce(${tf.weight}::double * (${logU}::double - ${share}), 0)`;
}
