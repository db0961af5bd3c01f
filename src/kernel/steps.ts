/** Named steps: a pipeline is a list of row sets that reads like its methods section. */

import {ident, join, type Sql, sql} from './sql.ts';

/** One named row set. The name says what one row is. */
export interface Step {
  readonly name: string;
  readonly query: Sql;
}

export const step = (name: string, query: Sql): Step => ({name, query});

/** One statement from several steps; a step may use those before it, `body` may use all. */
export function compose(steps: readonly Step[], body: Sql): Sql {
  if (steps.length === 0) return body;
  const named = steps.map(({name, query}) => sql`${ident(name)} as (${query})`);
  return sql`with ${join(named)} ${body}`;
}

/**
 * Materialises a step as a table that ends with the connection: DuckDB cannot bind values in views,
 * and what a step holds must not outlive its command.
 */
export const materialise = ({name, query}: Step): Sql =>
  sql`create or replace temp table ${ident(name)} as ${query}`;
