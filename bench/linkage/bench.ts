/** Where a run of the bench works, what it makes once and uses again, and which answers were wrong. */

import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {type Measured, measure, ROOT} from '../journey/measure.ts';

export const HERE = join(ROOT, 'bench', 'linkage');
/** Both sides have as many, whatever the machine has. */
export const THREADS = '2';
const PEOPLE_PER_RECORD = 0.62;

/** What a program of the bench printed: one line of JSON. */
// biome-ignore lint/suspicious/noExplicitAny: each program prints what its own head says
export type Printed = any;

export interface Ours extends Measured {
  readonly json: Printed;
}

export class Bench {
  readonly folder: string;
  readonly records: number;
  readonly runs: number;
  readonly venv: string;
  /** The folder of shared linkage data, or null where there is none. */
  readonly shared: string | null;
  readonly faults: string[] = [];
  readonly #made = new Map<string, Promise<string>>();

  private constructor(folder: string, records: number, runs: number, venv: string) {
    this.folder = folder;
    this.records = records;
    this.runs = runs;
    this.venv = venv;
    const shared = process.env.DOLEN_SHARED ?? join(ROOT, '..', 'shared');
    this.shared = existsSync(shared) ? join(shared, 'data', 'linkage') : null;
  }

  static async open(folder: string, records: number, runs: number): Promise<Bench> {
    const venv = await outputOf(join(HERE, 'make-venv'), []);
    return new Bench(folder, records, runs, venv.trim());
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Says what is wrong, now and at the end. */
  require(isGood: boolean, fault: string): void {
    if (isGood) return;
    this.faults.push(fault);
    console.log(`WRONG: ${fault}`);
  }

  /** A file that is made the first time it is asked for. */
  once(name: string, make: (path: string) => Promise<unknown>): Promise<string> {
    const path = this.path(name);
    const made = this.#made.get(name) ?? make(path).then(() => path);
    this.#made.set(name, made);
    return made;
  }

  /** Records of made-up people, with `truth.parquet` beside them. */
  people(): Promise<string> {
    return this.once('people.parquet', async () => {
      const size = [
        '--records',
        this.records,
        '--people',
        Math.round(this.records * PEOPLE_PER_RECORD),
      ];
      await this.program('generate.ts', '--out', this.folder, ...size.map(String));
    });
  }

  /** A Splink model of the bench as a model of ours. */
  model(name: string): Promise<string> {
    return this.once(`${name}.model.json`, (path) =>
      this.dolen('link', 'import', join(HERE, 'models', `${name}.json`), '--out', path),
    );
  }

  /** Links of a model, made by us if no part has made them yet. */
  links(name: string): Promise<string> {
    return this.once(`${name}.links.parquet`, async (path) => {
      if (!existsSync(path)) await this.linkRun(name, path);
    });
  }

  async linkRun(name: string, out: string): Promise<Ours> {
    const [model, people] = [await this.model(name), await this.people()];
    await rm(out, {recursive: true, force: true});
    return this.dolen('link', 'run', model, people, '--out', out);
  }

  async dolen(...args: string[]): Promise<Ours> {
    const shared = ['--threads', THREADS, '--quiet', '--json'];
    const measured = await measure([join(ROOT, 'bin', 'dolen.js'), ...args, ...shared]);
    return {...measured, json: JSON.parse(measured.stdout)};
  }

  /** A program of the bench in TypeScript. */
  async program(name: string, ...args: string[]): Promise<Printed> {
    return JSON.parse(await outputOf(process.execPath, [join(HERE, name), ...args]));
  }

  /** Compares two files of links; that they differ is an answer. */
  async compare(args: readonly string[]): Promise<Printed> {
    return JSON.parse(await outputOf(process.execPath, [join(HERE, 'compare.ts'), ...args], true));
  }

  /** A program of the bench in Python. */
  async peer(name: string, ...args: string[]): Promise<Printed> {
    const python = join(this.venv, 'bin', 'python');
    return JSON.parse(await outputOf(python, [join(HERE, 'peers', name), ...args]));
  }
}

/** Standard output of a program; what it says on standard error is passed on when it fails. */
export async function outputOf(
  command: string,
  args: readonly string[],
  mayFail = false,
): Promise<string> {
  const child = spawn(command, args, {cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe']});
  const [out, error]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => error.push(chunk));
  const status = await new Promise<number | null>((done) => child.on('close', done));
  if (status !== 0 && !(mayFail && out.length > 0)) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${Buffer.concat(error)}`);
  }
  return Buffer.concat(out).toString('utf8');
}
