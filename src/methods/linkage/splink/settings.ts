/** The outer form of Splink's settings, as its versions 3 to 5 write them; unknown keys are refused. */

import {z} from 'zod';

/** What Splink writes for a level that it did not see in training; it then counts it as `FLOOR`. */
export const NOT_OBSERVED = 'level not observed in training dataset';
export const FLOOR = 1e-6;

/** Read and left out: they say how Splink runs and names its columns, not what the model means. */
const dropped = z.unknown().optional();

const Share = z.number().min(0).max(1);
const Probability = z.union([Share, z.literal(NOT_OBSERVED)]).nullish();

const LevelSchema = z.strictObject({
  sql_condition: z.string(),
  label_for_charts: z.string().nullish(),
  m_probability: Probability,
  u_probability: Probability,
  fix_m_probability: z.boolean().nullish(),
  fix_u_probability: z.boolean().nullish(),
  tf_adjustment_column: z.string().nullish(),
  tf_adjustment_weight: Share.nullish(),
  tf_minimum_u_value: Share.nullish(),
  is_null_level: z.boolean().nullish(),
  disable_tf_exact_match_detection: z.boolean().nullish(),
  comparison_vector_value: dropped,
});

const ComparisonSchema = z.strictObject({
  output_column_name: z.string().nullish(),
  comparison_levels: z.array(LevelSchema).nonempty(),
  comparison_description: dropped,
});

const BlockingRuleSchema = z.union([
  z.string(),
  z.strictObject({
    blocking_rule: z.string(),
    sql_dialect: z.string().nullish(),
    arrays_to_explode: z.array(z.string()).nullish(),
    salting_partitions: dropped,
  }),
]);

export const SplinkSettingsSchema = z.strictObject({
  link_type: z.enum(['dedupe_only', 'link_only', 'link_and_dedupe']),
  comparisons: z.array(ComparisonSchema).nonempty(),
  blocking_rules_to_generate_predictions: z.array(BlockingRuleSchema).nonempty(),
  probability_two_random_records_match: z.number().gt(0).lt(1).default(0.0001),
  unique_id_column_name: z.string().default('unique_id'),
  linker_uid: z.string().nullish(),
  sql_dialect: z.string().nullish(),
  em_convergence: dropped,
  max_iterations: dropped,
  retain_matching_columns: dropped,
  retain_intermediate_calculation_columns: dropped,
  additional_columns_to_retain: dropped,
  source_dataset_column_name: dropped,
  match_weight_column_prefix: dropped,
  bayes_factor_column_prefix: dropped,
  term_frequency_adjustment_column_prefix: dropped,
  comparison_vector_value_column_prefix: dropped,
});

export type SplinkSettings = z.infer<typeof SplinkSettingsSchema>;
export type SplinkComparison = SplinkSettings['comparisons'][number];
export type SplinkLevel = SplinkComparison['comparison_levels'][number];

export const KINDS = {
  dedupe_only: 'dedupe',
  link_only: 'link',
  link_and_dedupe: 'link_and_dedupe',
} as const;
