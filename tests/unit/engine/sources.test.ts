import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {writeArrow} from '../../../src/engine/arrow-writer.ts';
import {parquetRows, writeParquet} from '../../../src/engine/parquet.ts';
import {openSource, type Source, type SourceOptions} from '../../../src/engine/sources.ts';
import {sql} from '../../../src/kernel/sql.ts';
import {everythingOf, failureOf} from '../kernel/failure-of.ts';
import {type QuietDatabase, quietDatabase} from './quiet-database.ts';

/** 17 digits: as a number it would end in …890 or …892. */
const LONG_CODE = '12345678901234891';
const CANARY = 'Canary-Barcud-9021';

type Content = string | Uint8Array;
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

async function open(name: string, content: Content, options: SourceOptions = {}) {
  const quiet = await quietDatabase();
  const path = join(quiet.place, name);
  writeFileSync(path, content);
  const source = await openSource(quiet.db, path, options, quiet.workspace);
  return {...quiet, source, rows: await rowsOf(quiet, source)};
}

const rowsOf = ({db}: QuietDatabase, source: Source) =>
  db.rows(sql`select * exclude (file_row_number) from ${source.rows} order by file_row_number`);

const faultOf = async (name: string, content: Content, options: SourceOptions = {}) => {
  const quiet = await quietDatabase();
  const path = join(quiet.place, name);
  writeFileSync(path, content);
  return failureOf(() => openSource(quiet.db, path, options, quiet.workspace));
};

describe('a CSV file as people export it', () => {
  it('in Windows-1252 with semicolons and without a mark keeps its accents and signs', async () => {
    const {rows, source} = await open(
      'visits.csv',
      latin1('id;name;cost;note\r\n1;Andr\xe9;\xa312;\x80 and \x92\r\n2;Si\xf4n;\xa30;\xa0\r\n'),
    );
    expect(source.columns.map(({name}) => name)).toEqual(['id', 'name', 'cost', 'note']);
    expect(rows).toEqual([
      {id: '1', name: 'André', cost: '£12', note: '€ and ’'},
      {id: '2', name: 'Siôn', cost: '£0', note: '\u00a0'},
    ]);
  });

  it('in UTF-8 with a mark loses the mark and nothing else', async () => {
    const {rows, source} = await open('visits.csv', '\ufeffid,name\n1,Gwenllïan ŵ ŷ\n2,Siân\n');
    expect(source.columns[0]?.name).toBe('id');
    expect(rows).toEqual([
      {id: '1', name: 'Gwenllïan ŵ ŷ'},
      {id: '2', name: 'Siân'},
    ]);
  });

  it('with tabs, by its name or by what it holds', async () => {
    for (const name of ['visits.tsv', 'visits.txt', 'visits.csv']) {
      const {rows} = await open(name, 'id\tname\n1\tCari, Anne\n2\tDai\n');
      expect(rows).toEqual([
        {id: '1', name: 'Cari, Anne'},
        {id: '2', name: 'Dai'},
      ]);
    }
  });

  it('with quoted line breaks, quotes and separators has as many rows as records', async () => {
    const {rows, source} = await open(
      'visits.csv',
      'id,note\n1,"first line\nsecond, line"\n2,"she said ""na"""\n3,""\n',
    );
    expect(source.count).toBe(3);
    expect(rows).toEqual([
      {id: '1', note: 'first line\nsecond, line'},
      {id: '2', note: 'she said "na"'},
      {id: '3', note: expect.toBeOneOf(['', null])},
    ]);
  });

  it('is text throughout: dates, codes and leading zeros stay as they were written', async () => {
    const {rows, source} = await open(
      'visits.csv',
      `day;code;number;yes\n31/12/1999;${LONG_CODE};0042;true\n01/02/2000;1e5;1.50;false\n`,
    );
    expect(source.columns.every(({type}) => type === 'VARCHAR')).toBe(true);
    expect(rows).toEqual([
      {day: '31/12/1999', code: LONG_CODE, number: '0042', yes: 'true'},
      {day: '01/02/2000', code: '1e5', number: '1.50', yes: 'false'},
    ]);
  });

  it('leaves out the blank lines at its end, and counts those that have separators', async () => {
    const {rows, source} = await open('visits.csv', 'a;b;c;d\n1;2;3;4\n5;;;\n;;;\n; ;;\n\n\n');
    expect(rows.map(({a}) => a)).toEqual(['1', '5']);
    expect([source.count, source.blankRows]).toEqual([2, 2]);
  });

  it('counts a blank line of one column as blank too', async () => {
    const {source} = await open('codes.csv', 'code\nH33..\nG573.\n""\n');
    expect([source.count, source.blankRows]).toEqual([2, 1]);
  });

  it('numbers its rows from 0 in the order of the file', async () => {
    const lines = Array.from({length: 5_000}, (_, i) => `${i},${i % 7}`);
    const {db, source} = await open('visits.csv', `n,m\n${lines.join('\n')}\n`);
    expect(source.count).toBe(5_000);
    const wrong = sql`${source.rows} where n::bigint <> file_row_number`;
    expect(await db.count(wrong)).toBe(0);
  });

  it('is read as it was declared, whatever a guess would say', async () => {
    const {rows} = await open('visits.csv', "a|b\n'x|y'|2\n", {delimiter: '|', quoteChar: "'"});
    expect(rows).toEqual([{a: 'x|y', b: '2'}]);
    const read = await open('names.csv', Buffer.from('a,b\nŵ,2\n'), {encoding: 'windows-1252'});
    expect(read.rows).toEqual([{a: 'Åµ', b: '2'}]);
  });

  it('that does not keep its number of columns is unreadable, and its message says no value', async () => {
    for (const rows of [
      `1,2\n3,4,${CANARY},5\n`,
      `1,2\n${CANARY},4,5,6\n7,8,9,10\n11,12,13,14\n`,
      `1,2\n${CANARY}\n`,
    ]) {
      const failure = await faultOf('visits.csv', `a,b\n${rows}`, {delimiter: ','});
      expect(failure.code).toBe('FILE_UNREADABLE');
      expect(everythingOf(failure)).not.toContain(CANARY);
    }
  });

  it('loses no row that begins with a sign that others take for a comment', async () => {
    for (const sign of ['#', '//', '--', ';', '%', '!']) {
      const {rows} = await open('visits.csv', `ward,n\n${sign}1,2\n${sign}3,4\nB,6\n`);
      expect(rows.map(({ward}) => ward)).toEqual([`${sign}1`, `${sign}3`, 'B']);
    }
  });

  it('may begin with empty lines, after a mark or not', async () => {
    for (const start of ['\n', '\r\n\r\n', '\ufeff\n']) {
      const newLine = start.includes('\r') ? '\r\n' : '\n';
      const {rows} = await open('visits.csv', `${start}a,b${newLine}1,2${newLine}`);
      expect(rows).toEqual([{a: '1', b: '2'}]);
    }
  });

  it('whose last quote is never closed is unreadable', async () => {
    expect((await faultOf('visits.csv', 'a,b\n1,2\n3,"4\n', {delimiter: ','})).code).toBe(
      'FILE_UNREADABLE',
    );
  });

  it('has no rows when it is empty, has a header only, or blank lines only', async () => {
    for (const content of ['', 'a;b;c\n', 'a;b;c', 'a;b;c\n;;\n;;\n']) {
      const failure = await faultOf('visits.csv', content);
      expect([failure.code, failure.exitStatus]).toEqual(['DATASET_EMPTY', 4]);
    }
  });
});

describe('a code of 17 digits', () => {
  it('is the same text from CSV and NDJSON, quoted or not', async () => {
    const contents = [
      ['codes.csv', `code,n\n${LONG_CODE},1\n`],
      ['codes.csv', `code,n\n"${LONG_CODE}",1\n`],
      ['codes.ndjson', `{"code": "${LONG_CODE}", "n": 1}\n`],
      ['codes.jsonl', `{"code": ${LONG_CODE}, "n": 1}\n`],
    ] as const;
    for (const [name, content] of contents) {
      const {rows} = await open(name, content);
      expect(rows).toEqual([{code: LONG_CODE, n: '1'}]);
    }
  });

  it('is the same text from Arrow and Parquet', async () => {
    const quiet = await quietDatabase();
    const query = sql`select ${LONG_CODE} as code, ${LONG_CODE}::bigint as long`;
    const [arrow, parquet] = [join(quiet.place, 'c.arrow'), join(quiet.place, 'c.parquet')];
    await writeArrow(quiet.db, query, arrow);
    await writeParquet(quiet.db, query, parquet);
    for (const path of [arrow, parquet]) {
      const source = await openSource(quiet.db, path, {}, quiet.workspace);
      const read = sql`select code, long::varchar as long from ${source.rows}`;
      expect(await quiet.db.rows(read)).toEqual([{code: LONG_CODE, long: LONG_CODE}]);
    }
  });
});

describe('NDJSON', () => {
  it('has the columns of all of its objects, and nulls where one has none', async () => {
    const {rows} = await open(
      'visits.ndjson',
      '{"id": 1, "name": "Siân"}\n{"day": "1999-12-31", "id": 2, "name": null}\n{"id": 3, "ok": true}\n',
    );
    expect(rows).toEqual([
      {day: null, id: '1', name: 'Siân', ok: null},
      {day: '1999-12-31', id: '2', name: null, ok: null},
      {day: null, id: '3', name: null, ok: 'true'},
    ]);
  });

  it('may have a name with a dot, a blank or a dollar in it', async () => {
    const {rows} = await open('visits.ndjson', '{"a.b": "1", "c d": "2", "$e": "3"}\n');
    expect(rows).toEqual([{$e: '3', 'a.b': '1', 'c d': '2'}]);
  });

  it('that is broken is unreadable, and its message says no value', async () => {
    const failure = await faultOf('visits.ndjson', `{"id": 1}\n{"id": "${CANARY}\n`);
    expect(failure.code).toBe('FILE_UNREADABLE');
    expect(everythingOf(failure)).not.toContain(CANARY);
  });

  it('without any object has no rows', async () => {
    expect((await faultOf('visits.ndjson', '\n\n')).code).toBe('DATASET_EMPTY');
    expect((await faultOf('visits.ndjson', '{}\n')).code).toBe('DATASET_EMPTY');
  });
});

describe('Parquet', () => {
  async function parquet(): Promise<Buffer> {
    const {db, place} = await quietDatabase();
    const path = join(place, 'made.parquet');
    await writeParquet(db, sql`select n, 'text' || n as t from range(5000) r(n)`, path);
    return readFileSync(path);
  }

  it('is read where it lies, with its types', async () => {
    const {source, db} = await open('visits.parquet', await parquet());
    expect(source.columns).toEqual([
      {name: 'n', type: 'BIGINT'},
      {name: 't', type: 'VARCHAR'},
    ]);
    expect(source.count).toBe(5_000);
    expect(await db.count(sql`${source.rows} where n <> file_row_number`)).toBe(0);
  });

  it('that was cut is unreadable, wherever it was cut', async () => {
    const whole = await parquet();
    for (const length of [3, 4, 11, 200, whole.length >> 1, whole.length - 4, whole.length - 1]) {
      expect((await faultOf('visits.parquet', whole.subarray(0, length))).code).toBe(
        'FILE_UNREADABLE',
      );
    }
  });

  it('with a broken middle between two good ends is unreadable', async () => {
    const whole = Buffer.from(await parquet());
    whole.fill(0xaa, whole.length - 60, whole.length - 8);
    expect((await faultOf('visits.parquet', whole)).code).toBe('FILE_UNREADABLE');
  });

  it('that is text under another name is unreadable, and so is the reverse', async () => {
    const asParquet = await faultOf('visits.parquet', `id,name\n1,${CANARY}\n`);
    expect(asParquet.code).toBe('FILE_UNREADABLE');
    expect(everythingOf(asParquet)).not.toContain(CANARY);
    const asArrow = await faultOf('visits.arrow', await parquet());
    expect(asArrow.code).toBe('FILE_UNREADABLE');
  });

  it('without rows is empty', async () => {
    const {db, place, workspace} = await quietDatabase();
    const path = join(place, 'none.parquet');
    await writeParquet(db, sql`select 1 as a where false`, path);
    expect((await failureOf(() => openSource(db, path, {}, workspace))).code).toBe('DATASET_EMPTY');
    expect(await db.count(parquetRows(path))).toBe(0);
  });
});

describe('a source', () => {
  it('of an unknown kind asks for its format, and is read when it is given', async () => {
    const failure = await faultOf('visits.dat', 'a,b\n1,2\n');
    expect([failure.code, failure.exitStatus]).toEqual(['USAGE', 2]);
    expect(failure.message).toContain('give --format');
    const {rows} = await open('visits.dat', 'a,b\n1,2\n', {format: 'csv'});
    expect(rows).toEqual([{a: '1', b: '2'}]);
  });

  it('is known by its extension in capitals too', async () => {
    expect((await open('VISITS.CSV', 'a,b\n1,2\n')).rows).toEqual([{a: '1', b: '2'}]);
  });

  it('that is not there, or is a folder, is an input that was not found', async () => {
    const {db, place, workspace} = await quietDatabase();
    for (const path of [join(place, 'none.csv'), place]) {
      const failure = await failureOf(() => openSource(db, path, {}, workspace));
      expect([failure.code, failure.exitStatus]).toEqual(['INPUT_NOT_FOUND', 2]);
    }
  });
});
