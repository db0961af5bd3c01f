/** The columns of the report's tables, so that a table has the same types whether or not it has rows. */

import type {LinkageReport} from '../../report/schema.ts';

/** `count`: a whole number. `number`: any. */
export type ColumnType = 'text' | 'count' | 'number' | 'flag';
export type Columns = Readonly<Record<string, ColumnType>>;

const share = (name: string): Columns => ({
  [name]: 'number',
  [`${name}_low`]: 'number',
  [`${name}_high`]: 'number',
});

const thresholds: Columns = {
  how: 'text',
  threshold: 'number',
  true_positive: 'number',
  false_positive: 'number',
  false_negative: 'number',
  precision: 'number',
  recall: 'number',
  f1: 'number',
};

const FIXED: Readonly<Record<string, Columns>> = {
  summary: {
    title: 'text',
    made_on: 'text',
    kind: 'text',
    records: 'count',
    opted_out: 'count',
    pairs: 'count',
    links: 'count',
    linked: 'count',
    ...share('link_rate'),
    ...share('blocking_recall'),
    seconds: 'number',
  },
  completeness: {field: 'text', side: 'text', records: 'count', filled: 'count', valid: 'count'},
  cleaning: {field: 'text', rule: 'text', changed: 'count', emptied: 'count'},
  funnel: {state: 'text', records: 'count'},
  blocking_rules: {
    position: 'count',
    rule: 'text',
    pairs: 'count',
    new_pairs: 'count',
    largest_block_records: 'count',
    recall: 'number',
  },
  model_levels: {
    comparison: 'text',
    position: 'count',
    level: 'text',
    m: 'number',
    u: 'number',
    bits: 'number',
    bits_low: 'number',
    bits_high: 'number',
    note: 'text',
    term_frequency: 'flag',
  },
  weights: {from: 'number', pairs: 'count', links: 'count', to: 'number'},
  thresholds,
  threshold_curve: thresholds,
  calibration: {
    weight_from: 'number',
    weight_to: 'number',
    pairs: 'count',
    mean_probability: 'number',
    judged: 'number',
    ...share('true_share'),
  },
  unlinkables: {threshold: 'number', records: 'count', share: 'number'},
  clusters: {size: 'count', clusters: 'count'},
  constraints: {constraint: 'text', count: 'count'},
  accuracy: {how: 'text', note: 'text', ...share('precision'), ...share('recall')},
  sensitivity: {threshold: 'number', links: 'count', link_rate: 'number'},
  subgroups: {
    variable: 'text',
    level: 'text',
    records: 'count',
    ...share('link_rate'),
    ...share('missed_rate'),
    ...share('false_rate'),
    risk_ratio: 'number',
    risk_ratio_low: 'number',
    risk_ratio_high: 'number',
    standardised_difference: 'number',
    lost_at_validation: 'count',
    lost_at_blocking: 'count',
    lost_at_scoring: 'count',
    lost_at_margin: 'count',
    lost_at_constraint: 'count',
    verdict: 'text',
  },
  drift: {what: 'text', before: 'number', now: 'number', is_held: 'flag'},
  guild: {step: 'text', part: 'text', section: 'text', is_known: 'flag', said: 'text'},
  seconds: {step: 'text', seconds: 'number'},
};

/** Columns by table; those of patterns are the comparisons of the model. */
export const tableColumns = ({linkage}: LinkageReport): Readonly<Record<string, Columns>> => ({
  ...FIXED,
  patterns: {
    ...Object.fromEntries(linkage.model.comparisons.map(({name}) => [name, 'text' as const])),
    weight: 'number',
    pairs: 'count',
    links: 'count',
  },
});
