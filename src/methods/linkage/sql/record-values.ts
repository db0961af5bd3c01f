/**
 * The table `record_values`: one row per record, one column for each value that a model's statement
 * reads. What SQL has no function for is looked up in small tables of distinct texts.
 */

import type {Database} from '../../../engine/database.ts';
import {VARCHAR_COLUMN} from '../../../engine/values.ts';
import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import {cleanedSql} from '../clean/cleaners.ts';
import {type Inputs, recordRows} from '../encode/inputs.ts';
import type {Field} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import {sineAndCosine} from '../score/great-circle.ts';
import {logShareOf} from '../score/weights.ts';
import {type Lexicon, membersOf, numberOf} from '../values/features.ts';
import {transformSql, transformText} from '../values/transform.ts';
import type {RecordColumn} from './columns.ts';

/** What a function of ours makes of a text: nothing, one text or a list. */
type Make = (text: string) => readonly (string | null)[];

export interface RecordValueOptions {
  readonly lexicon?: Lexicon;
  /** Whose shares make a value rare, as in a session. */
  readonly rarityIn?: 'all' | 'right';
}

export async function makeRecordValues(
  db: Database,
  inputs: Inputs,
  fields: readonly Field[],
  columns: readonly RecordColumn[],
  {lexicon = new Map(), rarityIn = 'all'}: RecordValueOptions = {},
): Promise<void> {
  const cleaned = fields.map(
    ({name, clean}) => sql`${cleanedSql(clean, ident(name))} as ${ident(name)}`,
  );
  await db.run(
    sql`create or replace temp table record_fields as
      select record, ${join(cleaned)} from ${recordRows(inputs, fields)}`,
    'clean fields',
  );
  const lookups = new Lookups(db, lexicon, rarityIn === 'right' ? inputs.leftCount : 0);
  const made: Sql[] = [];
  for (const column of columns) {
    made.push(sql`${await lookups.columnSql(column)} as ${ident(column.name)}`);
  }
  await db.run(
    sql`create or replace temp table record_values as
      select ${join([sql`record`, ...made])} from record_fields`,
    'values of records',
  );
  await lookups.drop();
  await db.dropTable('record_fields');
}

class Lookups {
  readonly #db: Database;
  readonly #lexicon: Lexicon;
  readonly #rarityFrom: number;
  readonly #tables: string[] = [];

  constructor(db: Database, lexicon: Lexicon, rarityFrom: number) {
    this.#db = db;
    this.#lexicon = lexicon;
    this.#rarityFrom = rarityFrom;
  }

  async columnSql({value, part, minimum}: RecordColumn): Promise<Sql> {
    const text = await this.#textSql(value);
    switch (part) {
      case 'text':
        return text;
      case 'variants': {
        const table = await this.#lookUp(text, (name) =>
          [...(this.#lexicon.get(name) ?? [])].filter((one) => one !== name),
        );
        return sql`(select list(made) from ${table} where text = ${text})`;
      }
      case 'members': {
        const table = await this.#lookUp(text, membersOf);
        const members = sql`(select list(made) from ${table} where text = ${text})`;
        return sql`case when ${text} is not null then coalesce(${members}, []::varchar[]) end`;
      }
      case 'sine':
      case 'cosine': {
        const table = await this.#lookUp(text, (degrees) => {
          const pair = sineAndCosine(numberOf(degrees));
          return [exactly(pair[part === 'sine' ? 0 : 1])];
        });
        return sql`(select made::double from ${table} where text = ${text})`;
      }
      case 'log share': {
        const table = await this.#logShares(text, minimum as number);
        return sql`(select made::double from ${table} where text = ${text})`;
      }
    }
  }

  async drop(): Promise<void> {
    for (const table of this.#tables) await this.#db.dropTable(table);
  }

  async #textSql(value: string): Promise<Sql> {
    const {field, transforms} = readValue(value);
    let text: Sql = ident('record_fields', field);
    for (const transform of transforms) {
      const from = text;
      const inSql = transformSql(from, transform);
      if (inSql !== null) {
        text = inSql;
        continue;
      }
      const table = await this.#lookUp(from, (one) => [transformText(one, transform)]);
      text = sql`(select made from ${table} where text = ${from})`;
    }
    return text;
  }

  async #logShares(text: Sql, minimum: number): Promise<Sql> {
    const counts = await this.#db.rows(
      sql`select ${text} as text, count(*) filter (record >= ${this.#rarityFrom}) as records
        from record_fields where ${text} is not null group by all`,
      'count values',
    );
    const total = counts.reduce((sum, {records}) => sum + Number(records), 0);
    const shares = counts.map(({records}) => Number(records) / total).filter((share) => share > 0);
    const rarest = Math.min(1, ...shares);
    return this.#table(
      counts.map(({text: one, records}) => {
        const share = Number(records) === 0 ? rarest : Number(records) / total;
        return [String(one), exactly(logShareOf(share, minimum))];
      }),
    );
  }

  async #lookUp(text: Sql, make: Make): Promise<Sql> {
    const distinct = await this.#db.rows(
      sql`select distinct ${text} as text from record_fields where ${text} is not null`,
      'distinct values',
    );
    const texts = distinct.map((row) => String(row.text));
    return this.#table(texts.flatMap((one) => make(one).map((made) => [one, made] as const)));
  }

  async #table(rows: readonly (readonly [text: string, made: string | null])[]): Promise<Sql> {
    const name = `lookup_${this.#tables.length + 1}`;
    this.#tables.push(name);
    await this.#db.run(
      sql`create or replace temp table ${ident(name)} (text varchar, made varchar)`,
      name,
    );
    await this.#db.append(
      name,
      [VARCHAR_COLUMN, VARCHAR_COLUMN],
      [rows.map(([text]) => text), rows.map(([, made]) => made)],
    );
    return ident(name);
  }
}

/** A number as text that gives the same bits when it is read; nothing where it is none. */
const exactly = (number: number): string | null => (Number.isNaN(number) ? null : String(number));
