import {describe, expect, it} from 'vitest';
import {bind, cellOf} from '../../../src/engine/values.ts';
import {type Sql, sql} from '../../../src/kernel/sql.ts';
import {failureOf} from '../kernel/failure-of.ts';
import {quietDatabase} from './quiet-database.ts';

describe('values bound to a statement', () => {
  it('come back as they went in', async () => {
    const {db} = await quietDatabase();
    for (const value of ['', 'Pen-y-bont ŵ', '2024-02-29', '0123', 0, -7, 1.5, true, false, null]) {
      expect(await db.value(sql`select ${value}`)).toBe(value);
    }
  });

  it('that are lists become lists of text, the empty one too', async () => {
    const {db} = await quietDatabase();
    const codes = ['H33..', "it's", ''];
    expect(await db.value(sql`select len(${codes})`)).toBe(3);
    expect(await db.value(sql`select list_contains(${codes}, 'H33..')`)).toBe(true);
    expect(await db.value(sql`select list_contains(${[]}, 'H33..')`)).toBe(false);
  });

  it('keep their places when a list stands between them', () => {
    const {values, types} = bind(['a', ['b'], 3]);
    expect(values).toHaveLength(3);
    expect([types[0], types[2]]).toEqual([undefined, undefined]);
    expect(types[1]?.toString()).toBe('VARCHAR[]');
  });
});

describe('a cell', () => {
  const cells: [Sql, unknown][] = [
    [sql`null`, null],
    [sql`'text'`, 'text'],
    [sql`true`, true],
    [sql`7::tinyint`, 7],
    [sql`9007199254740991::bigint`, 9007199254740991],
    [sql`sum(3)`, 3],
    [sql`1.25::double`, 1.25],
    [sql`1.250::decimal(7,3)`, '1.250'],
    [sql`date '1999-12-31'`, '1999-12-31'],
    [sql`date '1905-02-28'`, '1905-02-28'],
    [sql`'00112233-4455-6677-8899-aabbccddeeff'::uuid`, '00112233-4455-6677-8899-aabbccddeeff'],
  ];

  it.each(cells)('is plain text, number, boolean or null (case %#)', async (expression, cell) => {
    const {db} = await quietDatabase();
    expect(await db.value(sql`select ${expression}`)).toBe(cell);
  });

  it('is never an integer that lost digits', async () => {
    expect(() => cellOf(2n ** 53n)).toThrow(RangeError);
    const {db} = await quietDatabase();
    const failure = await failureOf(() => db.value(sql`select 9007199254740993::bigint`));
    expect(failure.code).toBe('DATABASE_FAILED');
    expect(failure.message).not.toContain('9007199254740993');
  });
});
