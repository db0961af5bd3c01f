import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {
  DateDay,
  Dictionary,
  Int32,
  makeVector,
  Table,
  TimestampMicrosecond,
  TimestampMillisecond,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import {describe, expect, it} from 'vitest';
import {readArrowIntoTable} from '../../../src/engine/arrow-reader.ts';
import {writeArrow} from '../../../src/engine/arrow-writer.ts';
import {type Sql, sql} from '../../../src/kernel/sql.ts';
import {failureOf} from '../kernel/failure-of.ts';
import {type QuietDatabase, quietDatabase} from './quiet-database.ts';

const EVERYTHING = sql`
  select * from (values
    (1::bigint, 7::integer, 1.5::double, true, date '1999-12-31', 'Siân', 2.50::decimal(5,2),
      '00112233-4455-6677-8899-aabbccddeeff'::uuid),
    (null, null, null, null, null, null, null, null),
    (-9007199254740993::bigint, -7, -0.25, false, date '1899-02-28', '', 0, 
      'ffffffff-ffff-ffff-ffff-ffffffffffff')
  ) t(long, short, fraction, yes, day, text, money, id)`;

const written = async ({db, place}: QuietDatabase, query: Sql) => {
  const path = join(place, 'rows.arrow');
  await writeArrow(db, query, path);
  return path;
};

describe('what is written as Arrow', () => {
  it('is read by another reader with the same values, nulls and types', async () => {
    const quiet = await quietDatabase();
    const table = tableFromIPC(readFileSync(await written(quiet, EVERYTHING)));
    expect(table.schema.fields.map(({name, type}) => `${name} ${type}`)).toEqual([
      'long Int64',
      'short Int32',
      'fraction Float64',
      'yes Bool',
      'day Date32<DAY>',
      'text Utf8',
      'money Utf8',
      'id Utf8',
    ]);
    const column = (name: string) => [...(table.getChild(name) ?? [])];
    expect(column('long')).toEqual([1n, null, -9007199254740993n]);
    expect(column('short')).toEqual([7, null, -7]);
    expect(column('fraction')).toEqual([1.5, null, -0.25]);
    expect(column('yes')).toEqual([true, null, false]);
    expect(column('day').map((day) => (day === null ? null : Number(day)))).toEqual([
      Date.UTC(1999, 11, 31),
      null,
      Date.UTC(1899, 1, 28),
    ]);
    expect(column('text')).toEqual(['Siân', null, '']);
    expect(column('money')).toEqual(['2.50', null, '0.00']);
    expect(column('id')[0]).toBe('00112233-4455-6677-8899-aabbccddeeff');
  });

  it('keeps the order of the query over many batches', async () => {
    const quiet = await quietDatabase();
    const query = sql`select n, (n % 3)::varchar as t from range(10000) r(n) order by n desc`;
    const table = tableFromIPC(readFileSync(await written(quiet, query)));
    expect(table.batches.length).toBeGreaterThan(1);
    expect(table.numRows).toBe(10_000);
    expect([...(table.getChild('n') ?? [])].every((n, i) => n === BigInt(9_999 - i))).toBe(true);
  });

  it('says its columns even without a row', async () => {
    const quiet = await quietDatabase();
    const table = tableFromIPC(readFileSync(await written(quiet, sql`${EVERYTHING} limit 0`)));
    expect([table.numRows, table.numCols]).toEqual([0, 8]);
  });

  it('holds unsigned integers that a signed one of the same size could not', async () => {
    const quiet = await quietDatabase();
    const query = sql`select 4294967295::uinteger as a, 18446744073709551615::ubigint as b,
      65535::usmallint as c, 170141183460469231731687303715884105727::hugeint as d`;
    const [row] = tableFromIPC(readFileSync(await written(quiet, query)));
    expect(Object.values(row?.toJSON() ?? {}).map(String)).toEqual([
      '4294967295',
      '18446744073709551615',
      '65535',
      '170141183460469231731687303715884105727',
    ]);
  });

  it('comes back through our own reader as it was', async () => {
    const quiet = await quietDatabase();
    await readArrowIntoTable(quiet.db, await written(quiet, EVERYTHING), 'back');
    const plain = sql`select long::varchar as long, short::bigint as short, fraction, yes, day,
      text, money::varchar as money, id::varchar as id`;
    expect(await quiet.db.rows(sql`${plain} from back order by rowid`)).toEqual(
      await quiet.db.rows(sql`${plain} from (${EVERYTHING})`),
    );
  });

  it('fails as an error that can be caught when its place is not there', async () => {
    const {db, place} = await quietDatabase();
    const path = join(place, 'no-such-folder', 'rows.arrow');
    await expect(writeArrow(db, EVERYTHING, path)).rejects.toThrow();
    expect(await db.value(sql`select 1`)).toBe(1);
  });
});

describe('what is read as Arrow', () => {
  async function read(bytes: Uint8Array) {
    const quiet = await quietDatabase();
    const path = join(quiet.place, 'given.arrow');
    writeFileSync(path, bytes);
    await readArrowIntoTable(quiet.db, path, 'given');
    return quiet.db;
  }

  it('may be text in a dictionary, with nulls', async () => {
    const values = ['H33..', null, 'G573.', 'H33..', null];
    const code = vectorFromArray(values, new Dictionary(new Utf8(), new Int32()));
    for (const kind of ['stream', 'file'] as const) {
      const db = await read(tableToIPC(new Table({code}), kind));
      const rows = await db.rows(sql`select code from given order by rowid`);
      expect(rows.map((row) => row.code)).toEqual(values);
    }
  });

  it('may come in many batches, each with nulls of its own', async () => {
    const parts = [
      ['a', 'b'],
      [null, 'c'],
      ['d', null],
    ].map(
      (values, i) =>
        new Table({
          code: vectorFromArray(values, new Utf8()),
          n: vectorFromArray([i, null], new Int32()),
        }),
    );
    const [first, ...rest] = parts as [Table, ...Table[]];
    const db = await read(tableToIPC(first.concat(...rest), 'stream'));
    const rows = await db.rows(sql`select code, n from given order by rowid`);
    expect(rows.map(({code}) => code)).toEqual(['a', 'b', null, 'c', 'd', null]);
    expect(rows.map(({n}) => n)).toEqual([0, null, 1, null, 2, null]);
  });

  it('keeps every kind of number', async () => {
    const numbers = tableFromArrays({
      small: Int8Array.of(-1, 2),
      unsigned: Uint32Array.of(0, 4_294_967_295),
      long: BigInt64Array.of(-1n, 9_007_199_254_740_993n),
      fraction: Float64Array.of(0.1, -2.5),
    });
    const db = await read(tableToIPC(numbers, 'file'));
    const columns = sql`small, unsigned, long::varchar as long, fraction`;
    expect(await db.rows(sql`select ${columns} from given order by rowid`)).toEqual([
      {small: -1, unsigned: 0, long: '-1', fraction: 0.1},
      {small: 2, unsigned: 4_294_967_295, long: '9007199254740993', fraction: -2.5},
    ]);
  });

  it('keeps days and moments before 1970, to the microsecond', async () => {
    const day = vectorFromArray([new Date(Date.UTC(1899, 1, 28)), null], new DateDay());
    const millisecond = vectorFromArray([-1_500, null], new TimestampMillisecond());
    const microsecond = makeVector({
      type: new TimestampMicrosecond(),
      length: 2,
      nullCount: 0,
      data: BigInt64Array.of(-1_500_001n, 946_684_799_999_999n),
    } as never);
    const db = await read(tableToIPC(new Table({day, millisecond, microsecond}), 'stream'));
    const text = sql`select day::varchar as day, millisecond::varchar as millisecond,
      microsecond::varchar as microsecond from given order by rowid`;
    expect(await db.rows(text)).toEqual([
      {
        day: '1899-02-28',
        millisecond: '1969-12-31 23:59:58.5',
        microsecond: '1969-12-31 23:59:58.499999',
      },
      {day: null, millisecond: null, microsecond: '1999-12-31 23:59:59.999999'},
    ]);
  });

  it('says which column has a type that it cannot read', async () => {
    const nested = vectorFromArray([[1, 2], [3]]);
    const failure = await failureOf(() => read(tableToIPC(new Table({visits: nested}), 'stream')));
    expect(failure.code).toBe('FILE_UNREADABLE');
    expect(failure.faults).toEqual([
      {where: 'visits', what: 'an Arrow type that is not supported'},
    ]);
  });
});
