/**
 * Records as integers: each field cleaned once per distinct value and replaced by its code, record
 * by record in one block of memory that all threads read. Code 0 is a missing value.
 */

import type {Database} from '../../../engine/database.ts';
import {sharedInts} from '../../../engine/shared-arrays.ts';
import {ident, join, sql} from '../../../kernel/sql.ts';
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

/**
 * Encodes the fields of the inputs. Values are numbered in byte order, so that codes follow from
 * the set of values alone.
 * @param spare columns to leave room for in each row, after those of the fields
 * @param shared fields whose values must have the same codes, such as forename and surname
 */
export async function encode(
  db: Database,
  inputs: Inputs,
  fields: readonly Field[],
  spare = 0,
  shared: readonly (readonly string[])[] = [],
): Promise<Encoded> {
  const stride = strideOf(fields.length + spare);
  const rows = recordRows(inputs, fields);
  const groups = groupFields(fields, shared);
  const distinct = new Map<number, number>();
  for (const [group, members] of groups.entries()) {
    for (const {name, clean} of members) {
      const raw = sql`select distinct ${ident(name)} as raw from ${rows} where ${ident(name)} is not null`;
      await db.run(
        sql`create or replace temp table ${ident(`values_of_${name}`)} as
          select raw, ${cleanedSql(clean, sql`raw`)} as value from (${raw})`,
        `clean ${name}`,
      );
    }
    const values = members.map(
      ({name}) => sql`select value from ${ident(`values_of_${name}`)} where value is not null`,
    );
    await db.run(
      sql`create or replace temp table ${ident(codesTable(group))} as
        select value, (row_number() over (order by value))::integer as code
        from (select distinct value from (${join(values, sql` union all `)}))`,
      'number values',
    );
    distinct.set(group, await db.count(ident(codesTable(group))));
    for (const {name} of members) {
      await db.run(
        sql`create or replace temp table ${ident(mapTable(name))} as
          select raw, code from ${ident(`values_of_${name}`)}
          join ${ident(codesTable(group))} using (value)`,
        `map ${name}`,
      );
      await db.dropTable(`values_of_${name}`);
    }
  }
  const codes = await fetchCodes(db, inputs.count, rows, fields, stride);
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
const strideOf = (columns: number): number =>
  columns <= 4 ? 4 : columns <= 8 ? 8 : 16 * Math.ceil(columns / 16);

async function fetchCodes(
  db: Database,
  count: number,
  rows: ReturnType<typeof recordRows>,
  fields: readonly Field[],
  stride: number,
): Promise<Int32Array> {
  const codes = sharedInts(count * stride);
  const columns = fields.map(
    ({name}) => sql`coalesce(${ident(mapTable(name), 'code')}, 0)::integer as ${ident(name)}`,
  );
  const joins = fields.map(
    ({name}) =>
      sql`left join ${ident(mapTable(name))} on ${ident(mapTable(name), 'raw')} = r.${ident(name)}`,
  );
  const query = sql`select r.record, ${join(columns)} from ${rows} r ${join(joins, sql` `)}`;
  for await (const [record, ...values] of db.numbers(query, 'encode records')) {
    const at = record as Int32Array;
    values.forEach((column, slot) => {
      for (let i = 0; i < at.length; i++) {
        codes[(at[i] as number) * stride + slot] = column[i] as number;
      }
    });
  }
  return codes;
}
