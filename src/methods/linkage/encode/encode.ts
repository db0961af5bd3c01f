/**
 * Records as integers: each field cleaned once per distinct value and replaced by its code, record
 * by record in one block of memory that all threads read. Code 0 is a missing value.
 */

import type {Database} from '../../../engine/database.ts';
import {sharedInts} from '../../../engine/shared-arrays.ts';
import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import {cleanedSql} from '../clean/cleaners.ts';
import type {Field} from '../model/schema.ts';
import {type ByteDictionary, makeDictionary} from '../strings/byte-dictionary.ts';
import {type Inputs, recordRows} from './inputs.ts';

export interface EncodedField {
  readonly name: string;
  /** Where its codes stand in a record's row of `codes`. */
  readonly slot: number;
  /** Codes run from 1 to this. */
  readonly distinct: number;
}

export interface Encoded {
  readonly count: number;
  readonly leftCount: number;
  /** Codes of record r and slot s at `r * stride + s`. */
  readonly codes: Int32Array;
  readonly stride: number;
  readonly fields: ReadonlyMap<string, EncodedField>;
  /** The distinct cleaned values of a field, in the order of codes; fetched once. */
  texts(field: string): Promise<readonly string[]>;
  dictionary(field: string): Promise<ByteDictionary>;
}

const codesTable = (group: number): string => `codes_${group}`;
const mapTable = (field: string): string => `map_of_${field}`;

export interface EncodeOptions {
  /** Columns to leave room for in each row, after those of the fields. */
  readonly spare?: number;
  /** Fields whose values must have the same codes, such as forename and surname. */
  readonly shared?: readonly (readonly string[])[];
  /** Whether the codes of a field follow the byte order of its values, as far as anybody can tell. */
  readonly isOrdered?: (field: string) => boolean;
}

/**
 * Encodes the fields of the inputs. Values are numbered in byte order, so that codes follow from
 * the set of values alone, but for fields of which nothing but equality is asked.
 */
export async function encode(
  db: Database,
  inputs: Inputs,
  fields: readonly Field[],
  {spare = 0, shared = [], isOrdered = () => true}: EncodeOptions = {},
): Promise<Encoded> {
  const stride = strideOf(fields.length + spare);
  const rows = recordRows(inputs, fields);
  const groups = groupFields(fields, shared);
  const distinct = new Map<number, number>();
  for (const [group, members] of groups.entries()) {
    const only = members.length === 1 ? members[0] : undefined;
    const isPlain = only?.clean === 'asIs';
    for (const {name, clean} of isPlain ? [] : members) {
      await db.run(
        sql`create or replace temp table ${ident(`values_of_${name}`)} as
          select raw, ${cleanedSql(clean, sql`raw`)} as value from (${distinctValues(rows, name)})`,
        `clean ${name}`,
      );
    }
    const values = members.map(({name}) =>
      isPlain
        ? sql`select raw as value from (${distinctValues(rows, name)})`
        : sql`select value from ${ident(`values_of_${name}`)} where value is not null`,
    );
    const order = members.some(({name}) => isOrdered(name)) ? sql`order by value` : sql``;
    await db.run(
      sql`create or replace temp table ${ident(codesTable(group))} as
        select value, (row_number() over (${order}))::integer as code
        from (select distinct value from (${join(values, sql` union all `)}))`,
      'number values',
    );
    distinct.set(group, await db.count(ident(codesTable(group))));
    for (const {name} of isPlain ? [] : members) {
      await db.run(
        sql`create or replace temp table ${ident(mapTable(name))} as
          select raw, code from ${ident(`values_of_${name}`)}
          join ${ident(codesTable(group))} using (value)`,
        `map ${name}`,
      );
      await db.dropTable(`values_of_${name}`);
    }
  }
  const codeSource = (name: string): CodeSource => {
    const group = groups.findIndex((members) => members.some((one) => one.name === name));
    const isPlain = groups[group]?.length === 1 && groups[group]?.[0]?.clean === 'asIs';
    return isPlain ? {table: codesTable(group), raw: 'value'} : {table: mapTable(name), raw: 'raw'};
  };
  const codes = await fetchCodes(db, inputs.count, rows, fields, stride, codeSource);
  for (const {name} of fields) await db.dropTable(mapTable(name));
  const groupOf = (name: string) => groups.findIndex((g) => g.some((one) => one.name === name));
  const texts = remember(async (name) => {
    const query = sql`select value from ${ident(codesTable(groupOf(name)))} order by code`;
    const values: string[] = [];
    for await (const [column = []] of db.columns(query, 'read values')) {
      for (const value of column) values.push(value as string);
    }
    return values;
  });
  return {
    count: inputs.count,
    leftCount: inputs.leftCount,
    codes,
    stride,
    fields: new Map(
      fields.map(({name}, slot) => [
        name,
        {name, slot, distinct: distinct.get(groupOf(name)) as number},
      ]),
    ),
    texts,
    dictionary: remember(async (name) => makeDictionary(await texts(name))),
  };
}

function remember<T>(make: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (name) => {
    const found = made.get(name) ?? make(name);
    made.set(name, found);
    return found;
  };
}

/** Fields that share codes stand together; all others alone. */
function groupFields(fields: readonly Field[], shared: readonly (readonly string[])[]): Field[][] {
  const groups: Field[][] = fields.map((field) => [field]);
  for (const names of shared) {
    const joined = groups.filter((group) => group.some(({name}) => names.includes(name)));
    const [first, ...rest] = joined;
    for (const group of rest) first?.push(...group.splice(0));
  }
  return groups.filter((group) => group.length > 0);
}

/** Rows that end where a line of the processor's cache does are read with one fetch. */
export const strideOf = (columns: number): number =>
  columns <= 4 ? 4 : columns <= 8 ? 8 : 16 * Math.ceil(columns / 16);

/** The table of a field's codes, and its column with the values as they were written. */
interface CodeSource {
  readonly table: string;
  readonly raw: string;
}

const distinctValues = (rows: Sql, field: string): Sql =>
  sql`select distinct ${ident(field)} as raw from ${rows} where ${ident(field)} is not null`;

async function fetchCodes(
  db: Database,
  count: number,
  rows: ReturnType<typeof recordRows>,
  fields: readonly Field[],
  stride: number,
  codeSource: (field: string) => CodeSource,
): Promise<Int32Array> {
  const codes = sharedInts(count * stride);
  const columns = fields.map(
    ({name}) => sql`coalesce(${ident(`${name} codes`, 'code')}, 0)::integer as ${ident(name)}`,
  );
  const joins = fields.map(({name}) => {
    const {table, raw} = codeSource(name);
    const alias = `${name} codes`;
    return sql`left join ${ident(table)} ${ident(alias)} on ${ident(alias, raw)} = r.${ident(name)}`;
  });
  // A table is filled by all threads; a result that is read as it comes is made by one.
  await db.run(
    sql`create or replace temp table encoded_records as
      select r.record, ${join(columns)} from ${rows} r ${join(joins, sql` `)}`,
    'encode records',
  );
  const query = sql`select * from encoded_records`;
  for await (const [record, ...values] of db.numbers(query, 'read codes')) {
    const at = record as Int32Array;
    values.forEach((column, slot) => {
      for (let i = 0; i < at.length; i++) {
        codes[(at[i] as number) * stride + slot] = column[i] as number;
      }
    });
  }
  await db.dropTable('encoded_records');
  return codes;
}
