/** Small Splink settings to change in tests. */

export const exactLevel = (column: string, more: Record<string, unknown> = {}) => ({
  sql_condition: `"${column}_l" = "${column}_r"`,
  label_for_charts: `Exact match on ${column}`,
  m_probability: 0.9,
  u_probability: 0.01,
  ...more,
});

export const nullLevel = (column: string) => ({
  sql_condition: `"${column}_l" IS NULL OR "${column}_r" IS NULL`,
  label_for_charts: `${column} is NULL`,
  is_null_level: true,
});

export const elseLevel = {
  sql_condition: 'ELSE',
  label_for_charts: 'All other comparisons',
  m_probability: 0.1,
  u_probability: 0.99,
};

export const comparison = (...levels: Record<string, unknown>[]) => ({
  output_column_name: 'name',
  comparison_levels: levels,
});

export const settings = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    link_type: 'dedupe_only',
    blocking_rules_to_generate_predictions: ['l.name = r.name'],
    comparisons: [comparison(nullLevel('name'), exactLevel('name'), elseLevel)],
    ...change,
  });
