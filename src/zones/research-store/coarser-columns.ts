/** Columns that can be granted in place of finer ones: month and year of birth, and a larger area. */

import type {ManifestColumn} from '../../engine/sealed-folder.ts';
import {ident, join, type Sql, sql} from '../../kernel/sql.ts';

interface CoarserColumn {
  readonly from: string;
  readonly column: ManifestColumn;
  readonly value: Sql;
  /** Needs the table of larger areas. */
  readonly needsAreas?: true;
}

const COARSER: readonly CoarserColumn[] = [
  {
    from: 'week_of_birth',
    column: {
      name: 'month_of_birth',
      type: 'DATE',
      role: 'demographic',
      title: 'First day of the month in which the week of birth begins',
    },
    value: sql`date_trunc('month', week_of_birth)::date`,
  },
  {
    from: 'week_of_birth',
    column: {
      name: 'year_of_birth',
      type: 'BIGINT',
      role: 'demographic',
      title: 'Year in which the week of birth begins',
    },
    value: sql`year(week_of_birth)`,
  },
  {
    from: 'lsoa_code',
    column: {
      name: 'msoa_code',
      type: 'VARCHAR',
      role: 'demographic',
      title: 'Larger area that holds the small one',
    },
    value: sql`(select a.msoa_code from area a where a.lsoa_code = stored.lsoa_code)`,
    needsAreas: true,
  },
];

/** Those that a stored table can give and does not hold itself. */
function coarserOf(columns: readonly ManifestColumn[], hasAreas: boolean): CoarserColumn[] {
  const held = new Set(columns.map(({name}) => name));
  return COARSER.filter(
    ({from, column, needsAreas}) =>
      held.has(from) && !held.has(column.name) && (hasAreas || !needsAreas),
  );
}

/** The columns of a stored table, then those that can be had from them. */
export const withCoarser = (
  columns: readonly ManifestColumn[],
  hasAreas: boolean,
): ManifestColumn[] => [...columns, ...coarserOf(columns, hasAreas).map(({column}) => column)];

/** The rows of a stored table, with the columns that can be had from them. */
export function rowsWithCoarser(
  table: Sql,
  columns: readonly ManifestColumn[],
  hasAreas: boolean,
): Sql {
  const added = coarserOf(columns, hasAreas).map(
    ({column, value}) => sql`${value} as ${ident(column.name)}`,
  );
  return added.length === 0 ? table : sql`(select stored.*, ${join(added)} from ${table} stored)`;
}
