/** `dolen link` as an analyst uses it: train, run, evaluate; killed and run again; and given bad files. */

import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {dolen, ROOT, scratch} from '../support/dolen.ts';

const FORENAMES = ['Mair', 'Owen', 'Siân', 'Rhys', 'Gwen', 'Dafydd', 'Carys', 'Huw', 'Nia', 'Ifan'];
const SURNAMES = [
  'Jones',
  'Davies',
  'Prys',
  'Llwyd',
  'ap Gwilym',
  'Evans',
  'Tudur',
  'Morgan',
  'Rees',
];

/** A row of a made-up person: everything follows from the number. */
function person(n: number, slip: boolean): string[] {
  const forename = `${FORENAMES[n % 10]}${n % 7 === 0 ? '' : FORENAMES[(n >> 3) % 10]?.slice(0, 3)}`;
  const surname = `${SURNAMES[(n * 7) % 9]}${['', 'son', 'wen', 'ton'][(n >> 2) % 4]}`;
  const year = 1930 + ((n * 37) % 80);
  const month = String(1 + ((n * 11) % 12)).padStart(2, '0');
  const day = String(1 + ((n * 17) % 28)).padStart(2, '0');
  const postcode = `CF${10 + ((n * 13) % 80)} ${n % 9}${'ABDEFGH'[n % 7]}${'JLNPQRS'[(n >> 1) % 7]}`;
  return [
    slip ? `${forename}e` : forename,
    surname,
    slip && n % 5 === 0 ? '' : `${year}-${month}-${day}`,
    postcode,
    String(1 + ((n * 19) % 150)),
    String(n),
  ];
}

const HEADER = 'id,forename,surname,dob,postcode,house,person';
const file = (rows: readonly (readonly string[])[], prefix: string): string =>
  `${[HEADER, ...rows.map((row, i) => [`${prefix}${i}`, ...row].join(','))].join('\n')}\n`;

const ROLES = [
  'forename=forename',
  'surname=surname',
  'birth-date=dob',
  'postcode=postcode',
  'house-number=house',
].flatMap((role) => ['--role', role]);

async function twoFiles(people: number) {
  const folder = await scratch();
  const [left, right] = [join(folder, 'left.csv'), join(folder, 'right.csv')];
  const rows = (slip: (n: number) => boolean) =>
    Array.from({length: people}, (_, n) => person(n, slip(n)));
  await writeFile(
    left,
    file(
      rows(() => false),
      'a',
    ),
  );
  await writeFile(right, file(rows((n) => n % 3 === 0).reverse(), 'b'));
  return {folder, left, right, model: join(folder, 'model.json')};
}

const parsed = (stdout: string) => JSON.parse(stdout);

describe('two files of the same people', () => {
  it('are linked by a model made from roles alone, and every record is in one state', async () => {
    const {folder, left, right, model} = await twoFiles(1500);
    const trained = await dolen([
      'link',
      'train',
      left,
      right,
      '--auto',
      ...ROLES,
      '--id',
      'id',
      '--out',
      model,
      '--json',
    ]);
    expect(trained.status).toBe(0);
    const out = join(folder, 'links');
    const run = await dolen([
      'link',
      'run',
      model,
      left,
      right,
      '--out',
      out,
      '--truth',
      'person',
      '--json',
    ]);
    expect(run.status).toBe(0);
    const summary = parsed(run.stdout);
    expect(summary.f1).toBeGreaterThan(0.99);
    const states: number[] = Object.values(summary.states);
    expect(states.reduce((sum, count) => sum + count, 0)).toBe(3000);
    expect(Object.keys(summary)).toEqual(
      expect.arrayContaining(['pairs_compared', 'links', 'precision', 'recall', 'f1', 'seconds']),
    );
    expect((await readdir(out)).sort()).toEqual(['links.parquet', 'records.parquet', 'run.json']);
    const evaluated = await dolen([
      'link',
      'evaluate',
      model,
      left,
      right,
      '--truth',
      'person',
      '--json',
    ]);
    expect(parsed(evaluated.stdout).f1).toBe(summary.f1);
  });

  it('give the same bytes with one thread and two, and whatever the order of rows', async () => {
    const {folder, left, right, model} = await twoFiles(1500);
    await dolen(['link', 'train', left, right, ...ROLES, '--id', 'id', '--out', model]);
    const shuffled = join(folder, 'shuffled.csv');
    const [header = '', ...rows] = (await readFile(left, 'utf8')).trim().split('\n');
    await writeFile(shuffled, `${[header, ...rows.reverse()].join('\n')}\n`);
    const bytes: Buffer[] = [];
    for (const [i, [one, threads]] of [
      [left, '1'],
      [left, '2'],
      [shuffled, '2'],
    ].entries()) {
      const out = join(folder, `links-${i}.parquet`);
      const run = await dolen([
        'link',
        'run',
        model,
        one as string,
        right,
        '--out',
        out,
        '--threads',
        threads as string,
      ]);
      expect(run.status).toBe(0);
      bytes.push(await readFile(out));
    }
    expect(bytes[1]?.equals(bytes[0] as Buffer)).toBe(true);
    expect(bytes[2]?.equals(bytes[0] as Buffer)).toBe(true);
  });
});

describe('the file of links', () => {
  it('is what its name says, and a threshold below zero is a threshold', async () => {
    const {folder, left, model} = await twoFiles(200);
    await writeFile(model, JSON.stringify(handMade([['surname']])));
    const starts: string[] = [];
    for (const kind of ['arrow', 'feather', 'parquet', 'csv']) {
      const out = join(folder, `links.${kind}`);
      const run = await dolen(['link', 'run', model, left, '--out', out, '--theta', '-5']);
      expect(run.status, run.stderr).toBe(0);
      starts.push((await readFile(out)).subarray(0, 4).toString('latin1'));
    }
    expect(starts).toEqual(['ARRO', 'ARRO', 'PAR1', 'left']);
  });
});

describe('a run that was killed', () => {
  it('goes on where it stopped, and ends with the same bytes', async () => {
    const {folder, left, model} = await twoFiles(24_000);
    await writeFile(model, JSON.stringify(handMade([['surname'], ['dob']])));
    const whole = join(folder, 'whole.parquet');
    expect((await dolen(['link', 'run', model, left, '--out', whole])).status).toBe(0);
    const out = join(folder, 'killed.parquet');
    const chunks = join(`${out}.partial`, 'chunks');
    const child = spawn(
      process.execPath,
      [join(ROOT, 'bin', 'dolen.js'), 'link', 'run', model, left, '--out', out],
      {stdio: 'ignore', detached: true},
    );
    await new Promise<void>((resolve) => {
      const timer = setInterval(async () => {
        const done = existsSync(chunks)
          ? (await readdir(chunks)).filter((name) => /chunk-\d+$/.test(name)).length
          : 0;
        if (done < 5 && child.exitCode === null) return;
        clearInterval(timer);
        if (child.exitCode === null) process.kill(-(child.pid as number), 'SIGKILL');
        resolve();
      }, 5);
    });
    await new Promise((done) => setTimeout(done, 100));
    expect(existsSync(out)).toBe(false);
    const again = await dolen(['link', 'run', model, left, '--out', out, '--json']);
    expect(again.status).toBe(0);
    expect(parsed(again.stdout).resumed_chunks).toBeGreaterThanOrEqual(5);
    expect((await readFile(out)).equals(await readFile(whole))).toBe(true);
    expect(existsSync(`${out}.partial`)).toBe(false);
  });
});

/** A model with given m and u, which needs no training. */
const handMade = (predict: readonly (readonly string[])[], more: object = {}) => ({
  version: 2,
  name: 'by hand',
  kind: 'dedupe',
  id: 'id',
  fields: ['forename', 'surname', 'dob', 'postcode'].map((name) => ({name, clean: 'trimmed'})),
  blocking: {predict, oversized: 0, ...more},
  comparisons: ['forename', 'surname', 'dob', 'postcode'].map((on) => ({
    name: on,
    levels: [
      {when: {is: 'null', on}, missing: true},
      {when: {is: 'exact', on}, m: 0.9, u: 0.01},
      {when: {is: 'jaroWinkler', on, atLeast: 0.9}, m: 0.05, u: 0.02},
      {when: {is: 'else'}, m: 0.05, u: 0.97},
    ],
  })),
  prior: {probability: 0.0001},
  resolve: {method: 'cluster', theta: 0},
});

describe('bad input', () => {
  async function refused(
    rows: readonly string[],
    args: (data: string, model: string) => string[],
    model: object = handMade([['surname']]),
  ) {
    const folder = await scratch();
    const data = join(folder, 'data.csv');
    const modelFile = join(folder, 'model.json');
    await writeFile(data, `${[HEADER, ...rows].join('\n')}\n`);
    await writeFile(modelFile, JSON.stringify(model));
    const run = await dolen([...args(data, modelFile), '--json']);
    return {...run, error: parsed(run.stdout).error, folder};
  }
  const run = (data: string, model: string) => [
    'link',
    'run',
    model,
    data,
    '--out',
    `${data}.links.csv`,
  ];
  const rows = Array.from({length: 40}, (_, n) => [`r${n}`, ...person(n % 20, n > 19)].join(','));

  it('names a comparison whose column is missing', async () => {
    const model = handMade([['surname']]);
    const {error} = await refused(rows, run, {
      ...model,
      fields: model.fields.map((field) =>
        field.name === 'dob' ? {...field, from: 'born'} : field,
      ),
    });
    expect(error.code).toBe('COLUMN_MISSING');
    expect(error.faults[0].what).toBe('no column born for the field dob');
  });

  it('refuses rules that make more pairs than the budget, with the number and sizes of blocks', async () => {
    const {error} = await refused(rows, run, handMade([['surname']], {budget: 10}));
    expect(error.code).toBe('PAIR_BUDGET_EXCEEDED');
    expect(error.faults[0].what).toMatch(/^\d+ pairs, budget 10$/);
    expect(error.faults[1].what).toMatch(/largest blocks \d+/);
  });

  it('refuses a column without any value, and to learn from one with a single value', async () => {
    const emptied = rows.map((row) =>
      row
        .split(',')
        .map((cell, i) => (i === 4 ? '' : cell))
        .join(','),
    );
    const {error} = await refused(emptied, run);
    expect(error).toMatchObject({
      code: 'COLUMN_UNUSABLE',
      faults: [{where: 'postcode', what: 'no usable value'}],
    });
    const same = rows.map((row) =>
      row
        .split(',')
        .map((cell, i) => (i === 4 ? 'CF10 1AA' : cell))
        .join(','),
    );
    const train = await refused(same, (data) => [
      'link',
      'train',
      data,
      ...ROLES,
      '--out',
      `${data}.json`,
    ]);
    expect(train.error).toMatchObject({
      code: 'COLUMN_UNUSABLE',
      faults: [{where: 'postcode', what: 'one value throughout, as postcode'}],
    });
  });

  it('refuses ids that stand twice', async () => {
    const {error} = await refused([...rows, rows[0] as string], run);
    expect(error).toMatchObject({
      code: 'IDS_REPEATED',
      faults: [{where: 'left file', what: '1 records repeat an id'}],
    });
  });

  it('refuses a truth with gaps', async () => {
    const gap = rows.map((row, i) => (i === 3 ? row.replace(/[^,]*$/, '') : row));
    const {error} = await refused(gap, (data, model) => [
      'link',
      'evaluate',
      model,
      data,
      '--truth',
      'person',
    ]);
    expect(error).toMatchObject({
      code: 'TRUTH_INVALID',
      faults: [{what: '1 records without truth'}],
    });
  });

  it('refuses a model that is not trained, and says which comparisons', async () => {
    const model = handMade([['surname']]);
    const levels = model.comparisons[0]?.levels.map(({m: _, u: __, ...level}) => level);
    const comparisons = [{name: 'forename', levels}, ...model.comparisons.slice(1)];
    const {error} = await refused(rows, run, {...model, comparisons});
    expect(error).toMatchObject({
      code: 'MODEL_UNTRAINED',
      faults: [{where: 'forename', what: '3 levels without m and u'}],
    });
  });

  it('says that training collapsed, writes no model, and writes it when told to', async () => {
    const two = Array.from({length: 400}, (_, n) => [`r${n}`, ...person(n, false)].join(','));
    const args = (data: string, model: string) => [
      'link',
      'train',
      data,
      '--model',
      model,
      '--block',
      'surname',
      '--out',
      `${data}.trained.json`,
    ];
    const {error, folder} = await refused(two, args);
    expect(error.code).toBe('TRAINING_COLLAPSED');
    const files = await readdir(folder);
    expect(files.filter((name) => name.includes('trained'))).toEqual([]);
    const data = join(folder, 'data.csv');
    const told = await dolen([...args(data, join(folder, 'model.json')), '--accept-unsound']);
    expect(told.status).toBe(0);
  });

  it('takes names of ten thousand characters, and text in Latin-1 as in UTF-8', async () => {
    const folder = await scratch();
    const long = 'Llanfair'.repeat(1250);
    const lines = [
      HEADER,
      `1,Siân,${long},1980-01-01,CF10 1AA,1,1`,
      `2,Siân,${long}x,1980-01-01,CF10 1AA,1,1`,
      '3,Huw,Rees,1950-05-05,CF11 2BB,2,2',
      '',
    ].join('\n');
    const model = join(folder, 'model.json');
    await writeFile(model, JSON.stringify(handMade([['dob']])));
    for (const encoding of ['utf8', 'latin1'] as const) {
      const data = join(folder, `${encoding}.csv`);
      await writeFile(data, Buffer.from(lines, encoding));
      const out = join(folder, `${encoding}-links.csv`);
      const done = await dolen(['link', 'run', model, data, '--out', out, '--json']);
      expect(parsed(done.stdout).links).toBe(1);
    }
    const [one, other] = await Promise.all(
      ['utf8', 'latin1'].map((name) => readFile(join(folder, `${name}-links.csv`), 'utf8')),
    );
    expect(one).toBe(other);
  });

  it('splits a block that is too large, and says so', async () => {
    const many = Array.from({length: 900}, (_, n) => `m${n},${person(n, false).join(',')}`).map(
      (row) => row.replace(/,\d{4}-\d\d-\d\d,/, ',1900-01-01,'),
    );
    const {stdout} = await refused(many, run, handMade([['dob']], {oversized: 100}));
    const [rule] = parsed(stdout).rules;
    expect(rule.split_blocks).toBe(1);
    expect(rule.largest_before).toBe(900);
    expect(rule.largest_after).toBeLessThanOrEqual(100);
  });
});
