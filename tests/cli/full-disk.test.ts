/** A disk that fills up while a dataset is split: said so, nothing half-written, and the same command works later. */

import {execFile, spawn} from 'node:child_process';
import {cp, mkdir, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {verifyLog} from '../../src/assurance/audit/verify.ts';
import {dolen, dolenJson, ROOT} from '../support/dolen.ts';
import {everythingUnder, sharedScratch} from './support/homes.ts';

const run = promisify(execFile);
const ROWS = 6000;
const PLENTY = '64m';

const CONTRACT = `name: visit
title: Visits
dialect: {delimiter: ';'}
dolen: {provider: clinic, people: made-up}
fields:
  - {name: surname, type: string, dolen: {role: 'identifier:surname'}}
  - {name: visit_date, type: date, format: '%d/%m/%Y', dolen: {role: 'date:event'}}
  - {name: reason, type: string, dolen: {role: content, codeSystem: local}}
  - {name: note, type: string, dolen: {role: content, codeSystem: local}}
`;

/** Letters that follow from a number, hard to compress, and like no identifier. */
const letters = (n: number): string =>
  [...String(Math.imul(n, 2_654_435_761) >>> 0)]
    .map((digit) => 'abcdefghij'[Number(digit)])
    .join('');

/** About 600 kB; the note comes last, so that most places to cut the text leave a whole row. */
function visits(): string {
  const lines = ['surname;visit_date;reason;note'];
  for (let i = 0; i < ROWS; i++) {
    lines.push(`Prys ${letters(i)};31/12/1999;${letters(i + 1)};café ${letters(i + 2).repeat(6)}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

const mount = (...args: readonly string[]) => run('mount', [...args]);

async function canMount(place: string): Promise<boolean> {
  await mkdir(place, {recursive: true});
  return mount('-t', 'tmpfs', '-o', `size=${PLENTY}`, 'tmpfs', place).then(
    () => true,
    () => {
      process.stderr.write('skipped: a full disk needs a tmpfs, and mount is not permitted here\n');
      return false;
    },
  );
}

async function usedKilobytes(place: string): Promise<number> {
  const {stdout} = await run('df', ['--output=used', '-k', place]);
  return Number(stdout.trim().split('\n').at(-1));
}

describe('provider split on a disk that is full', async () => {
  const scratch = await sharedScratch();
  const disk = join(scratch, 'disk');
  const home = join(disk, 'home');
  const isMounted = await canMount(disk);
  afterAll(async () => {
    if (isMounted) await run('umount', [disk]);
  });

  const split = (data: string, out: string, place: string): string[] => [
    ...['provider', 'split', '--contract', join(scratch, 'visit.yaml')],
    ...['--data', join(scratch, data), '--out', out, '--home', place],
  ];

  beforeAll(async () => {
    await writeFile(join(scratch, 'visit.yaml'), CONTRACT);
    await writeFile(join(scratch, 'utf8.csv'), visits());
    // é is one byte of the same value in Latin-1 and in Windows-1252.
    await writeFile(join(scratch, 'windows.csv'), visits(), 'latin1');
    const fresh = join(scratch, 'fresh');
    await dolenJson(['third-party', 'keys', '--home', fresh]);
    await dolenJson(['store', 'keys', '--home', fresh]);
  }, 600_000);

  const cases = [
    {data: 'utf8.csv', spareKb: 0, when: 'before anything'},
    {data: 'utf8.csv', spareKb: 12, when: 'while its end is written to the log'},
    {data: 'utf8.csv', spareKb: 40, when: 'while the source is read'},
    {data: 'utf8.csv', spareKb: 300, when: 'while File 1 is written'},
    {data: 'utf8.csv', spareKb: 420, when: 'late'},
    {data: 'windows.csv', spareKb: 24, when: 'while the text is made UTF-8'},
    {data: 'windows.csv', spareKb: 400, when: 'late while the text is made UTF-8'},
  ];

  it.skipIf(!isMounted).each(cases)(
    'says so when the disk is full $when ($data, $spareKb kB left), and works once there is space',
    async ({data, spareKb}) => {
      await mount('-o', `remount,size=${PLENTY}`, disk);
      await run('sh', ['-c', 'rm -rf "$0"/*', disk]);
      await cp(join(scratch, 'fresh'), home, {recursive: true});
      const out = join(disk, 'out', 'visit');
      await mount('-o', `remount,size=${(await usedKilobytes(disk)) + spareKb}k`, disk);

      const failed = await dolen([...split(data, out, home), '--json', '--quiet']);

      expect(['OUT_OF_SPACE', 'LOG_UNWRITABLE']).toContain(codeOf(failed.stdout));
      expect(failed.status).toBe(70);
      expect(await readdir(join(disk, 'out')).catch(() => [])).toEqual([]);
      await mount('-o', `remount,size=${PLENTY}`, disk);
      expect(await verifyLog(join(home, 'audit'))).toMatchObject({origin: 'dolen.local/audit'});
      const halves = (await everythingUnder(disk)).filter((path) => path.includes('.partial'));
      expect(halves).toEqual([]);

      expect(await dolenJson(split(data, out, home))).toMatchObject({rows: ROWS});
      expect((await readdir(out)).sort()).toEqual(['file1', 'file2']);
      expect((await dolen(['audit', 'verify', '--home', home])).status).toBe(0);
    },
  );

  it('never takes a file that was cut short for a whole one', async () => {
    // A limit on the size of files cuts a write short, as a quota or the last free block does.
    for (const [i, blocks] of [150, 203, 256].entries()) {
      const place = join(scratch, `limited-${i}`);
      await cp(join(scratch, 'fresh'), place, {recursive: true});
      const args = split('windows.csv', join(place, 'out'), place);
      const script = `ulimit -f ${blocks}; exec "$0" "$@"`;
      const node = [process.execPath, join(ROOT, 'bin', 'dolen.js'), ...args, '--quiet'];
      const child = spawn('sh', ['-c', script, ...node], {cwd: ROOT, stdio: 'ignore'});
      const status = await new Promise((done) => child.on('close', done));
      expect([blocks, status]).not.toEqual([blocks, 0]);
    }
  });
});

function codeOf(stdout: string): string {
  const {error} = JSON.parse(stdout === '' ? '{}' : stdout) as {error?: {code: string}};
  return error?.code ?? 'no error';
}
