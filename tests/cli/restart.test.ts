/** A run that is killed at any moment is finished by the same command: nothing twice, nothing lost, nothing left. */

import {spawn} from 'node:child_process';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {beforeAll, describe, expect, it} from 'vitest';
import {dolenJson, ROOT} from '../support/dolen.ts';
import {
  everythingUnder,
  filesUnder,
  type SmallPipeline,
  sharedScratch,
  writeSmallPipeline,
} from './support/homes.ts';

const PEOPLE = 300;
const SEED = 'restart';
/** The moments of the kills follow from this; another number is another set of moments. */
const CHANCE = 20_240_401;
const KILLS = 12;
/** A line that a zone command prints while it works: nearly always there is work to come. */
const INSIDE_A_JOB = /^ {2}(open|read|check|collapse|link|re-key) /;
/** A line of progress that names a step of the pipeline, such as `store load death`. */
const ZONE_COMMAND = /^(provider|third-party|store|project|cohort|output) /m;

interface Summary {
  readonly digests: unknown;
  readonly cohort: {readonly rows: number; readonly attrition: unknown};
  readonly release: {readonly tables: readonly {readonly rows: number}[]};
}

interface Catalogue {
  readonly datasets: readonly {
    readonly dataset: string;
    readonly rows: number;
    readonly version: number;
  }[];
}

interface Verified {
  readonly actions: Readonly<Record<string, number>>;
}

const argsFor = ({pipeline, governance}: SmallPipeline, home: string): string[] => [
  ...['pipeline', 'run', pipeline, '--people', String(PEOPLE), '--seed', SEED],
  ...['--home', home, '--governance', governance, '--actor', 'researcher:small'],
];

/** mulberry32: the same numbers in [0, 1) every time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Moment {
  /** Lines are counted from the first that matches. */
  readonly from: RegExp;
  readonly lines: number;
  /** And then a line that matches. */
  readonly until: RegExp;
  readonly ms: number;
}

/**
 * Runs the pipeline and kills it, with every process that it started, so many milliseconds after so
 * many lines of progress: lines do not depend on how busy the machine is.
 * @returns false when the run was over before
 */
async function killed(args: readonly string[], moment: Moment): Promise<boolean> {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'dolen.js'), ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  let isCounted = false;
  child.stderr.on('data', (bytes: Buffer) => {
    printed += bytes.toString('utf8');
    const first = printed.search(moment.from);
    if (isCounted || first < 0) return;
    const counted = printed
      .slice(first)
      .split('\n')
      .slice(moment.lines - 1, -1);
    if (!counted.some((line) => moment.until.test(line))) return;
    isCounted = true;
    setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), moment.ms);
  });
  const signal = await new Promise<string | null>((done) => child.on('close', (_, by) => done(by)));
  await untilGone(child.pid ?? 0);
  return signal === 'SIGKILL';
}

/** A killed process needs a moment to die; whoever starts again at once would still meet it. */
async function untilGone(group: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 5) {
    try {
      process.kill(-group, 0);
    } catch {
      return;
    }
    await sleep(5);
  }
}

describe('a pipeline that is killed again and again', async () => {
  const scratch = await sharedScratch();
  const [calm, home] = [join(scratch, 'calm'), join(scratch, 'killed')];
  let kills = 0;
  let undisturbed: Summary;
  let finished: Summary;

  beforeAll(async () => {
    const small = await writeSmallPipeline(scratch);
    undisturbed = await dolenJson<Summary>(argsFor(small, calm));
    const next = chance(CHANCE);
    for (let i = 0; i < KILLS; i++) {
      const lines = 2 + Math.floor(next() * 12);
      const ms = next() * 150;
      const moment: Moment =
        i === 0
          ? {from: /^/, lines, until: /^/, ms}
          : i % 2 === 0
            ? {from: ZONE_COMMAND, lines, until: /^/, ms}
            : {from: ZONE_COMMAND, lines, until: INSIDE_A_JOB, ms: 0};
      if (await killed(argsFor(small, home), moment)) kills++;
    }
    finished = await dolenJson<Summary>(argsFor(small, home));
  }, 600_000);

  it('was killed at least six times before it was done', () => {
    expect(kills).toBeGreaterThanOrEqual(6);
  });

  it('comes to the same people, attrition and release as a run that nobody disturbed', () => {
    expect(finished.cohort).toEqual(undisturbed.cohort);
    expect(finished.cohort.rows).toBeGreaterThan(0);
    expect(finished.release.tables.map(({rows}) => rows)).toEqual(
      undisturbed.release.tables.map(({rows}) => rows),
    );
  });

  it('comes to the same bytes', () => {
    expect(finished.digests).toEqual(undisturbed.digests);
  });

  it('loads every dataset into the store once, with all of its rows', async () => {
    const rowsIn = async (place: string) => {
      const {datasets} = await dolenJson<Catalogue>(['store', 'catalogue', '--home', place]);
      return datasets.map(({dataset, version, rows}) => ({dataset, version, rows}));
    };
    expect(await rowsIn(home)).toEqual(await rowsIn(calm));
  });

  it('leaves nothing half-written and no plaintext', async () => {
    const halves = (await everythingUnder(home)).filter((path) => /\.partial/.test(path));
    expect(halves).toEqual([]);
    const plain = (await filesUnder(home)).filter(
      (path) => /parquet$/.test(path) && !/^(made-up|truth|projects|output)\//.test(path),
    );
    expect(plain).toEqual([]);
  });

  it('leaves the trace of every kill: jobs that started and never ended, in a log that verifies', async () => {
    const {actions} = await dolenJson<Verified>(['audit', 'verify', '--home', home]);
    const count = (action: string) => actions[action] ?? 0;
    const open = count('JOB_STARTED') - count('JOB_FINISHED') - count('JOB_FAILED');
    expect(open).toBeGreaterThanOrEqual(1);
    expect(open).toBeLessThanOrEqual(kills);
  });
});

describe('what a killed command leaves', async () => {
  const home = await sharedScratch();

  it('is removed by the next one, even when nobody has waited for the dead process', async () => {
    await dolenJson(['third-party', 'keys', '--home', home]);
    await dolenJson(['store', 'keys', '--home', home]);
    // As in a container whose first process waits for nobody: it has a number and runs no more.
    const parent = spawn('env', ['--default-signal=CHLD', 'sh', '-c', LEAVE_ZOMBIE], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const dead = await new Promise<string>((done) =>
        parent.stdout.once('data', (bytes: Buffer) => done(bytes.toString('utf8').trim())),
      );
      await expect.poll(() => readFile(`/proc/${dead}/stat`, 'latin1')).toContain(') Z ');
      const scratch = join(home, 'provider', 'tmp', dead);
      const half = join(home, 'transit', `.visit.partial-${dead}`);
      for (const folder of [scratch, half]) {
        await mkdir(folder, {recursive: true});
        await writeFile(join(folder, 'file1.parquet'), 'rows');
      }
      await writeFile(join(home, 'visit.yaml'), VISIT_CONTRACT);
      await writeFile(join(home, 'visit.csv'), 'surname,reason\nPrys,a\n');
      await dolenJson([
        ...['provider', 'split', '--contract', join(home, 'visit.yaml')],
        ...['--data', join(home, 'visit.csv'), '--out', join(home, 'transit', 'visit')],
        ...['--home', home],
      ]);
      expect(await readdir(join(home, 'transit'))).toEqual(['visit']);
      expect(await readdir(join(home, 'provider', 'tmp'))).toEqual([]);
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('is never a copy of a secret key', async () => {
    // Killed as soon as the file beside the keyring is there; tried until that moment is met.
    for (let i = 0, met = false; !met; i++) {
      const place = join(home, `keys-${i}`);
      const args = ['third-party', 'keys', '--home', place, '--quiet'];
      met = await killedWhenThere(args, join(place, 'third-party'), /^third-party\.keys\./);
      await dolenJson(['third-party', 'keys', '--home', place]);
      const names = await readdir(join(place, 'third-party'));
      expect(names.filter((name) => name.includes('keys'))).toEqual(['third-party.keys']);
      if (i === 20) throw new Error('the moment was never met');
    }
  });
});

/** The child ends when its parent has become a program that waits for nobody. */
const LEAVE_ZOMBIE = 'sleep 0.2 & echo $!; exec sleep 60';

const VISIT_CONTRACT = `name: visit
title: Visits
dolen: {provider: clinic, people: made-up}
fields:
  - {name: surname, type: string, dolen: {role: 'identifier:surname'}}
  - {name: reason, type: string, dolen: {role: content, codeSystem: local}}
`;

/** Kills a command at the moment when a folder holds a file of such a name; false when it was too quick. */
async function killedWhenThere(args: readonly string[], folder: string, name: RegExp) {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'dolen.js'), ...args], {
    cwd: ROOT,
    detached: true,
    stdio: 'ignore',
  });
  let isOver = false;
  const ended = new Promise<string | null>((done) => child.on('close', (_, by) => done(by)));
  ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const names = await readdir(folder).catch(() => []);
    if (!names.some((one) => name.test(one))) continue;
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
    break;
  }
  return (await ended) === 'SIGKILL';
}
