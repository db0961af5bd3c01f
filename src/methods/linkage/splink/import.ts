/** From the settings or model file of Splink to a linkage model that gives every pair the same weight. */

import type {z} from 'zod';
import {DataFault, throwFaults} from '../../../kernel/errors.ts';
import {type LinkageModel, LinkageModelSchema} from '../model/schema.ts';
import {readBlockingRule} from './blocking-rules.ts';
import {Fields} from './fields.ts';
import {type Findings, importComparison, inOneLine} from './import-levels.ts';
import {KINDS, type SplinkSettings, SplinkSettingsSchema} from './settings.ts';

export interface ImportOptions {
  /** Least weight of a link, in bits; Splink keeps no threshold in its settings. */
  readonly theta?: number;
}

export interface Imported {
  readonly model: LinkageModel;
  /** What a reader must know: levels without m or u, probabilities that were changed. */
  readonly notes: readonly string[];
}

const UNNAMED = 'imported from Splink';

/**
 * Imports Splink settings. All columns are taken as they are, and every pair at or above theta is kept.
 * @throws DataFault SPLINK_UNSUPPORTED naming every level and rule that has no typed counterpart;
 * MODEL_INVALID where the text is not the JSON of settings
 */
export function importSplink(text: string, {theta = 0}: ImportOptions = {}): Imported {
  const settings = parsed(jsonOf(text), SplinkSettingsSchema);
  const findings: Findings = {faults: [], notes: []};
  const fields = new Fields();
  const comparisons = settings.comparisons.flatMap(
    (comparison, i) => importComparison(comparison, i, fields, findings) ?? [],
  );
  const predict = settings.blocking_rules_to_generate_predictions.flatMap((rule, i) => {
    const keys = importRule(rule, fields);
    if (typeof keys !== 'string') return [keys];
    findings.faults.push({where: `blocking rule ${i}`, what: keys});
    return [];
  });
  throwFaults('SPLINK_UNSUPPORTED', findings.faults);
  const dialect = settings.sql_dialect ?? 'duckdb';
  if (dialect !== 'duckdb') {
    findings.notes.push(
      `the conditions were written for ${dialect}; they mean what DuckDB says here`,
    );
  }
  const model = parsed(
    {
      version: 2,
      name: settings.linker_uid ?? UNNAMED,
      kind: KINDS[settings.link_type],
      id: settings.unique_id_column_name,
      fields: fields.usedBy(comparisons, predict),
      blocking: {predict, oversized: 0},
      comparisons,
      prior: {probability: settings.probability_two_random_records_match},
      resolve: {method: 'all', theta},
    },
    LinkageModelSchema,
  );
  return {model, notes: findings.notes};
}

/** The keys of a rule, or why there are none. */
function importRule(
  rule: SplinkSettings['blocking_rules_to_generate_predictions'][number],
  fields: Fields,
): [string, ...string[]] | string {
  const sql = typeof rule === 'string' ? rule : rule.blocking_rule;
  if (typeof rule !== 'string' && (rule.arrays_to_explode?.length ?? 0) > 0) {
    return `lists are not exploded: ${inOneLine(sql)}`;
  }
  return readBlockingRule(sql, fields.fieldOf) ?? `no keys mean: ${inOneLine(sql)}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DataFault('MODEL_INVALID', [{where: 'file', what: 'not JSON'}]);
  }
}

function parsed<T extends z.ZodType>(document: unknown, schema: T): z.infer<T> {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throw new DataFault(
    'MODEL_INVALID',
    result.error.issues.map((issue) => ({
      where: issue.path.map(String).join('.') || 'file',
      what: issue.message,
    })),
  );
}
