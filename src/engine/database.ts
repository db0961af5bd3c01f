/** The one door to DuckDB: external access limited to given directories, configuration locked. */

import {mkdirSync} from 'node:fs';
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import {refuse} from '../kernel/errors.ts';
import {ident, join, type Sql, sql} from '../kernel/sql.ts';
import {databaseError} from './duckdb-errors.ts';
import {appendNumbers, type NumberColumn, numbersOf, sqlTypeOf} from './number-tables.ts';
import {fillWithUuids} from './uuid-tables.ts';
import {bind, type Cell, cellOf} from './values.ts';

export interface DatabaseOptions {
  /** The database file; without it the database lives in memory. */
  readonly path?: string;
  /** The only directories whose files SQL may read or write. */
  readonly directories: readonly string[];
  /** Where DuckDB spills; always inside the zone. */
  readonly tempDirectory: string;
  /** For example `4GB`. */
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly readOnly?: boolean;
  /** 32 bytes in hexadecimal; the file is then AES-256-GCM encrypted. */
  readonly encryptionKey?: string;
}

export type Row = {readonly [column: string]: Cell};

const TYPE_NAMES: Readonly<Record<string, Sql>> = {
  INTEGER: sql`integer`,
  DOUBLE: sql`double`,
  UTINYINT: sql`utinyint`,
};

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /**
   * Opens a database, limits what it can reach, and locks its configuration.
   * @throws Refusal ENCRYPTION_UNAVAILABLE when a key is given and DuckDB has no crypto module.
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    mkdirSync(options.tempDirectory, {recursive: true});
    const attach = options.path !== undefined && options.encryptionKey !== undefined;
    try {
      const instance = await DuckDBInstance.create(attach ? ':memory:' : options.path, {
        threads: String(options.threads ?? 2),
        memory_limit: options.memoryLimit ?? '4GB',
        temp_directory: options.tempDirectory,
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        access_mode: options.readOnly && !attach ? 'READ_ONLY' : 'AUTOMATIC',
      });
      const connection = await instance.connect();
      if (attach) await attachEncrypted(connection, options);
      await lock(connection, options);
      return new Database(instance, connection);
    } catch (error) {
      if (attach && /crypto module/.test(String(error))) {
        throw refuse('ENCRYPTION_UNAVAILABLE', 'no crypto module is loaded in DuckDB');
      }
      throw databaseError(error, 'open the database');
    }
  }

  /** Carries out a statement; `step` names it in errors. */
  async run(statement: Sql, step = 'statement'): Promise<void> {
    await this.#attempt(step, async () => {
      const {values, types} = bind(statement.values);
      await this.#connection.run(statement.numbered, values, types);
    });
  }

  /** All rows of a small result. */
  async rows(statement: Sql, step = 'query'): Promise<Row[]> {
    return this.#attempt(step, async () => {
      const {values, types} = bind(statement.values);
      const reader = await this.#connection.runAndReadAll(statement.numbered, values, types);
      return reader
        .getRowObjects()
        .map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, cellOf(v)])));
    });
  }

  /** The one cell of a one-row result. */
  async value(statement: Sql, step = 'query'): Promise<Cell> {
    const [row] = await this.rows(statement, step);
    return row ? (Object.values(row)[0] ?? null) : null;
  }

  async count(from: Sql, step = 'count rows'): Promise<number> {
    return Number(await this.value(sql`select count(*) from ${from}`, step));
  }

  /** A large result, a few thousand rows at a time, column by column. */
  async *columns(statement: Sql, step = 'query'): AsyncGenerator<DuckDBValue[][]> {
    const {values, types} = bind(statement.values);
    const result = await this.#attempt(step, () =>
      this.#connection.stream(statement.numbered, values, types),
    );
    for (;;) {
      const chunk = await this.#attempt(step, () => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) return;
      yield chunk.getColumns();
    }
  }

  /** A large result of numbers without nulls; the arrays are valid until the next are asked for. */
  async *numbers(statement: Sql, step = 'query'): AsyncGenerator<NumberColumn[]> {
    const {values, types} = bind(statement.values);
    const result = await this.#attempt(step, () =>
      this.#connection.stream(statement.numbered, values, types),
    );
    for (;;) {
      const chunk = await this.#attempt(step, () => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) return;
      yield Array.from({length: chunk.columnCount}, (_, i) => numbersOf(chunk.getColumnVector(i)));
    }
  }

  /** Makes a temporary table of numbers, one column per array. */
  async makeNumbers(name: string, columns: Readonly<Record<string, NumberColumn>>): Promise<void> {
    const described = Object.entries(columns).map(
      ([column, values]) => sql`${ident(column)} ${TYPE_NAMES[sqlTypeOf(values)] as Sql}`,
    );
    await this.run(sql`create or replace temp table ${ident(name)} (${join(described)})`, name);
    await this.#attempt(name, () => appendNumbers(this.#connection, name, Object.values(columns)));
  }

  /** Appends columns of values to a temporary table, in chunks. */
  async append(
    table: string,
    types: readonly DuckDBType[],
    columns: readonly (readonly DuckDBValue[])[],
  ): Promise<void> {
    const rows = columns[0]?.length ?? 0;
    await this.#attempt(`append to ${table}`, async () => {
      const appender = await this.#connection.createAppender(table, 'main', 'temp');
      for (let from = 0; from < rows; from += 2048) {
        const to = Math.min(rows, from + 2048);
        const chunk = DuckDBDataChunk.create(types, to - from);
        chunk.setColumns(columns.map((values) => values.slice(from, to)));
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    });
  }

  /**
   * Makes the temporary table `name (id uuid)` with so many ids.
   * @param storedBytes their bytes as DuckDB stores them; random bytes make random ids
   */
  async makeUuids(
    name: string,
    rows: number,
    storedBytes: (length: number) => Uint8Array,
  ): Promise<void> {
    await this.run(sql`create or replace temp table ${ident(name)} (id uuid)`, name);
    await this.#attempt(name, () => fillWithUuids(this.#connection, name, rows, storedBytes));
  }

  /** Column names and DuckDB types of a table or query result. */
  async describe(query: Sql, step = 'describe'): Promise<{name: string; type: string}[]> {
    const rows = await this.rows(sql`describe ${query}`, step);
    return rows.map((row) => ({name: String(row.column_name), type: String(row.column_type)}));
  }

  async hasTable(schema: string, name: string): Promise<boolean> {
    const found = sql`duckdb_tables() where schema_name = ${schema} and table_name = ${name}`;
    return (await this.count(found)) > 0;
  }

  /** All or nothing: a failure inside leaves the database as it was. */
  async transaction<T>(act: () => Promise<T>): Promise<T> {
    await this.run(sql`begin transaction`, 'begin');
    try {
      const result = await act();
      await this.run(sql`commit`, 'commit');
      return result;
    } catch (error) {
      await this.run(sql`rollback`, 'rollback').catch(() => undefined);
      throw error;
    }
  }

  async dropTable(name: string): Promise<void> {
    await this.run(sql`drop table if exists ${ident(name)}`, `drop ${name}`);
  }

  /** Stops the statement that is running; its caller sees a Defect. */
  cancel(): void {
    this.#connection.interrupt();
  }

  /** Share of the running statement that is done, 0 to 100, or -1 when unknown. */
  progressPercent(): number {
    return this.#connection.progress.percentage;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #attempt<T>(step: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw databaseError(error, step);
    }
  }
}

async function attachEncrypted(connection: DuckDBConnection, options: DatabaseOptions) {
  const key = literal(options.encryptionKey ?? '');
  await connection.run(
    `attach ${literal(options.path ?? '')} as vault (encryption_key ${key}${options.readOnly ? ', read_only' : ''})`,
  );
  await connection.run('use vault');
}

/** Settings that SQL can never change back; paths are given by us, never by a researcher. */
async function lock(connection: DuckDBConnection, options: DatabaseOptions) {
  const list = options.directories.map(literal).join(', ');
  if (list !== '') await connection.run(`set allowed_directories = [${list}]`);
  await connection.run("set timezone = 'UTC'");
  await connection.run('set enable_external_access = false');
  await connection.run('set lock_configuration = true');
}
