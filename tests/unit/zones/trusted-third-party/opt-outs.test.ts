/** Opt-outs from the list to the project: applied twice, never too old, and never a column. */

import {readFileSync} from 'node:fs';
import {readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {Database} from '../../../../src/engine/database.ts';
import {DolenError} from '../../../../src/kernel/errors.ts';
import {ident, sql} from '../../../../src/kernel/sql.ts';
import {loadOptOuts} from '../../../../src/zones/trusted-third-party/opt-outs.ts';
import {scratch} from '../../../support/dolen.ts';
import {entriesOf} from '../../assurance/support/logs.ts';
import {CLEANED, exchange, HOUR, LIST, type MadeUp, NUMBERS, optOutHome} from './opt-out-home.ts';

const people = (count: number): MadeUp[] =>
  NUMBERS.slice(0, count).map((number, i) => ({
    number,
    born: 1950 + (i % 30),
    sex: i % 2 === 0 ? '1' : '2',
    area: i % 3 === 0 ? 'CF' : 'SA',
  }));

async function codesOf(act: Promise<unknown>): Promise<string[]> {
  const error = await act.then(
    () => null,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(DolenError);
  const {code, faults} = error as DolenError;
  return [code, ...faults.map(({what}) => what)];
}

/** Every value of every table of a database of the home, as text, and every column's name. */
async function contents(root: string, ...path: string[]) {
  const db = await Database.open({
    path: join(root, 'home', ...path),
    directories: [root],
    tempDirectory: join(root, 'spill'),
    readOnly: true,
  });
  try {
    const tables = await db.rows(
      sql`select table_schema, table_name, column_name from information_schema.columns`,
    );
    const values = new Set<string>();
    for (const {table_schema, table_name, column_name} of tables) {
      for (const row of await db.rows(
        sql`select distinct ${ident(String(column_name))}::varchar as v
          from ${ident(String(table_schema), String(table_name))}`,
      )) {
        values.add(String(row.v));
      }
    }
    return {columns: tables.map(({column_name}) => String(column_name)), values: [...values]};
  } finally {
    db.close();
  }
}

/** Every entry of the home's log, which is closed and published. */
const entries = (root: string) => {
  const audit = join(root, 'home', 'audit');
  const size = Number(readFileSync(join(audit, 'checkpoint'), 'utf8').split('\n')[1]);
  return entriesOf(audit, size);
};

const findings = (values: readonly string[]) => values.filter((v) => /^f\d+$/.test(v)).sort();

describe('a list that is received', () => {
  it('is kept sealed, one at a time, after the log has it', async () => {
    const root = await scratch();
    const home = await optOutHome(root);
    await home.receive(LIST, exchange(NUMBERS.slice(0, 3)));
    const second = await home.receive(LIST, exchange(NUMBERS.slice(0, 4)));
    expect(second.numbers).toBe(4);
    const kept = await readdir(join(root, 'home/third-party/opt-outs/type1'));
    expect(kept).toHaveLength(1);
    const files = await readdir(join(root, 'home/third-party/opt-outs/type1', String(kept[0])));
    expect(files.sort()).toEqual(['list.dat.age', 'received.json']);
    const received = entries(root).filter(({action}) => action === 'OPT_OUT_LIST_RECEIVED');
    expect(received.map(({inputHashes}) => inputHashes[0])).toContain(second.digest);
  });

  it('is taken when it is much shorter than the last one, and that is said', async () => {
    const home = await optOutHome(await scratch());
    const said = async (count: number) => {
      const received = await home.receive(LIST, exchange(NUMBERS.slice(0, count)));
      return [received.numbers, received.was, received.isMuchShorter];
    };
    expect(await said(10)).toEqual([10, null, false]);
    expect(await said(5)).toEqual([5, 10, false]);
    expect(await said(2)).toEqual([2, 5, true]);
    expect(await said(0)).toEqual([0, 2, true]);
    expect(await said(0)).toEqual([0, 0, false]);
  });

  it.each([
    ['a wrong check digit', '9000000000,\n9000000001,\n'],
    ['no comma', `${NUMBERS[0]}\n`],
    ['CRLF', `${NUMBERS[0]},\r\n`],
    ['a last line that was cut off', `${NUMBERS[0]},\n${NUMBERS[1]?.slice(0, 6)}`],
    ['blanks in a number', '900 000 0009,\n'],
  ])('is refused with a count for %s', async (_, text) => {
    const home = await optOutHome(await scratch());
    const [code, what, ...rest] = await codesOf(home.receive(LIST, text));
    expect(code).toBe('OPT_OUTS_INVALID');
    expect(what).toMatch(/^\d lines$/);
    expect(rest).toEqual([]);
  });
});

describe('linkage', () => {
  it('refuses without its lists, with every one that is missing or too old', async () => {
    const home = await optOutHome(await scratch());
    await home.people(people(4));
    expect(await codesOf(home.link([LIST, CLEANED]))).toEqual([
      'OPT_OUTS_MISSING',
      'type1 has not been received; ask practice systems; ' +
        'ndoo has not been received; ask practice systems',
    ]);
    await home.receive(LIST, exchange([]));
    await home.receive(CLEANED, exchange(NUMBERS.slice(0, 4)));
    home.effects.time += 25 * HOUR;
    expect(await codesOf(home.link([LIST, CLEANED]))).toHaveLength(3);
    expect((await codesOf(home.link([LIST, CLEANED])))[0]).toBe('OPT_OUTS_STALE');
  });

  it('takes no list given by hand for real people: nobody could say how old it is', async () => {
    const root = await scratch();
    const home = await optOutHome(root);
    const list = join(root, 'by-hand.dat');
    await writeFile(list, exchange(NUMBERS.slice(0, 3)));
    const db = await Database.open({
      path: ':memory:',
      directories: [root],
      tempDirectory: join(root, 'spill'),
    });
    onTestFinished(() => db.close());
    const load = (optOuts: string, who: 'real' | 'made-up') =>
      home.act('third-party', 'third-party link', (job) =>
        loadOptOuts(db, {optOuts}, {dataset: 'visit', people: who}, job),
      );
    expect(await codesOf(load(list, 'real'))).toEqual([
      'OPT_OUTS_MISSING',
      expect.stringContaining('the received lists are used'),
    ]);
    expect(await codesOf(load('none', 'real'))).toHaveLength(2);
    expect((await load(list, 'made-up')).lists).toMatchObject([
      {list: 'one-off', maxAgeHours: null},
    ]);
    expect((await load('none', 'made-up')).lists).toEqual([]);
  });

  it('goes on until the last moment of a list', async () => {
    const home = await optOutHome(await scratch());
    await home.people(people(4));
    await home.receive(LIST, exchange([]));
    home.effects.time += 24 * HOUR - 1000;
    expect((await home.link([LIST])).rows).toBe(4);
    expect((await codesOf(home.link([LIST], 'late')))[0]).toBe('OPT_OUTS_STALE');
  });

  it('leaves out a row by its own number, whether the spine knows its person or not', async () => {
    const home = await optOutHome(await scratch());
    await home.people(people(4), undefined, 1);
    await home.receive(LIST, exchange([0, 3].map((i) => String(NUMBERS[i]))));
    await home.link([LIST]);
    await home.load();
    const {values} = await contents(home.place(), 'store', 'store.duckdb');
    expect(findings(values)).toEqual(['f1', 'f2']);
  });

  it('takes a list of those who may be used as that: who is not on it is out', async () => {
    const home = await optOutHome(await scratch());
    // The fourth and fifth visit have no number: one is found to be on the list, one is not.
    await home.people(people(6), (i) => i === 3 || i === 4);
    await home.receive(CLEANED, exchange([0, 1, 3].map((i) => String(NUMBERS[i]))));
    const linked = await home.link([CLEANED]);
    await home.load();
    expect(linked.rows).toBe(3);
    const {values} = await contents(home.place(), 'store', 'store.duckdb');
    expect(findings(values)).toEqual(['f0', 'f1', 'f3']);
  });

  it('needs everybody to be on each list of those who may be used', async () => {
    const home = await optOutHome(await scratch());
    await home.people(people(4));
    await home.receive(CLEANED, exchange(NUMBERS.slice(0, 3)));
    const other = {...CLEANED, list: 'other'};
    await home.receive(other, exchange(NUMBERS.slice(1, 4)));
    expect((await home.link([CLEANED, other])).rows).toBe(2);
  });
});

describe('somebody who opts out late', () => {
  it('is in no version, extract or project after the next refresh, and the log says when', async () => {
    const root = await scratch();
    const home = await optOutHome(root);
    await home.people(people(12), (i) => i === 5);
    await home.receive(LIST, exchange([String(NUMBERS[0])]));
    expect((await home.link([LIST])).rows).toBe(11);
    await home.load();
    await home.extract('extract-1');
    await home.provision('extract-1');
    const before = await contents(root, 'projects/PRJ-TEST/project.duckdb');
    expect(findings(before.values)).toContain('f5');

    // The sixth has no number in the visit: they are found by linkage.
    await home.receive(LIST, exchange([0, 5].map((i) => String(NUMBERS[i]))));
    const refreshed = await home.refresh([LIST], 'file3-2');
    expect(refreshed.changes).toMatchObject({removed: 1, kept: 10});
    expect((await home.load('file3-2')).version).toBe(2);
    await home.extract('extract-2');
    await home.provision('extract-2');

    for (const path of ['store/store.duckdb', 'projects/PRJ-TEST/project.duckdb']) {
      const {columns, values} = await contents(root, path);
      expect(findings(values)).toHaveLength(10);
      expect(findings(values)).not.toContain('f5');
      expect(
        values.filter((value) =>
          /dissent|opted|^f0$|(?<![0-9a-f-])9\d{9}(?![0-9a-f-])/.test(value),
        ),
      ).toEqual([]);
      // What was applied to a version is said of the version, and of no row.
      const named = columns.filter((name) => /opt|dissent|objection|consent|nhs/i.test(name));
      expect(named).toEqual(path.startsWith('store') ? ['opt_outs'] : []);
    }
    expect(await codesOf(home.load('file3'))).toEqual([
      'OPT_OUTS_SUPERSEDED',
      expect.stringContaining('opt-outs of visit were applied at'),
    ]);
    const applied = entries(root)
      .filter(({action}) => action === 'OPT_OUTS_APPLIED')
      .map(({zone}) => zone);
    expect(applied).toEqual(['third-party', 'store', 'third-party', 'store']);
  });
});

describe('provisioning', () => {
  it('refuses a dataset whose lists are too old, and an extract that has lain about', async () => {
    const home = await optOutHome(await scratch());
    await home.people(people(4));
    await home.receive(LIST, exchange([String(NUMBERS[0])]));
    await home.link([LIST]);
    await home.load();
    await home.extract('extract');
    home.effects.time += 25 * HOUR;
    expect((await codesOf(home.extract('another')))[0]).toBe('OPT_OUTS_STALE');
    expect((await codesOf(home.provision('extract')))[0]).toBe('OPT_OUTS_STALE');
    await home.receive(LIST, exchange([String(NUMBERS[0])]));
    await home.refresh([LIST], 'file3-2');
    await home.load('file3-2');
    await home.extract('extract-2');
    expect((await home.provision('extract-2')).datasets).toMatchObject([{rows: 3}]);
  });
});

describe('an exemption', () => {
  it('is for the grants of one application, and for nobody else', async () => {
    const home = await optOutHome(await scratch());
    await home.people(people(4));
    await home.link([], 'file3', {application: 'APP-2', lists: ['type1']});
    await home.load();
    expect(await codesOf(home.extract('extract'))).toEqual([
      'OPT_OUTS_EXEMPTED',
      'visit was linked without type1 for APP-2 alone',
    ]);
    await home.link([], 'file3-2', {application: 'APP-1', lists: ['type1']});
    await home.load('file3-2');
    expect((await home.extract('extract')).datasets).toMatchObject([{rows: 4}]);
  });
});

describe('attrition', () => {
  it('says whom opt-outs took by reason, birth, sex and area, and withholds what is small', async () => {
    const root = await scratch();
    const home = await optOutHome(root);
    await home.people(people(90), (i) => i === 20 || i === 21);
    await home.receive(LIST, exchange(NUMBERS.slice(0, 22)));
    const {attrition, rowsRemoved} = await home.link([LIST]);
    expect(rowsRemoved).toBe(22);
    const line = (group: string, peopleIn: number | null, peopleRemoved: number | null) => ({
      group,
      peopleIn,
      peopleRemoved,
      rowsIn: peopleIn,
      rowsRemoved: peopleRemoved,
    });
    const total = line('all', 90, 22);
    expect(attrition).toEqual({
      sex: {total, groups: [line('1', 45, 11), line('2', 45, 11)]},
      // Two of the 1970s opted out; twelve together with those of the 1950s say nothing of them.
      born: {
        total,
        groups: [line('1950s', null, null), line('1960s', 30, 10), line('1970s', null, null)],
      },
      // Eight in Cardiff: with two areas, neither can be told.
      area: {total, groups: [line('CF', null, null), line('SA', null, null)]},
      reason: {
        total,
        groups: [
          line('found-opted-out', null, null),
          line('not-removed', 68, 0),
          line('opted-out', null, null),
        ],
      },
    });
    const kept = join(root, 'home/third-party/attrition/visit-1/opt-outs.json');
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({
      dataset: 'visit',
      run: 1,
      minCell: 10,
      ...attrition,
    });
  });

  it('counts who has no number to look up as out for that reason', async () => {
    const home = await optOutHome(await scratch());
    // Forty without a number, whom the spine knows under one that may not be used.
    await home.people(people(80), (i) => i >= 40);
    await home.receive(CLEANED, exchange(NUMBERS.slice(0, 30)));
    const {attrition} = await home.link([CLEANED]);
    expect(attrition?.reason.groups).toEqual([
      {group: 'no-number', peopleIn: 40, peopleRemoved: 40, rowsIn: 40, rowsRemoved: 40},
      {group: 'not-removed', peopleIn: 30, peopleRemoved: 0, rowsIn: 30, rowsRemoved: 0},
      {group: 'opted-out', peopleIn: 10, peopleRemoved: 10, rowsIn: 10, rowsRemoved: 10},
    ]);
  });
});
