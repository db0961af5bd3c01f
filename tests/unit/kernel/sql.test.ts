import {describe, expect, it} from 'vitest';
import {allOf, ident, join, Sql, sql} from '../../../src/kernel/sql.ts';
import {quietDatabase} from '../engine/quiet-database.ts';

describe('the SQL tag', () => {
  it('binds what is interpolated, in order, and never writes it into the text', () => {
    const hostile = "x'; drop table person; --";
    const query = sql`select * from t where a = ${hostile} and b = ${2} and c = ${null}`;
    expect(query.text).toBe('select * from t where a = ? and b = ? and c = ?');
    expect(query.numbered).toBe('select * from t where a = $1 and b = $2 and c = $3');
    expect(query.values).toEqual([hostile, 2, null]);
  });

  it('splices an Sql, however deep, and keeps the values in the order of the text', () => {
    const inner = sql`b = ${'inner'}`;
    const middle = sql`(${inner} or c = ${'middle'})`;
    const query = sql`a = ${'first'} and ${middle} and ${inner} and d = ${'last'}`;
    expect(query.text).toBe('a = ? and (b = ? or c = ?) and b = ? and d = ?');
    expect(query.numbered).toBe('a = $1 and (b = $2 or c = $3) and b = $4 and d = $5');
    expect(query.values).toEqual(['first', 'inner', 'middle', 'inner', 'last']);
  });

  it('counts more than nine values, and copes with values at both ends and side by side', () => {
    const query = sql`${1}${2}${join(
      Array.from({length: 9}, (_, i) => sql`${i}`),
      sql`,`,
    )}${3}`;
    expect(query.numbered).toBe('$1$2$3,$4,$5,$6,$7,$8,$9,$10,$11$12');
    expect(query.values).toHaveLength(12);
  });

  it('leaves a fragment as it was when it is spliced twice', () => {
    const part = sql`x = ${1}`;
    void sql`${part} and ${part}`;
    expect([part.text, part.values]).toEqual(['x = ?', [1]]);
  });

  it('passes backslashes on as they are written', () => {
    expect(sql`regexp_replace(a, '\s+', '\1')`.text).toBe(
      String.raw`regexp_replace(a, '\s+', '\1')`,
    );
  });

  it('cannot be given a string, or an object that looks like a statement, where it wants Sql', () => {
    // @ts-expect-error a string is not a statement
    expect(() => join(['select 1'])).not.toThrow(TypeError);
    // @ts-expect-error an object of the same shape is not a statement either
    const forged: Sql = {text: 'drop table person', numbered: 'drop table person', values: []};
    expect(forged).not.toBeInstanceOf(Sql);
    // Even past the compiler, what is not an Sql is bound: its text reaches the database as a value.
    expect(sql`select ${forged as never}`.text).toBe('select ?');
    expect(join(['drop table person' as never]).text).toBe('?');
  });

  it('gives the database a hostile value as a value', async () => {
    const {db} = await quietDatabase();
    const hostile = "'; drop table person; --";
    expect(await db.value(sql`select ${hostile}`)).toBe(hostile);
  });
});

describe('a quoted name', () => {
  it.each([
    [['person'], '"person"'],
    [['v1', 'person'], '"v1"."person"'],
    [['x"; drop table person; --'], '"x""; drop table person; --"'],
    [['"'], '""""'],
    [['a.b'], '"a.b"'],
  ])('of %j is %s', (path, quoted) => {
    expect(ident(...path).text).toBe(quoted);
    expect(ident(...path).values).toEqual([]);
  });

  it.each([[[]], [['']], [['a', '']], [['a\0b']]])('is refused for %j', (path) => {
    expect(() => ident(...path)).toThrow(TypeError);
  });

  it('names a column and does nothing else, whatever it says', async () => {
    const {db} = await quietDatabase();
    await db.run(sql`create table person (a integer)`);
    const name = 'x"; drop table person; --';
    expect(await db.rows(sql`select 1 as ${ident(name)}`)).toEqual([{[name]: 1}]);
    expect(await db.count(sql`person`)).toBe(0);
  });
});

describe('lists of fragments', () => {
  it('put the separator between, never around', () => {
    expect(join([]).text).toBe('');
    expect(join([sql`a`]).text).toBe('a');
    expect(join([sql`a`, sql`${1}`, sql`c`]).text).toBe('a, ?, c');
    expect(join([sql`a`, sql`b`], sql` union `).text).toBe('a union b');
  });

  it('bind the values of a separator as often as it stands', () => {
    const list = join([sql`a`, sql`b`, sql`c`], sql` < ${5} and `);
    expect([list.text, list.values]).toEqual(['a < ? and b < ? and c', [5, 5]]);
  });

  it('of conditions keep each in its brackets; no condition is true', () => {
    expect(allOf([]).text).toBe('true');
    expect(allOf([sql`a or b`, sql`c = ${1}`]).text).toBe('(a or b) and (c = ?)');
  });
});
