/** A CSV as a person exports it travels from provider to store with every row, accent and line break it had. */

import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DateDay, Table, tableToIPC, Utf8, vectorFromArray} from 'apache-arrow';
import {beforeAll, describe, expect, it} from 'vitest';
import {Database} from '../../src/engine/database.ts';
import {writeParquet} from '../../src/engine/parquet.ts';
import {join as joinSql, type Sql, sql} from '../../src/kernel/sql.ts';
import {dolenJson} from '../support/dolen.ts';
import {sharedScratch} from './support/homes.ts';

const COLUMNS = [
  'NHS_Number',
  'Forename',
  'Surname',
  'DOB',
  'Sex',
  'Postcode',
  'Visit_Date',
  'Reason',
  'Note',
] as const;
type Column = (typeof COLUMNS)[number];
const DATES: readonly Column[] = ['DOB', 'Visit_Date'];

/** A number that passes its check digit, from the range that the NHS keeps for tests. */
function testNumber(start: number): string {
  for (let n = start; ; n++) {
    const nine = `9990${String(n).padStart(5, '0')}`;
    const sum = [...nine].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${nine}${check}`;
  }
}

const person = (n: number, forename: string, surname: string, dob: string, sex: string) =>
  [testNumber(n * 100), forename, surname, dob, sex, `CF1${n} 1AA`] as const;

/** All made up; the last one is in no register. */
const SIAN = person(1, 'Siân', 'Prys', '31/12/1979', '2');
const ZOE = person(2, 'Zoë', 'Brontë', '01/02/1955', '2');
const RHYS = person(3, 'Rhys', 'O’Connor', '29/02/1948', '1');
const MAIR = person(4, 'Mair', 'Gwên', '15/08/2001', '2');
const REGISTER = [SIAN, ZOE, RHYS, MAIR];
const STRANGER = person(5, 'René', 'Unlisted', '03/04/1966', '1');

/** The content, in all the ways that people type: signs of Windows-1252, quotes, breaks, semicolons. */
const VISITS: readonly (readonly string[])[] = [
  [...SIAN, '31/12/1999', 'café', 'paid £5 – the patient’s choice'],
  [...SIAN, '01/01/2000', 'café', 'first line\r\nsecond line\r\n\r\nlast line after an empty one'],
  [...ZOE, '29/02/2000', 'naïve', 'said "no"; came back'],
  [...ZOE, '30/06/2001', '', 'un œuf, 20 €'],
  [...RHYS, '12/11/2003', '007', ''],
  [...MAIR, '11/12/2003', '1e5', 'ends with a break\r\n'.trim()],
  [...STRANGER, '05/05/2005', 'seen', 'plain'],
];

/** What the store must hold: dates as days, blanks as nothing, text as it was. */
const STORED = VISITS.map((cells) => {
  const [day, month, year] = (cells[6] ?? '').split('/');
  const blankToNull = (text = '') => (text === '' ? null : text);
  return [`${year}-${month}-${day}`, blankToNull(cells[7]), blankToNull(cells[8])];
}).sort();

const WINDOWS_1252: Readonly<Record<string, number>> = {'€': 0x80, '’': 0x92, '–': 0x96, œ: 0x9c};

const windows1252 = (text: string): Buffer =>
  Buffer.from([...text].map((sign) => WINDOWS_1252[sign] ?? sign.charCodeAt(0)));

const cell = (text: string): string =>
  /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Header, rows, then what a spreadsheet leaves behind: empty lines and a line of separators. */
const exported = (rows: readonly (readonly string[])[]): Buffer =>
  windows1252(
    [COLUMNS, ...rows].map((cells) => `${cells.map(cell).join(';')}\r\n`).join('') +
      `\r\n\r\n${';'.repeat(COLUMNS.length - 1)}\r\n\r\n`,
  );

function contract(name: string, dialect: boolean): string {
  return `name: ${name}
title: Visits as a clinic exported them
${dialect ? "dialect: {delimiter: ';'}" : ''}
dolen: {provider: clinic, people: made-up, asAt: 2006-01-01}
fields:
${identifierFields}
  - {name: Visit_Date, type: date, format: '%d/%m/%Y', dolen: {role: 'date:event'}}
  - {name: Reason, type: string, dolen: {role: content, codeSystem: local}}
  - {name: Note, type: string, dolen: {role: content, codeSystem: local}}
`;
}

const identifierFields = `  - {name: NHS_Number, type: string, dolen: {role: 'identifier:nhs-number'}}
  - {name: Forename, type: string, dolen: {role: 'identifier:forename'}}
  - {name: Surname, type: string, dolen: {role: 'identifier:surname'}}
  - {name: DOB, type: date, format: '%d/%m/%Y', dolen: {role: 'identifier:date-of-birth'}}
  - {name: Sex, type: string, dolen: {role: 'identifier:sex'}}
  - {name: Postcode, type: string, dolen: {role: 'identifier:postcode'}}`;

const REGISTER_CONTRACT = `name: register
title: A register as a person exported it
dialect: {delimiter: ';'}
dolen: {provider: registry, people: made-up, kind: register}
fields:
${identifierFields}
  - {name: Visit_Date, type: string, dolen: {role: withheld}}
  - {name: Reason, type: string, dolen: {role: withheld}}
  - {name: Note, type: string, dolen: {role: withheld}}
`;

interface Split {
  readonly rows: number;
  readonly blankRows: number;
}

describe('a dataset that a person exported', async () => {
  const scratch = await sharedScratch();
  const home = join(scratch, 'home');
  const file = (name: string) => join(scratch, name);

  beforeAll(async () => {
    await writeFile(file('register.yaml'), REGISTER_CONTRACT);
    await writeFile(file('register.csv'), exported(REGISTER.map((one) => [...one, '', '', ''])));
    await writeFile(file('model.yaml'), MODEL);
    for (const zone of ['third-party', 'store']) await dolenJson([zone, 'keys', '--home', home]);
    const split = await splitOf('register', 'register.csv');
    expect(split).toMatchObject({rows: REGISTER.length, blankRows: 1});
    const spine = ['third-party', 'spine', 'build', '--file1', file('register/file1')];
    const built = await dolenJson<{people: number}>([...spine, '--home', home]);
    expect(built.people).toBe(REGISTER.length);
  }, 600_000);

  const splitOf = (name: string, data: string): Promise<Split> =>
    dolenJson<Split>([
      ...['provider', 'split', '--contract', file(`${name}.yaml`), '--data', file(data)],
      ...['--out', file(name), '--home', home],
    ]);

  /** Split, linked and loaded; then what the store and its catalogue hold. */
  async function travel(name: string, data: string, hasDialect: boolean) {
    await writeFile(file(`${name}.yaml`), contract(name, hasDialect));
    const split = await splitOf(name, data);
    await dolenJson([
      ...['third-party', 'link', '--file1', file(`${name}/file1`), '--out', file(`${name}/file3`)],
      ...['--model', file('model.yaml'), '--opt-outs', 'none', '--home', home],
    ]);
    await dolenJson([
      ...['store', 'load', '--file2', file(`${name}/file2`), '--file3', file(`${name}/file3`)],
      ...['--home', home],
    ]);
    const {datasets} = await dolenJson<{datasets: Listed[]}>([
      'store',
      'catalogue',
      '--home',
      home,
    ]);
    const listed = datasets.find(({dataset}) => dataset === name);
    return {split, listed, ...(await stored(name, listed?.schema ?? ''))};
  }

  interface Listed {
    readonly dataset: string;
    readonly schema: string;
    readonly rows: number;
  }

  async function stored(name: string, schema: string) {
    const db = await Database.open({
      path: join(home, 'store', 'store.duckdb'),
      directories: [],
      tempDirectory: file('spill'),
      readOnly: true,
    });
    try {
      const table = sql`query_table(${`${schema}.${name}`})`;
      const rows = await db.rows(sql`select Visit_Date, Reason, Note from ${table}`);
      const linked = sql`${table} where alf_e is not null and match_status = 1`;
      return {
        content: rows.map((row) => [row.Visit_Date, row.Reason, row.Note]).sort(),
        linkedRows: await db.count(linked),
        people: await db.count(sql`(select distinct alf_e from ${linked})`),
        births: (await db.rows(sql`select distinct week_of_birth as monday from ${linked}`))
          .map(({monday}) => monday)
          .sort(),
      };
    } finally {
      db.close();
    }
  }

  const EXPECTED = {
    listed: {rows: VISITS.length},
    content: STORED,
    linkedRows: VISITS.length - 1,
    people: REGISTER.length,
    births: ['1948-02-23', '1955-01-31', '1979-12-31', '2001-08-13'],
  };

  it('arrives whole from Windows-1252 with semicolons, line breaks in quotes and lines of nothing', async () => {
    await writeFile(file('visits.csv'), exported(VISITS));
    const arrived = await travel('visit_csv', 'visits.csv', true);
    expect(arrived).toMatchObject(EXPECTED);
    expect(arrived.split).toMatchObject({rows: VISITS.length, blankRows: 1});
  });

  it('arrives whole when nobody said what separates the columns', async () => {
    const arrived = await travel('visit_sniffed', 'visits.csv', false);
    expect(arrived).toMatchObject(EXPECTED);
    expect(arrived.split).toMatchObject({rows: VISITS.length, blankRows: 1});
  });

  it('arrives whole as NDJSON', async () => {
    const lines = [...VISITS, COLUMNS.map(() => '')].map((cells) =>
      JSON.stringify(Object.fromEntries(COLUMNS.map((name, i) => [name, cells[i]]))),
    );
    await writeFile(file('visits.ndjson'), `${lines.join('\n')}\n`);
    const arrived = await travel('visit_ndjson', 'visits.ndjson', true);
    expect(arrived).toMatchObject(EXPECTED);
    expect(arrived.split).toMatchObject({rows: VISITS.length, blankRows: 1});
  });

  it('arrives whole as Arrow, with days as days', async () => {
    const vectors = COLUMNS.map((name, i) => {
      const texts = VISITS.map((cells) => cells[i] ?? '');
      const vector = DATES.includes(name)
        ? vectorFromArray(texts.map(dayOf), new DateDay())
        : vectorFromArray(texts, new Utf8());
      return [name, vector] as const;
    });
    await writeFile(
      file('visits.arrow'),
      tableToIPC(new Table(Object.fromEntries(vectors)), 'file'),
    );
    const arrived = await travel('visit_arrow', 'visits.arrow', true);
    expect(arrived).toMatchObject(EXPECTED);
    expect(arrived.split).toMatchObject({rows: VISITS.length, blankRows: 0});
  });

  it('arrives whole as Parquet, with days as days', async () => {
    const db = await Database.open({directories: [scratch], tempDirectory: file('spill')});
    try {
      const selects = VISITS.map((cells) => sql`select ${joinSql(cells.map(parquetCell))}`);
      const all = joinSql(selects, sql` union all `);
      const rows = sql`select c1 as "NHS_Number", c2 as "Forename", c3 as "Surname", c4 as "DOB",
        c5 as "Sex", c6 as "Postcode", c7 as "Visit_Date", c8 as "Reason", c9 as "Note"
        from (${all}) t(c1, c2, c3, c4, c5, c6, c7, c8, c9)`;
      await writeParquet(db, rows, file('visits.parquet'));
    } finally {
      db.close();
    }
    const arrived = await travel('visit_parquet', 'visits.parquet', true);
    expect(arrived).toMatchObject(EXPECTED);
    expect(arrived.split).toMatchObject({rows: VISITS.length, blankRows: 0});
  });
});

/** A day as Arrow wants it. */
function dayOf(text: string): Date {
  const [day, month, year] = text.split('/').map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, day));
}

function parquetCell(text: string, i: number): Sql {
  const isDate = DATES.includes(COLUMNS[i] as Column);
  return isDate ? sql`strptime(${text}, '%d/%m/%Y')::date` : sql`${text}`;
}

const MODEL = `version: 2
name: person
kind: spine
fields:
  - {name: surname, clean: asIs}
  - {name: forename, clean: asIs}
  - {name: date_of_birth, clean: asIs}
blocking: {predict: [[date_of_birth]]}
comparisons:
  - name: surname
    levels:
      - {when: {is: "null", on: surname}, missing: true}
      - {when: {is: exact, on: surname}, m: 0.9, u: 0.01}
      - {when: {is: else}, m: 0.1, u: 0.99}
  - name: forename
    levels:
      - {when: {is: "null", on: forename}, missing: true}
      - {when: {is: exact, on: forename}, m: 0.9, u: 0.01}
      - {when: {is: else}, m: 0.1, u: 0.99}
prior: {expectedLinks: rows}
resolve: {method: margin, theta: 5, delta: 5}
`;
