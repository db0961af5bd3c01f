/** The journey of the canaries: every command that they go through, and every failure. */

import {cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {Manifest} from '../../src/engine/sealed-folder.ts';
import {newIdentity, openSealedFile} from '../../src/engine/sealing.ts';
import {sql} from '../../src/kernel/sql.ts';
import {dolen, type Run} from '../support/dolen.ts';
import {CANARIES, identifyingTexts, writeCanaries} from './canary-people.ts';
import {forge} from './forgery.ts';
import {filesUnder, found, textOf} from './leak-search.ts';

export let root: string;
export let home: string;
/** Every command that ran: its name, what it must end with, and what it printed. */
export const transcript: {name: string; code: string | null; run: Run}[] = [];

export const at = (...path: string[]): string => join(root, ...path);
const shared = () => [
  '--home',
  home,
  '--governance',
  at('governance'),
  '--actor',
  'researcher:two',
];

/** Runs a command that must end with this code, or with success when it is null. */
async function must(name: string, code: string | null, args: readonly string[]): Promise<Run> {
  const run = await dolen([...args, ...shared()]);
  transcript.push({name, code, run});
  return run;
}

const split = (contract: string, data: string, out: string) => [
  ...['provider', 'split', '--contract', at('in', `${contract}.yaml`)],
  ...['--data', at('in', data), '--out', at('transit', out)],
];
const link = (name: string, ...more: string[]) => [
  ...['third-party', 'link', '--file1', at('transit', name, 'file1')],
  ...['--out', at('transit', name, 'file3'), '--model', at('in', 'model.yaml'), ...more],
];
const optOuts = () => ['--opt-outs', at('in', 'opt_outs.dat')];
const load = (two: string, three = two) => [
  ...['store', 'load', '--file2', at('transit', two, 'file2')],
  ...['--file3', at('transit', three, 'file3')],
];

async function theJourney(): Promise<void> {
  for (const zone of ['third-party', 'store', 'output'])
    await must(`${zone} keys`, null, [zone, 'keys']);
  await must('split the register', null, split('register', 'register.csv', 'register'));
  await must('spine', null, [
    ...['third-party', 'spine', 'build', '--file1', at('transit', 'register', 'file1')],
  ]);
  await must('show the spine', null, ['third-party', 'spine', 'show']);
  for (const name of ['registration', 'visit', 'death']) {
    await must(`split ${name}`, null, split(name, `${name}.csv`, name));
    await must(`link ${name}`, null, link(name, ...optOuts()));
    await must(`load ${name}`, null, load(name));
  }
  await growingSpine();
  await must('catalogue', null, ['store', 'catalogue']);
  await must('provision', null, ['project', 'provision', 'PRJ-CANARY']);
  await must('cohort', null, [
    ...['cohort', 'build', at('in', 'study.yaml'), '--project', 'PRJ-CANARY'],
    ...['--out', at('cohort')],
  ]);
  const request = await must('request', null, [
    ...['output', 'request', '--project', 'PRJ-CANARY', '--table', at('cohort', 'counts.csv')],
    ...['--counts', 'people,deaths', '--groups', 'sex,age_band', '--title', 'canaries', '--json'],
  ]);
  const {id} = JSON.parse(request.stdout) as {id: string};
  await must('check', null, ['output', 'check', id]);
  await must(
    'review by a member',
    'OWN_REQUEST',
    [...['output', 'review', id, '--vote', 'approved', '--actor', 'researcher:one']].slice(0, 5),
  );
  await must('release unapproved', 'NOT_APPROVED', ['output', 'release', id]);
  for (const checker of ['checker:a', 'checker:b']) {
    const run = await dolen([
      ...['output', 'review', id, '--vote', 'approved'],
      ...['--home', home, '--governance', at('governance'), '--actor', checker],
    ]);
    transcript.push({name: `review by ${checker}`, code: null, run});
  }
  await must('release', null, ['output', 'release', id]);
  await must('requests', null, ['output', 'show']);
  await must('revoke', null, ['output', 'revoke', id]);
  await must('doctor', null, ['doctor']);
  await must('verify', null, ['audit', 'verify']);
  await must('export', null, ['audit', 'export']);
}

/** What the spine learns, what it asks people, and a File 3 that is written anew. */
async function growingSpine(): Promise<void> {
  const incoming = (name: string) => [
    ...['--file1', at('transit', name, 'file1'), '--model', at('in', 'model.yaml'), ...optOuts()],
  ];
  await must('update the spine', null, [
    ...['third-party', 'spine', 'update', ...incoming('visit')],
  ]);
  await must('proposals', null, ['third-party', 'spine', 'proposals']);
  await must('decide what was not proposed', 'PROPOSAL_NOT_OPEN', [
    ...['third-party', 'spine', 'decide', '999', '--outcome', 'refused'],
    ...['--because', String(CANARIES[1]?.surname)],
  ]);
  await must('refresh', null, [
    ...['third-party', 'refresh', ...incoming('visit'), '--out', at('transit', 'visit', 'file3-2')],
  ]);
  await must('review without a terminal', 'USAGE', ['third-party', 'review']);
  await must('what the review says', null, ['third-party', 'review', '--report']);
  await writeFile(at('in', 'decisions.csv'), 'pair,decision\n1,m\n2,n\n');
  await must('review of what was not sampled', 'PAIR_UNKNOWN', [
    ...['third-party', 'review', '--decisions', at('in', 'decisions.csv')],
  ]);
  await writeFile(at('in', 'names.csv'), `pair,decision\n${CANARIES[3]?.surname},m\n`);
  await must('decisions on names', 'REVIEW_INVALID', [
    ...['third-party', 'review', '--decisions', at('in', 'names.csv')],
  ]);
}

const manifestOf = async (name: string, file: string): Promise<Manifest> =>
  JSON.parse(await readFile(at('transit', name, file, 'manifest.json'), 'utf8')) as Manifest;

async function faultyContracts(): Promise<void> {
  await must(
    'a contract names a missing column',
    'COLUMN_MISSING',
    split('visit-missing', 'visit.csv', 'x1'),
  );
  await must(
    'a code has a number type',
    'CODE_AS_NUMBER',
    split('visit-number', 'visit.csv', 'x2'),
  );
  await must(
    'a surname is declared as content',
    'IDENTIFIER_AS_CONTENT',
    split('visit-named', 'visit.csv', 'x3'),
  );
  const visit = await readFile(at('in', 'visit.csv'), 'utf8');
  const withNames = visit.split('\n').map((line) => {
    const cells = line.split(',');
    return cells.length > 8 && cells[0] !== 'nhs_number'
      ? [...cells.slice(0, 8), cells[1]].join(',')
      : line;
  });
  await writeFile(at('in', 'visit-names.csv'), withNames.join('\n'));
  await must(
    'content repeats surnames',
    'IDENTIFIER_AS_CONTENT',
    split('visit', 'visit-names.csv', 'x4'),
  );
  await writeFile(
    at('in', 'visit-number.csv'),
    visit.replaceAll('routine', String(CANARIES[3]?.nhsNumber)),
  );
  await must(
    'content holds NHS numbers',
    'IDENTIFIER_AS_CONTENT',
    split('visit', 'visit-number.csv', 'x5'),
  );
  await writeFile(at('in', 'visit-dates.csv'), visit.replaceAll('2014-01-07', '07/01/2014'));
  await must('dates break the contract', 'VALUES_INVALID', split('visit', 'visit-dates.csv', 'x6'));
  await writeFile(
    at('in', 'visit-more.csv'),
    visit.replaceAll('\n', ',x\n').replace('label,x', `label,${CANARIES[1]?.surname}`),
  );
  await must('a column is undeclared', 'COLUMN_UNDECLARED', split('visit', 'visit-more.csv', 'x7'));
}

async function unreadableBirthDates(): Promise<void> {
  const visit = await readFile(at('in', 'visit.csv'), 'utf8');
  await writeFile(
    at('in', 'visit-births.csv'),
    visit.replaceAll(/,(19\d\d)-(\d\d)-(\d\d),([12]),/g, ',$3/$2/$1,$4,'),
  );
  await must(
    'birth dates of another format',
    'VALUES_INVALID',
    split('visit', 'visit-births.csv', 'x8'),
  );
}

/** Real people need an encrypted spine; where DuckDB cannot write one, they are refused. */
async function realPeople(): Promise<void> {
  const apart = ['--home', at('home-real'), '--governance', at('governance')];
  const inRealHome = async (name: string, code: string | null, args: readonly string[]) =>
    transcript.push({name, code, run: await dolen([...args, ...apart])});
  await inRealHome('keys for real people', null, ['third-party', 'keys']);
  await inRealHome('keys of the store for real people', null, ['store', 'keys']);
  await inRealHome('split real people', null, split('register-real', 'register.csv', 'real'));
  const doctor = await dolen(['doctor', '--json', ...apart]);
  const {checks} = JSON.parse(doctor.stdout) as {checks: {what: string; verdict: string}[]};
  const encrypts = checks.some((c) => c.what === 'encrypted databases' && c.verdict === 'good');
  await inRealHome('a spine of real people', encrypts ? null : 'ENCRYPTION_UNAVAILABLE', [
    ...['third-party', 'spine', 'build', '--file1', at('transit', 'real', 'file1')],
  ]);
  for (const folder of ['audit', 'logs', 'store']) {
    for (const file of await filesUnder(at('home-real', folder))) {
      expect(found(await textOf(file), identifyingTexts())).toBe(0);
    }
  }
}

async function lostKeys(): Promise<void> {
  const keys = join(home, 'output', 'output.keys');
  const bytes = await readFile(keys);
  await rm(keys);
  await must('a zone whose keys are gone', 'KEYS_MISSING', [
    ...['output', 'request', '--project', 'PRJ-CANARY', '--table', at('cohort', 'counts.csv')],
    ...['--counts', 'people,deaths', '--groups', 'sex,age_band', '--title', 'again'],
  ]);
  await must('keys that were lost are not made anew', 'KEYRING_INVALID', ['output', 'keys']);
  await writeFile(keys, bytes, {mode: 0o600});
}

async function faultyFiles(): Promise<void> {
  await writeFile(at('in', 'nothing.csv'), '');
  await must('an empty file', 'DATASET_EMPTY', split('visit', 'nothing.csv', 'y1'));
  const visit = await readFile(at('in', 'visit.csv'), 'utf8');
  await writeFile(at('in', 'header.csv'), `${visit.split('\n')[0]}\n`);
  await must('a header without rows', 'DATASET_EMPTY', split('visit', 'header.csv', 'y2'));
  await cp(at('cohort', 'cohort.parquet'), at('in', 'cut.parquet'));
  await truncate(at('in', 'cut.parquet'), 700);
  await must('a truncated Parquet', 'FILE_UNREADABLE', split('visit', 'cut.parquet', 'y3'));
  await writeFile(
    at('in', 'ragged.csv'),
    visit.replace('routine', `routine,"${CANARIES[5]?.surname}`),
  );
  await must('a CSV that cannot be parsed', 'FILE_UNREADABLE', split('visit', 'ragged.csv', 'y4'));
  await must('the same output again', 'OUTPUT_EXISTS', split('visit', 'visit.csv', 'visit'));
  await must(
    'a file that is not there',
    'INPUT_NOT_FOUND',
    split('visit', `${CANARIES[2]?.surname}.csv`, 'y5'),
  );
}

async function faultyFolders(): Promise<void> {
  const copy = async (name: string) => {
    await cp(at('transit', 'visit'), at('transit', name), {recursive: true});
    await rm(at('transit', name, 'file3'), {recursive: true});
    return at('transit', name);
  };
  const flipped = await copy('flipped');
  const payload = await readFile(join(flipped, 'file1', 'payload.parquet.age'));
  payload[payload.length >> 1] = (payload[payload.length >> 1] ?? 0) ^ 1;
  await writeFile(join(flipped, 'file1', 'payload.parquet.age'), payload);
  await must('a flipped byte', 'BORDER_DAMAGED', link('flipped', ...optOuts()));
  const headless = await copy('headless');
  await rm(join(headless, 'file1', 'manifest.json'));
  await must('a missing manifest', 'BORDER_MANIFEST_MISSING', link('headless', ...optOuts()));
  const unknown = await copy('unknown');
  const text = await readFile(join(unknown, 'file1', 'manifest.json'), 'utf8');
  await writeFile(
    join(unknown, 'file1', 'manifest.json'),
    text.replace('"provider":"canary"', '"provider":"canaryx"'),
  );
  await must('a manifest that is not in the log', 'NOT_IN_LOG', link('unknown', ...optOuts()));
  await must('File 2 given to the third party', 'WRONG_BORDER', [
    ...[
      'third-party',
      'link',
      '--file1',
      at('transit', 'visit', 'file2'),
      '--out',
      at('transit', 'z'),
    ],
    ...['--model', at('in', 'model.yaml'), ...optOuts()],
  ]);
  await must('File 1 given to the store', 'WRONG_BORDER', [
    ...[
      'store',
      'load',
      '--file2',
      at('transit', 'visit', 'file1'),
      '--file3',
      at('transit', 'visit', 'file3'),
    ],
  ]);
  await must('files of two splits', 'ROW_SETS_DIFFER', load('death', 'visit'));
}

/** The payload of a border folder, opened by its receiver's key into the scratch folder. */
async function opened(name: string, file: string, keys: string): Promise<string> {
  const {identity} = JSON.parse(await readFile(join(home, keys), 'utf8')) as {identity: string};
  const plain = at('scratch', `${name}-${file}.parquet`);
  await openSealedFile(at('transit', name, file, 'payload.parquet.age'), plain, identity);
  return plain;
}

async function forgedFolders(): Promise<void> {
  await mkdir(at('scratch'));
  const manifest = await manifestOf('visit', 'file2');
  const plain = await opened('visit', 'file2', 'store/store.keys');
  const store = {home, scratch: at('scratch'), manifest};
  const rows = sql`select * from read_parquet(${plain})`;
  const twice = sql`select * replace (
      case when row_number() over (order by system_id) = 2 then min(system_id) over () else system_id end
      as system_id) from read_parquet(${plain}) order by system_id`;
  await forge({...store, place: at('transit', 'twice', 'file2'), rows: twice});
  await cp(at('transit', 'visit', 'file3'), at('transit', 'twice', 'file3'), {recursive: true});
  await must('a System ID twice', 'SYSTEM_ID_DUPLICATE', load('twice'));
  const others = sql`from (select * replace (uuid() as system_id) from read_parquet(${plain}))
    order by system_id`;
  await forge({...store, place: at('transit', 'others', 'file2'), rows: others});
  await cp(at('transit', 'visit', 'file3'), at('transit', 'others', 'file3'), {recursive: true});
  await must('other rows in File 2', 'ROW_SETS_DIFFER', load('others'));
  const named = sql`select * replace (${String(CANARIES[7]?.postcode)} as label) from read_parquet(${plain})`;
  await forge({...store, place: at('transit', 'named', 'file2'), rows: named});
  await cp(at('transit', 'visit', 'file3'), at('transit', 'named', 'file3'), {recursive: true});
  await must('identifiers in the content of File 2', 'IDENTIFIER_FOUND', load('named'));
  const wider = sql`select *, ${String(CANARIES[7]?.surname)} as extra from read_parquet(${plain})`;
  await forge({...store, place: at('transit', 'wider', 'file2'), rows: wider});
  await cp(at('transit', 'visit', 'file3'), at('transit', 'wider', 'file3'), {recursive: true});
  await must('a column that is not in the manifest', 'BORDER_DAMAGED', load('wider'));
  const {recipient} = await newIdentity();
  await forge({
    ...store,
    place: at('transit', 'stranger', 'file2'),
    rows,
    change: {receiver: recipient},
  });
  await cp(at('transit', 'visit', 'file3'), at('transit', 'stranger', 'file3'), {recursive: true});
  await must('sealed to another key', 'WRONG_KEY', load('stranger'));
}

async function refusals(): Promise<void> {
  await must('link without opt-outs', 'OPT_OUTS_MISSING', [
    ...[
      'third-party',
      'link',
      '--file1',
      at('transit', 'visit', 'file1'),
      '--out',
      at('transit', 'n'),
    ],
    ...['--model', at('in', 'model.yaml')],
  ]);
  await writeFile(
    at('in', 'bad_opt_outs.dat'),
    `${CANARIES[4]?.nhsNumber},\n${CANARIES[4]?.surname},\n`,
  );
  await must('opt-outs that are not numbers', 'OPT_OUTS_INVALID', [
    ...[
      'third-party',
      'link',
      '--file1',
      at('transit', 'visit', 'file1'),
      '--out',
      at('transit', 'n'),
    ],
    ...['--model', at('in', 'model.yaml'), '--opt-outs', at('in', 'bad_opt_outs.dat')],
  ]);
  await must('an expired grant', 'GRANT_NOT_IN_FORCE', ['project', 'provision', 'PRJ-LAPSED']);
  await must('a project without grants', 'NO_GRANT', ['project', 'provision', 'PRJ-NOBODY']);
  await must('a cohort of an ungranted column', 'COLUMN_NOT_GRANTED', [
    ...['cohort', 'build', at('in', 'study-greedy.yaml'), '--project', 'PRJ-CANARY'],
    ...['--out', at('cohort-greedy')],
  ]);
  await must('a seed with real people', 'REAL_PEOPLE', [
    ...split('visit-real', 'visit.csv', 'r1'),
    ...['--seed', 'x'],
  ]);
  await must('a project name that leads elsewhere', 'USAGE', ['project', 'keys', '../third-party']);
  const grantFile = at('governance', 'grants', 'PRJ-CANARY.yaml');
  const granted = await readFile(grantFile, 'utf8');
  await writeFile(
    grantFile,
    granted.replace('columns: [visit_date, code]', 'columns: [code, visit_date]'),
  );
  await must('grants that changed since the extract', 'GRANT_CHANGED', [
    ...['cohort', 'build', at('in', 'study.yaml'), '--project', 'PRJ-CANARY'],
    ...['--out', at('cohort-changed')],
  ]);
  await writeFile(grantFile, granted);
  await must('an unknown command', 'USAGE', [String(CANARIES[8]?.surname)]);
  await must('an unknown option', 'USAGE', ['provider', 'split', `--${CANARIES[8]?.forename}`]);
  for (const table of ['counts-small.csv', 'counts-rows.csv']) {
    const request = await must(`request ${table}`, null, [
      ...['output', 'request', '--project', 'PRJ-CANARY', '--table', at('in', table)],
      ...['--counts', 'people', '--title', 'small', '--json'],
    ]);
    const {id} = JSON.parse(request.stdout) as {id: string};
    transcript.push({
      name: `check ${table}`,
      code: 'blocked',
      run: await dolen(['output', 'check', id, ...shared()]),
    });
  }
}

/** Sends them through everything, in a folder of its own. */
export async function sendCanaries(): Promise<void> {
  root = await mkdtemp(join(tmpdir(), 'dolen-canary-'));
  home = join(root, 'home');
  await writeCanaries(root);
  await theJourney();
  await faultyContracts();
  await unreadableBirthDates();
  await faultyFiles();
  await faultyFolders();
  await forgedFolders();
  await refusals();
  await lostKeys();
  await realPeople();
}

export const clearCanaries = (): Promise<void> => rm(root, {recursive: true, force: true});
