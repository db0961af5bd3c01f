import {describe, expect, it} from 'vitest';
import {sql} from '../../../../src/kernel/sql.ts';
import {
  checkAggregate,
  MAX_RELEASE_ROWS,
  SUPPRESSED,
} from '../../../../src/methods/disclosure/aggregate.ts';
import {quietDatabase, tableOf} from '../../engine/quiet-database.ts';
import {madeUpNumber} from '../linkage/made-up-people.ts';

const text = sql`varchar`;

async function check(
  columns: Record<string, ReturnType<typeof sql>>,
  rows: readonly (readonly (string | number | null)[])[],
  counts = ['people'],
  groups = ['sex'],
) {
  const {db} = await quietDatabase();
  await tableOf(db, 'release', columns, rows);
  const findings = await checkAggregate(db, sql`release`, counts, groups, 10);
  return findings.map(({rule, where, what}) => `${rule} ${where}: ${what}`);
}

const BY_SEX = {sex: text, people: sql`bigint`};

describe('a table that asks to leave', () => {
  it('passes when it counts people, none of its cells small', async () => {
    expect(
      await check(BY_SEX, [
        ['1', 250],
        ['2', 10],
        ['9', 0],
      ]),
    ).toEqual([]);
  });

  it('passes with cells that say they are suppressed, or are missing', async () => {
    const rows = [
      ['1', '250'],
      ['2', SUPPRESSED],
      ['9', SUPPRESSED],
      ['x', null],
    ];
    expect(await check({sex: text, people: text}, rows)).toEqual([]);
  });

  it('passes with estimates beside its counts', async () => {
    const rows = [
      ['1', 250, 0.731, '0.71 to 0.75'],
      ['2', 260, 0.5, '0.4 to 0.6'],
    ];
    expect(await check({...BY_SEX, rate: sql`double`, interval: text}, rows)).toEqual([]);
  });

  it('is held for small cells, which are counted and never said', async () => {
    const found = await check(BY_SEX, [
      ['1', 9],
      ['2', 1],
      ['9', 10],
      ['x', 0],
    ]);
    expect(found).toEqual(['small-cell people: 2 cells are below 10']);
  });

  it('is held for small cells of any of its counts, text ones too', async () => {
    const rows = [
      ['1', '250', 7],
      ['2', '8', 70],
    ];
    const found = await check({sex: text, people: text, deaths: sql`integer`}, rows, [
      'people',
      'deaths',
    ]);
    expect(found).toEqual([
      'small-cell people: 1 cells are below 10',
      'small-cell deaths: 1 cells are below 10',
    ]);
  });

  it('is held when one count gives away a small rest of another, whichever comes first', async () => {
    const columns = {sex: text, people: sql`bigint`, deaths: sql`bigint`};
    const rows = [
      ['1', 17, 13],
      ['2', 250, 40],
    ];
    const found = ['small-difference people − deaths: 1 cells are below 10'];
    expect(await check(columns, rows, ['people', 'deaths'])).toEqual(found);
    expect(await check(columns, rows, ['deaths', 'people'])).toEqual(found);
    const safe = [
      ['1', 250, 250],
      ['2', 250, 240],
    ];
    expect(await check(columns, safe, ['people', 'deaths'])).toEqual([]);
  });

  it('is not held for counts of which neither is a part of the other', async () => {
    const columns = {age: text, men: sql`bigint`, women: sql`bigint`};
    const rows = [
      ['40-49', 105, 100],
      ['50-59', 100, 105],
    ];
    expect(await check(columns, rows, ['men', 'women'])).toEqual([]);
  });

  it('is held when it says of no column that it counts people', async () => {
    expect(await check(BY_SEX, [['1', 250]], [], ['sex', 'people'])).toEqual([
      'no-counts table: no column says how many people a cell holds',
    ]);
  });

  it.each(['many', '-12', '12.5', '9.6', '<10', '1e3', ''])(
    'is held when a count is not a whole number of people: %j',
    async (cell) => {
      const found = await check({sex: text, people: text}, [
        ['1', '250'],
        ['2', cell],
      ]);
      expect(found).toEqual(['not-a-count people: 1 cells are not whole numbers of people']);
    },
  );

  it('is held for fractions in a number column, and not for whole numbers that are written as 12.0', async () => {
    const columns = {sex: text, people: sql`double`};
    expect(
      await check(columns, [
        ['1', 250],
        ['2', 12],
      ]),
    ).toEqual([]);
    expect(
      await check(columns, [
        ['1', 250.5],
        ['2', 12],
      ]),
    ).toEqual(['not-a-count people: 1 cells are not whole numbers of people']);
    expect(
      await check({sex: text, people: sql`decimal(9,2)`}, [
        ['1', 250],
        ['2', 12],
      ]),
    ).toEqual([]);
  });

  it('is held when every cell is one person: those are rows, not counts', async () => {
    const found = await check(BY_SEX, [
      ['1', 1],
      ['2', 1],
    ]);
    expect(found).toContain('row-level people: every cell is one person');
  });

  it('is held when it holds pseudonyms, as UUIDs or as text or inside text', async () => {
    const id = '00112233-4455-6677-8899-AABBCCDDEEFF';
    for (const columns of [
      {who: sql`uuid`, people: sql`bigint`},
      {who: text, people: sql`bigint`},
    ]) {
      expect(await check(columns, [[id, 250]])).toEqual(['row-level who: holds pseudonyms']);
    }
    expect(await check({note: text, people: sql`bigint`}, [[`see ${id}.`, 250]])).toEqual([
      'row-level note: holds pseudonyms',
    ]);
  });

  it('is held when it holds identifiers', async () => {
    const found = await check({note: text, people: sql`bigint`}, [
      [`number ${madeUpNumber(1)}`, 250],
      ['lives in CF10 3AT', 250],
    ]);
    expect(found.sort()).toEqual([
      'identifier note: 1 values with postcodes',
      'identifier note: 1 values with valid NHS numbers',
    ]);
  });

  it('is held when it has more rows than a person can check', async () => {
    const rows = Array.from({length: MAX_RELEASE_ROWS + 1}, (_, i) => [`g${i}`, 250]);
    expect(await check(BY_SEX, rows)).toEqual(['too-large table: more than 5000 rows']);
    expect(await check(BY_SEX, rows.slice(1))).toEqual([]);
  });

  it('is told everything that holds it at once', async () => {
    const found = await check({note: text, people: text}, [
      ['00112233-4455-6677-8899-aabbccddeeff', '3'],
      ['nobody@example.invalid', 'few'],
    ]);
    expect(found.map((line) => line.split(' ')[0]).sort()).toEqual([
      'identifier',
      'not-a-count',
      'row-level',
      'small-cell',
    ]);
  });
});

describe('what the author of a table says of it', () => {
  it('does not hide numbers that are named neither count nor group', async () => {
    const columns = {sex: text, people: sql`bigint`, deaths: sql`bigint`};
    expect(await check(columns, [['1', 250, 3]])).toEqual([
      'not-a-count deaths: holds numbers, and is named neither count nor group',
    ]);
  });

  it('does not hide rows about people: days are no group', async () => {
    const columns = {index_date: text, people: sql`bigint`};
    const found = await check(columns, [
      ['2012-05-01', 100],
      ['2013-06-02', 100],
    ]);
    expect(found).toEqual(['row-level index_date: holds days, as rows about people do']);
  });

  it('does not matter for lists and structs, which could hold anything', async () => {
    const {db} = await quietDatabase();
    await db.run(sql`create temp table nested as select ['a', 'b'] as names, 20 as people`);
    const found = await checkAggregate(db, sql`nested`, ['people'], [], 10);
    expect(found.map(({rule, where}) => `${rule} ${where}`)).toContain('row-level names');
  });
});
