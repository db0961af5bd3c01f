import {mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {Database} from '../../../src/engine/database.ts';
import {VARCHAR_COLUMN} from '../../../src/engine/values.ts';
import {Defect, type DolenError} from '../../../src/kernel/errors.ts';
import {ident, type Sql, sql} from '../../../src/kernel/sql.ts';
import {scratch} from '../../support/dolen.ts';
import {everythingOf, failureOf} from '../kernel/failure-of.ts';
import {quietDatabase} from './quiet-database.ts';

const CANARY = 'Canary-Pioden-4826';

describe('a database reaches', () => {
  /** Two directories side by side; the name of the one outside begins like the one inside. */
  async function insideAndOutside() {
    const root = await scratch();
    const [inside, outside] = [join(root, 'zone'), join(root, 'zone-other')];
    for (const place of [inside, outside]) {
      mkdirSync(place);
      writeFileSync(join(place, 'rows.csv'), 'a,b\n1,2\n');
      writeFileSync(join(place, 'rows.ndjson'), '{"a": 1}\n');
    }
    symlinkSync(join(outside, 'rows.csv'), join(inside, 'link.csv'));
    const {db} = await quietDatabase({directories: [inside], tempDirectory: join(inside, 'spill')});
    return {db, inside, outside};
  }

  it('files of its directories', async () => {
    const {db, inside} = await insideAndOutside();
    expect(await db.count(sql`read_csv(${join(inside, 'rows.csv')})`)).toBe(1);
    await db.run(sql`copy (select 1 as a) to ${join(inside, 'out.parquet')} (format parquet)`);
    expect(await db.count(sql`read_parquet(${join(inside, 'out.parquet')})`)).toBe(1);
  });

  it('no file outside, by whatever statement and whatever path', async () => {
    const {db, inside, outside} = await insideAndOutside();
    const rows = join(outside, 'rows.csv');
    const statements: Sql[] = [
      sql`select * from read_csv(${rows})`,
      sql`select * from read_csv(${`${inside}/../zone-other/rows.csv`})`,
      sql`select * from read_csv(${join(inside, 'link.csv')})`,
      sql`select * from read_csv('/etc/passwd')`,
      sql`select * from read_text(${rows})`,
      sql`select * from read_blob(${rows})`,
      sql`select * from read_ndjson_objects(${join(outside, 'rows.ndjson')})`,
      sql`select * from read_parquet(${join(outside, '*.parquet')})`,
      sql`select * from glob(${join(outside, '*')})`,
      sql`select * from sniff_csv(${rows})`,
      sql`copy (select 1) to ${join(outside, 'stolen.csv')}`,
      sql`copy (select 1) to ${`${inside}/../zone-other/stolen.csv`}`,
      sql`attach '/tmp/dolen-never-there.duckdb' as other`,
      sql`install httpfs`,
      sql`load httpfs`,
      sql`load '/tmp/dolen-never-there.duckdb_extension'`,
      sql`select * from read_csv('https://example.invalid/rows.csv')`,
    ];
    for (const statement of statements) {
      const failure = await failureOf(() => db.rows(statement));
      expect(failure.code).toBe('DATABASE_FAILED');
      // Not a file that happens to be missing: the door itself is shut.
      expect(failure.faults[0]?.what).toMatch(/^(Permission|Binder|Parser|Catalog) Error$/);
    }
    expect(readdirSync(outside).sort()).toEqual(['rows.csv', 'rows.ndjson']);
  });

  it('nothing at all when it is given no directory', async () => {
    const {db, place} = await quietDatabase({directories: []});
    writeFileSync(join(place, 'rows.csv'), 'a\n1\n');
    const failure = await failureOf(() => db.rows(sql`from read_csv(${join(place, 'rows.csv')})`));
    expect(failure.faults[0]?.what).toBe('Permission Error');
  });

  it('no setting: the configuration is locked', async () => {
    const {db} = await quietDatabase();
    const attempts: Sql[] = [
      sql`set enable_external_access = true`,
      sql`set allowed_directories = ['/']`,
      sql`set lock_configuration = false`,
      sql`reset lock_configuration`,
      sql`set timezone = 'Asia/Tokyo'`,
      sql`set memory_limit = '1TB'`,
      sql`set autoinstall_known_extensions = true`,
      sql`set profiling_output = '/tmp/dolen-never-there.json'`,
    ];
    for (const attempt of attempts) {
      expect((await failureOf(() => db.run(attempt))).code).toBe('DATABASE_FAILED');
    }
    expect(await db.value(sql`select current_setting('enable_external_access')`)).toBe(false);
    expect(await db.value(sql`select current_setting('timezone')`)).toBe('UTC');
  });
});

describe('an error of the database', () => {
  const failing: [string, Sql][] = [
    ['a cast', sql`select ${CANARY}::integer`],
    ['a date', sql`select strptime(${CANARY}, '%d/%m/%Y')`],
    ['a cast of a column', sql`select name::date from person`],
    ['a unique value that is repeated', sql`insert into person values (${CANARY}, 1)`],
    ['a check', sql`insert into person values ('other', -1)`],
    ['an enum', sql`select ${CANARY}::enum('a', 'b')`],
    ['a name that is no column', sql`select ${ident(CANARY)} from person`],
    ['a table that is not there', sql`select * from ${ident(CANARY)}`],
    ['a file that is not there', sql`select * from read_csv(${CANARY})`],
    ['words that are no SQL', sql`selekt 'Canary-Pioden-4826'`],
    ['JSON that is broken', sql`select json_extract(${`{${CANARY}`}, '$.a')`],
    ['a pattern that is broken', sql`select regexp_matches('a', ${`(${CANARY}`})`],
    ['an error of its own making', sql`select error(${CANARY})`],
  ];

  async function personWithCanary() {
    const {db} = await quietDatabase();
    await db.run(sql`create table person (name varchar unique, age integer check (age >= 0))`);
    await db.run(sql`insert into person values (${CANARY}, 40)`);
    return db;
  }

  it.each(failing)('carries no value in its message, stack or fields: %s', async (_, statement) => {
    const db = await personWithCanary();
    const failure = await failureOf(() => db.rows(statement, 'a step'));
    expect(failure).toBeInstanceOf(Defect);
    expect(everythingOf(failure)).not.toContain(CANARY);
    expect(failure.faults).toHaveLength(1);
    expect(failure.faults[0]?.where).toBe('a step');
    expect(failure.faults[0]?.what).toMatch(/^[A-Za-z ]+ Error$/);
  });

  it('ends in the engine whichever way the statement is sent', async () => {
    const db = await personWithCanary();
    const statement = sql`select error(${CANARY})`;
    const streamed = async () => {
      for await (const _ of db.columns(statement)) void _;
    };
    const appended = async () => {
      await db.run(sql`create temp table held (name varchar unique)`);
      await db.append('held', [VARCHAR_COLUMN], [[CANARY, CANARY]]);
    };
    const ways: (() => Promise<unknown>)[] = [
      () => db.run(statement),
      () => db.value(statement),
      () => db.count(sql`person where ${CANARY}::integer = age`),
      () => db.describe(sql`select * from ${ident(CANARY)}`),
      () => db.transaction(() => db.run(statement)),
      streamed,
      appended,
    ];
    for (const way of ways) {
      const failure = await failureOf(way);
      expect(failure.code).toBe('DATABASE_FAILED');
      expect(everythingOf(failure)).not.toContain(CANARY);
    }
  });

  it('is replaced also when the database cannot be opened', async () => {
    const place = await scratch();
    writeFileSync(join(place, `${CANARY}.duckdb`), 'not a database');
    const failure = await failureOf(() =>
      Database.open({
        path: join(place, `${CANARY}.duckdb`),
        directories: [place],
        tempDirectory: join(place, 'spill'),
      }),
    );
    expect(everythingOf(failure)).not.toContain(CANARY);
  });

  it('says that memory was short in a code of its own', async () => {
    const {db} = await quietDatabase({memoryLimit: '50MB', threads: 1});
    const failure = await failureOf(() =>
      db.rows(sql`select list(n::varchar || ${CANARY}) from range(20000000) t(n)`),
    );
    expect(failure.code).toBe('OUT_OF_SPACE');
  });
});

describe('a transaction', () => {
  it('keeps everything when it ends well, and gives back what it was asked for', async () => {
    const {db} = await quietDatabase();
    await db.run(sql`create table t (a integer)`);
    const given = await db.transaction(async () => {
      await db.run(sql`insert into t values (1)`);
      await db.run(sql`create table u as select 1 as b`);
      return 'done';
    });
    expect(given).toBe('done');
    expect(await db.count(sql`t`)).toBe(1);
    expect(await db.hasTable('main', 'u')).toBe(true);
  });

  it('keeps nothing when it fails, whoever fails, and the next one works', async () => {
    const {db} = await quietDatabase();
    await db.run(sql`create table t (a integer primary key)`);
    const byDatabase = db.transaction(async () => {
      await db.run(sql`insert into t values (1)`);
      await db.run(sql`create table u as select 1 as b`);
      await db.run(sql`insert into t values (1)`);
    });
    expect((await failureOf(() => byDatabase)).faults[0]?.what).toBe('Constraint Error');
    const ours = new Error('ours');
    await expect(
      db.transaction(async () => {
        await db.run(sql`insert into t values (2)`);
        throw ours;
      }),
    ).rejects.toBe(ours);
    expect(await db.count(sql`t`)).toBe(0);
    expect(await db.hasTable('main', 'u')).toBe(false);
    await db.transaction(() => db.run(sql`insert into t values (3)`));
    expect(await db.count(sql`t`)).toBe(1);
  });
});

describe('a long statement', () => {
  it('is stopped by cancel, its caller sees a Defect, and the database goes on', async () => {
    const {db} = await quietDatabase();
    const long = db
      .value(sql`select count(*) from range(1000000000000) t(n) where hash(n) % 7 = 3`, 'long')
      .then(
        () => null,
        (error: DolenError) => error,
      );
    const watched = setInterval(() => expect(typeof db.progressPercent()).toBe('number'), 20);
    setTimeout(() => db.cancel(), 200);
    const failure = await long;
    clearInterval(watched);
    expect(failure).toBeInstanceOf(Defect);
    expect(failure?.faults).toEqual([{where: 'long', what: 'INTERRUPT Error'}]);
    expect(await db.value(sql`select 42`)).toBe(42);
  });

  it('says how far it is: a number from 0 to 100, or -1 when that is not known', async () => {
    const {db} = await quietDatabase();
    const percent = db.progressPercent();
    expect(percent === -1 || (percent >= 0 && percent <= 100)).toBe(true);
  });
});

describe('a large result', () => {
  it('comes in parts that together are all of it, in order', async () => {
    const {db} = await quietDatabase();
    const parts: number[] = [];
    let next = 0n;
    for await (const [n = []] of db.columns(sql`select n from range(${10_000}) t(n) order by n`)) {
      parts.push(n.length);
      for (const value of n) expect(value).toBe(next++);
    }
    expect(next).toBe(10_000n);
    expect(parts.length).toBeGreaterThan(1);
  });

  it('may be left before its end', async () => {
    const {db} = await quietDatabase();
    for await (const _ of db.columns(sql`select n from range(1000000) t(n)`)) break;
    expect(await db.value(sql`select 1`)).toBe(1);
  });
});

describe('a file', () => {
  it('opened for reading cannot be written', async () => {
    const place = await scratch();
    const options = {
      path: join(place, 'held.duckdb'),
      directories: [],
      tempDirectory: join(place, 'spill'),
    };
    const writer = await Database.open(options);
    await writer.run(sql`create table t as select 1 as a`);
    writer.close();
    const reader = await Database.open({...options, readOnly: true});
    expect(await reader.count(sql`t`)).toBe(1);
    expect((await failureOf(() => reader.run(sql`insert into t values (2)`))).code).toBe(
      'DATABASE_FAILED',
    );
    reader.close();
  });
});
