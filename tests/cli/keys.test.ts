/** Each file opens for its receiver only, each folder is taken by its receiver only, and each zone stays in its place. */

import {execFile, execFileSync, spawn} from 'node:child_process';
import {cp, mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {beforeAll, describe, expect, it} from 'vitest';
import {verifyLog} from '../../src/assurance/audit/verify.ts';
import {newIdentity, openSealedFile} from '../../src/engine/sealing.ts';
import {Refusal} from '../../src/kernel/errors.ts';
import {ZONES, type Zone} from '../../src/kernel/zones.ts';
import {dolen, dolenJson, ROOT} from '../support/dolen.ts';
import {filesUnder, sharedScratch, writePolicy, writeSmallPipeline} from './support/homes.ts';

const run = promisify(execFile);
const PROJECT = 'PRJ-SMALL';
const DATASETS = ['gp_registration', 'gp_event', 'death'];

/** Whether a tool works here; without it a test is skipped, and says so. */
function works(tool: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(tool, [...args], {stdio: 'ignore'});
    return true;
  } catch {
    process.stderr.write(`skipped: ${tool} is not installed, or not permitted, on this machine\n`);
    return false;
  }
}

const hasStrace = works('strace', '-f', '-o', '/dev/null', '-e', 'trace=%file', 'true');
const hasAge = works('age', '--version');

/** What no zone owns: the log, public keys, folders on their way, the operators' log, the mark. */
const COMMON_GROUND = ['audit', 'governance', 'recipients', 'transit', 'logs', 'MADE-UP-PEOPLE'];

interface Traced {
  readonly zone: Zone;
  readonly command: string;
  /** The first names under the home of every path that the process handed to the system. */
  readonly touched: readonly string[];
}

describe('a home in which every zone has done its work', async () => {
  const scratch = await sharedScratch();
  const home = join(scratch, 'home');
  const people = join(scratch, 'people');
  const transit = (...parts: readonly string[]) => join(home, 'transit', ...parts);
  const traces: Traced[] = [];
  let model = '';

  /** Runs a zone's command under strace, which must succeed, and keeps what it touched. */
  async function act(zone: Zone, args: readonly string[], actor = 'researcher:small') {
    const command = [join(ROOT, 'bin', 'dolen.js'), ...args];
    const shared = ['--home', home, '--governance', join(scratch, 'governance'), '--actor', actor];
    const file = join(scratch, `trace-${traces.length}`);
    const strace = ['-f', '--seccomp-bpf', '-qq', '-e', 'trace=%file', '-o', file];
    const child = hasStrace
      ? ['strace', ...strace, process.execPath, ...command]
      : [process.execPath, ...command];
    const [program = '', ...rest] = [...child, ...shared, '--json', '--quiet'];
    const {stdout} = await run(program, rest, {cwd: ROOT, maxBuffer: 1 << 26});
    const trace = hasStrace ? await readFile(file, 'latin1') : '';
    traces.push({zone, command: args.slice(0, 2).join(' '), touched: firstNames(trace, home)});
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  const splitArgs = (name: string): string[] => [
    ...['provider', 'split', '--contract', join(scratch, 'pipeline', 'contracts', `${name}.yaml`)],
    ...['--data', join(people, `${name}.parquet`), '--out', transit(name)],
    ...['--truth', join(people, 'truth', `${name}.parquet`)],
    ...['--truth-out', join(scratch, 'truth', `${name}.parquet`)],
  ];

  beforeAll(async () => {
    await writeSmallPipeline(scratch);
    model = join(scratch, 'pipeline', 'linkage.yaml');
    await dolen(['fixtures', 'people', '--people', '300', '--seed', 'k', '--out', people]);
    await act('third-party', ['third-party', 'keys']);
    await act('store', ['store', 'keys']);
    await act('output', ['output', 'keys']);
    await act('project', ['project', 'keys', PROJECT]);
    await act('provider', splitArgs('population_register'));
    const register = ['--file1', transit('population_register', 'file1')];
    const postcodes = ['--postcodes', join(people, 'postcodes.csv')];
    await act('third-party', ['third-party', 'spine', 'build', ...register, ...postcodes]);
    await act('third-party', ['third-party', 'spine', 'show']);
    for (const name of DATASETS) {
      await act('provider', splitArgs(name));
      const link = ['third-party', 'link', '--file1', transit(name, 'file1'), '--model', model];
      const optOuts = ['--opt-outs', join(people, 'opt_outs.dat'), '--out', transit(name, 'file3')];
      await act('third-party', [...link, ...optOuts]);
      const [file2, file3] = [transit(name, 'file2'), transit(name, 'file3')];
      await act('store', ['store', 'load', '--file2', file2, '--file3', file3]);
    }
    const truth = (name: string) => join(scratch, 'truth', `${name}.parquet`);
    const evaluate = ['third-party', 'evaluate', '--dataset', 'death', '--truth', truth('death')];
    await act('third-party', [...evaluate, '--spine-truth', truth('population_register')]);
    await act('store', ['store', 'catalogue']);
    await act('store', ['store', 'extract', PROJECT, '--out', transit('extract')]);
    const provision = ['project', 'provision', PROJECT, '--extract', transit('extract')];
    await act('project', provision);
    const cohort = join(home, 'projects', PROJECT, 'cohort');
    const study = join(scratch, 'pipeline', 'study.yaml');
    await act('project', ['cohort', 'build', study, '--project', PROJECT, '--out', cohort]);
    const table = [
      '--table',
      join(cohort, 'counts.csv'),
      '--counts',
      'people,deaths',
      '--groups',
      'sex,age_band',
    ];
    const submit = ['project', 'submit', PROJECT, ...table, '--title', 'Counts'];
    await act('project', [...submit, '--out', transit('release')]);
    const request = await act('output', ['output', 'request', '--release', transit('release')]);
    const id = String(request.id);
    await act('output', ['output', 'check', id]);
    for (const checker of ['checker:first', 'checker:second']) {
      await act('output', ['output', 'review', id, '--vote', 'approved'], checker);
    }
    await act('output', ['output', 'release', id]);
    await act('output', ['output', 'show']);
    await nameSomebody();
    await act('store', ['store', 'rotate', PROJECT], 'keys:first');
    await act('store', ['store', 'forget', PROJECT], 'keys:first');
  }, 600_000);

  /** The way back from a pseudonym: asked for and allowed outside every zone, executed by two. */
  async function nameSomebody(): Promise<void> {
    const shared = ['--home', home, '--governance', join(scratch, 'governance')];
    const govern = (actor: string, ...args: readonly string[]) =>
      dolenJson(['reidentify', ...args, ...shared, '--actor', actor]);
    await writePolicy(join(scratch, 'governance'), {first: ['first:one'], second: ['second:one']});
    const custodian = 'custodian:first';
    const file = join(scratch, 'pseudonyms');
    await writeFile(file, '00000000-0000-0000-0000-000000000001\n');
    const {recipient} = await newIdentity();
    const today = new Date().toISOString().slice(0, 10);
    const asked = ['--project', PROJECT, '--pseudonyms', file, '--reason', 'OPT_OUT'];
    const rest = ['--recipient', recipient, '--valid-to', today];
    const id = String((await govern('researcher:other', 'request', ...asked, ...rest)).id);
    await govern('first:one', 'endorse', id);
    await govern('second:one', 'authorise', id);
    await act('third-party', ['third-party', 'send-alfs', id, '--out', transit('alfs')], custodian);
    const find = ['store', 'find-alfs', id, '--alfs', transit('alfs')];
    await act('store', [...find, '--out', transit('found-alfs')]);
    const found = ['--found', transit('found-alfs')];
    await act('third-party', ['third-party', 'reidentify', id, ...found], custodian);
  }

  it.skipIf(!hasStrace)('shows that no zone touches a path of another zone', () => {
    const own = (zone: Zone) => ZONES[zone].directory;
    const strayed = traces.flatMap(({zone, command, touched}) =>
      touched
        .filter((name) => name !== own(zone) && !COMMON_GROUND.includes(name))
        .map((name) => `${command} touched ${name}`),
    );
    expect(strayed).toEqual([]);
    // A trace that saw nothing would prove nothing.
    for (const {zone, touched} of traces)
      expect(touched).toEqual(expect.arrayContaining(['audit', own(zone)]));
    expect(new Set(traces.map(({zone}) => zone)).size).toBe(Object.keys(ZONES).length);
  });

  it('refuses a folder that is for another zone', async () => {
    const [one, two, three] = ['file1', 'file2', 'file3'].map((border) => transit('death', border));
    const link = (file1 = '') => [
      ...['third-party', 'link', '--file1', file1, '--model', model],
      ...['--opt-outs', 'none', '--out', join(scratch, 'never')],
    ];
    const wrong = [
      link(two),
      link(three),
      ['third-party', 'spine', 'build', '--file1', two ?? ''],
      ['store', 'load', '--file2', one ?? '', '--file3', three ?? ''],
      ['store', 'load', '--file2', two ?? '', '--file3', one ?? ''],
      ['output', 'request', '--release', two ?? ''],
    ];
    for (const args of wrong) {
      expect(await refusalOf(args)).toEqual({status: 3, code: 'WRONG_BORDER'});
    }
  });

  it('refuses a folder whose manifest was rewritten to name another border', async () => {
    const forged = join(scratch, 'forged');
    await cp(transit('death', 'file2'), forged, {recursive: true});
    const manifest = JSON.parse(await readFile(join(forged, 'manifest.json'), 'utf8'));
    await writeFile(
      join(forged, 'manifest.json'),
      `${JSON.stringify({...manifest, border: 'file1'})}\n`,
    );
    const args = ['third-party', 'link', '--file1', forged, '--model', model];
    const rest = ['--opt-outs', 'none', '--out', join(scratch, 'never')];
    expect(await refusalOf([...args, ...rest])).toEqual({status: 3, code: 'NOT_IN_LOG'});
  });

  it('refuses a true manifest with the payload of another file', async () => {
    const swapped = join(scratch, 'swapped');
    await cp(transit('death', 'file1'), swapped, {recursive: true});
    await cp(join(transit('death', 'file2'), PAYLOAD), join(swapped, PAYLOAD));
    const args = ['third-party', 'link', '--file1', swapped, '--model', model];
    const rest = ['--opt-outs', 'none', '--out', join(scratch, 'never')];
    expect(await refusalOf([...args, ...rest])).toEqual({status: 4, code: 'BORDER_DAMAGED'});
  });

  it('writes every refusal into the log, and the log verifies', async () => {
    const directory = join(home, 'audit');
    const {actions} = await verifyLog(directory);
    expect(actions.JOB_FAILED).toBeGreaterThanOrEqual(1);
    const files = (await filesUnder(directory)).filter((path) => /^tile\/entries\//.test(path));
    const texts = await Promise.all(files.map((path) => readFile(join(directory, path), 'latin1')));
    for (const code of ['WRONG_BORDER', 'NOT_IN_LOG', 'BORDER_DAMAGED']) {
      expect(texts.some((text) => text.includes(`"${code}"`))).toBe(true);
    }
  });

  /** Which zone's key opens which border, and no other. */
  const OPENS = {file1: 'third-party', file2: 'store', file3: 'store'} as const;

  const identityOf = async (zone: Zone): Promise<string> => {
    const path = join(home, ZONES[zone].directory, `${zone}.keys`);
    return (JSON.parse(await readFile(path, 'utf8')) as {identity: string}).identity;
  };

  it('opens a payload with the key of its receiver and refuses every other key with WRONG_KEY', async () => {
    for (const [border, receiver] of Object.entries(OPENS)) {
      for (const zone of ['third-party', 'store', 'output'] as const) {
        const sealed = join(transit('death', border), PAYLOAD);
        const opened = openSealedFile(sealed, join(scratch, 'opened'), await identityOf(zone));
        const code = await opened.then(
          () => 'opened',
          (error: unknown) => (error instanceof Refusal ? error.code : 'not a refusal'),
        );
        expect([border, zone, code]).toEqual([
          border,
          zone,
          zone === receiver ? 'opened' : 'WRONG_KEY',
        ]);
      }
    }
  });

  it.skipIf(!hasAge)(
    'is kept by age itself: the plain tool opens it for its receiver only',
    async () => {
      const keys = join(scratch, 'identities');
      await mkdir(keys, {mode: 0o700});
      for (const zone of ['third-party', 'store', 'output'] as const) {
        await writeFile(join(keys, zone), `${await identityOf(zone)}\n`, {mode: 0o600});
      }
      for (const [border, receiver] of Object.entries(OPENS)) {
        for (const zone of ['third-party', 'store', 'output']) {
          const sealed = join(transit('death', border), PAYLOAD);
          const child = spawn('age', ['-d', '-i', join(keys, zone), '-o', '/dev/null', sealed], {
            stdio: 'ignore',
          });
          const status = await new Promise<number | null>((done) => child.on('close', done));
          expect([border, zone, status]).toEqual([border, zone, zone === receiver ? 0 : 1]);
        }
      }
    },
  );

  async function refusalOf(args: readonly string[]) {
    const {status, stdout} = await dolen([...args, '--home', home, '--json', '--quiet']);
    const {error} = JSON.parse(stdout) as {error?: {code: string}};
    return {status, code: error?.code};
  }
});

const PAYLOAD = 'payload.parquet.age';

/** The first names under the home of the paths in a trace; what the command was told is no touch. */
function firstNames(trace: string, home: string): string[] {
  const names = new Set<string>();
  const calls = trace.split('\n').filter((line) => !line.includes('execve('));
  for (const [, path = ''] of calls.join('\n').matchAll(/"((?:[^"\\]|\\.)*)"/g)) {
    if (path.startsWith(`${home}/`)) names.add(path.slice(home.length + 1).split('/')[0] ?? '');
  }
  return [...names].sort();
}
