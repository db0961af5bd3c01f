/** Values in and out of DuckDB: bound with explicit types, read as plain text, numbers and booleans. */

import {type DuckDBType, type DuckDBValue, LIST, listValue, VARCHAR} from '@duckdb/node-api';
import type {Bindable} from '../kernel/sql.ts';

/** What a cell becomes: dates, UUIDs and decimals as text, integers as numbers. */
export type Cell = string | number | boolean | null;

export function bind(values: readonly Bindable[]): {values: DuckDBValue[]; types: DuckDBType[]} {
  const bound: DuckDBValue[] = [];
  // A missing type lets DuckDB infer it, which is right for all but lists.
  const types: DuckDBType[] = [];
  values.forEach((value, i) => {
    if (Array.isArray(value)) {
      bound.push(listValue(value as string[]));
      types[i] = LIST(VARCHAR);
    } else {
      bound.push(value as DuckDBValue);
    }
  });
  return {values: bound, types};
}

export function cellOf(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError('an integer exceeds 2^53');
    return number;
  }
  return String(value);
}

/** The type of a text column, for `Database.append`. */
export const VARCHAR_COLUMN: DuckDBType = VARCHAR;
