/** A linkage model as settings of Splink, where Splink can say all that decides a weight. */

import {type Fault, throwFaults} from '../../../kernel/errors.ts';
import type {Comparison, Field, Level, LinkageModel} from '../model/schema.ts';
import {blockingRuleSql} from './blocking-rules.ts';
import {type ColumnOf, conditionSql} from './condition-sql.ts';
import {isExactLevel} from './import-levels.ts';
import {FLOOR, KINDS, NOT_OBSERVED} from './settings.ts';

/**
 * Exports a model as JSON that Splink 5 reads for DuckDB. Splink's settings hold no resolver, budget,
 * training blocks or record of training, so these stay behind; everything that decides a weight is kept.
 * @throws DataFault SPLINK_UNSUPPORTED naming everything that Splink cannot say
 */
export function exportSplink(model: LinkageModel): string {
  const faults = faultsOfModel(model);
  const columns = new Map(model.fields.map((field) => [field.name, columnOfField(field)]));
  const columnOf: ColumnOf = (field) => columns.get(field) ?? field;
  const comparisons = model.comparisons.map((comparison) => ({
    output_column_name: comparison.name,
    comparison_levels: comparison.levels.map((level, i) =>
      exportLevel(comparison, level, i, columnOf, faults),
    ),
  }));
  const rules = model.blocking.predict.map((rule, i) => {
    const sql = Array.isArray(rule) ? blockingRuleSql(rule, columnOf) : null;
    if (sql === null)
      faults.push({where: `blocking.predict.${i}`, what: 'Splink has no such rule'});
    return {blocking_rule: sql, sql_dialect: 'duckdb'};
  });
  throwFaults('SPLINK_UNSUPPORTED', faults);
  const linkTypes = Object.entries(KINDS);
  const settings = {
    link_type: linkTypes.find(([, kind]) => kind === model.kind)?.[0],
    probability_two_random_records_match:
      'probability' in model.prior ? model.prior.probability : undefined,
    unique_id_column_name: model.id,
    blocking_rules_to_generate_predictions: rules,
    comparisons,
    linker_uid: model.name,
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

function faultsOfModel({kind, id, fields, prior}: LinkageModel): Fault[] {
  const faults: Fault[] = [];
  if (kind === 'spine') faults.push({where: 'kind', what: 'Splink has no spine'});
  if (typeof id !== 'string') {
    faults.push({
      where: 'id',
      what: 'Splink needs one column of ids, called the same in all files',
    });
  }
  if (!('probability' in prior)) {
    faults.push({where: 'prior', what: 'Splink needs a probability; training writes one'});
  }
  for (const {name, from, clean} of fields) {
    if (clean !== 'asIs') {
      faults.push({where: name, what: `Splink has no cleaners; give it the column after ${clean}`});
    }
    if (typeof from === 'object') {
      faults.push({where: name, what: 'Splink needs one name of the column in all files'});
    }
  }
  return faults;
}

const columnOfField = ({name, from}: Field): string => (typeof from === 'string' ? from : name);

function exportLevel(
  comparison: Comparison,
  level: Level,
  index: number,
  columnOf: ColumnOf,
  faults: Fault[],
): Record<string, unknown> {
  const where = `${comparison.name}, level ${level.label ?? index}`;
  const {label, missing, m, u, fixM, fixU, unobserved} = level;
  const sql = conditionSql(level.when, columnOf);
  if (sql === null) faults.push({where, what: `Splink has no condition for ${level.when.is}`});
  return {
    sql_condition: sql,
    ...(label !== undefined && {label_for_charts: label}),
    ...(missing && {is_null_level: true}),
    ...(m !== undefined && {m_probability: unobserved && m === FLOOR ? NOT_OBSERVED : m}),
    ...(u !== undefined && {u_probability: u}),
    ...(fixM && {fix_m_probability: true}),
    ...(fixU && {fix_u_probability: true}),
    ...rarityOf(comparison, level, where, columnOf, faults),
  };
}

function rarityOf(
  comparison: Comparison,
  level: Level,
  where: string,
  columnOf: ColumnOf,
  faults: Fault[],
): Record<string, unknown> {
  const {tf} = level;
  if (!tf || level.missing || level.when.is === 'else') return {};
  if (!/^\w+$/.test(tf.on)) {
    faults.push({where, what: 'Splink counts the frequencies of whole columns only'});
  }
  const exact = comparison.levels.find((one) => isExactLevel(one, tf.on));
  const fromExact = exact !== undefined && tf.exactU !== undefined && tf.exactU === exact.u;
  const isOwn = tf.exactU === undefined || tf.exactU === level.u;
  const isDetected = fromExact || (isOwn && exact === level);
  if (!isDetected && !isOwn) {
    faults.push({where, what: 'Splink measures rarity from u of this level or of the exact one'});
  }
  return {
    tf_adjustment_column: columnOf(tf.on),
    tf_adjustment_weight: tf.weight,
    ...(tf.minimumU !== 0 && {tf_minimum_u_value: tf.minimumU}),
    ...(!isDetected && {disable_tf_exact_match_detection: true}),
  };
}
