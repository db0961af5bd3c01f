/** A condition of the model as a truth in SQL: true, false, or null where a side is missing. */

import {join, type Sql, sql} from '../../../kernel/sql.ts';
import type {Condition} from '../model/conditions.ts';
import type {ColumnOf} from './columns.ts';
import {leafSql} from './leaf-sql.ts';

export function conditionSql(condition: Condition, columnOf: ColumnOf): Sql {
  switch (condition.is) {
    case 'and':
    case 'or': {
      const parts = condition.of.map((one) => sql`(${conditionSql(one, columnOf)})`);
      return join(parts, condition.is === 'and' ? sql` and ` : sql` or `);
    }
    case 'not':
      return sql`not (${conditionSql(condition.of, columnOf)})`;
    default:
      return leafSql(condition, columnOf);
  }
}
