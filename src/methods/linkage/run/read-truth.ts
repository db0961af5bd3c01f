/** Truth from a column: who is who, known for made-up or labelled people, and used for nothing but judging. */

import type {Database} from '../../../engine/database.ts';
import {DataFault, type Fault, UsageError} from '../../../kernel/errors.ts';
import {ident, join, sql} from '../../../kernel/sql.ts';
import {type Inputs, sides} from '../encode/inputs.ts';
import type {Truth} from '../evaluate/truth.ts';

/** A column, or a column and the pattern whose first group is the entity. */
export interface TruthColumn {
  readonly column: string;
  readonly pattern: string | null;
}

/** Reads `person_id` or `rec_id~rec-(\d+)`. */
export function parseTruth(text: string): TruthColumn {
  const at = text.indexOf('~');
  if (at < 0) return {column: text, pattern: null};
  const pattern = text.slice(at + 1);
  if (!/\((?!\?)/.test(pattern)) {
    throw new UsageError('USAGE', [{where: '--truth', what: 'COLUMN~PATTERN needs a group ( )'}]);
  }
  return {column: text.slice(0, at), pattern};
}

/**
 * The entity of every record.
 * @throws DataFault COLUMN_MISSING, or TRUTH_INVALID when records have none, with counts
 */
export async function readTruth(
  db: Database,
  inputs: Inputs,
  {column, pattern}: TruthColumn,
): Promise<Truth> {
  const faults: Fault[] = [];
  const parts = sides(inputs).map(([side, {source, rows}]) => {
    if (!source.columns.some(({name}) => name === column)) {
      faults.push({where: `${side} file`, what: `no column ${column} for the truth`});
    }
    const text = sql`trim(${ident(column)}::varchar)`;
    const entity = pattern === null ? text : sql`regexp_extract(${text}, ${pattern}, 1)`;
    return sql`select record, nullif(${entity}, '') as entity from ${rows}`;
  });
  if (faults.length > 0) throw new DataFault('COLUMN_MISSING', faults);
  const entity = new Int32Array(inputs.count);
  const query = sql`select record,
      case when entity is null then 0 else dense_rank() over (order by entity) end::integer as code
    from (${join(parts, sql` union all `)})`;
  for await (const [record, code] of db.numbers(query, 'read truth')) {
    (record as Int32Array).forEach((r, i) => {
      entity[r] = (code as Int32Array)[i] as number;
    });
  }
  for (const [side, {first, source}] of sides(inputs)) {
    const missing = entity
      .subarray(first, first + source.count)
      .filter((code) => code === 0).length;
    if (missing > 0) faults.push({where: `${side} file`, what: `${missing} records without truth`});
  }
  if (faults.length > 0) throw new DataFault('TRUTH_INVALID', faults);
  const kind = inputs.right === null ? 'dedupe' : 'link';
  return {entity, leftCount: inputs.leftCount, kind};
}
