/** Runs the command line as a person would: a process of its own, its output kept whole. */

import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {onTestFinished} from 'vitest';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOLEN = join(ROOT, 'bin', 'dolen.js');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the process with SIGKILL after so many milliseconds. */
  readonly killAfterMs?: number;
}

export async function dolen(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = spawn(process.execPath, [DOLEN, ...args], {
    cwd: ROOT,
    env: {...process.env, ...options.env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const timer = options.killAfterMs
    ? setTimeout(() => child.kill('SIGKILL'), options.killAfterMs)
    : null;
  const status = await new Promise<number | null>((done) => child.on('close', done));
  if (timer) clearTimeout(timer);
  return {
    status,
    stdout: Buffer.concat(out).toString('utf8'),
    stderr: Buffer.concat(err).toString('utf8'),
  };
}

/** Runs a command that must succeed, and returns its JSON. */
export async function dolenJson<T = Record<string, unknown>>(
  args: readonly string[],
  options: RunOptions = {},
): Promise<T> {
  const run = await dolen([...args, '--json', '--quiet'], options);
  if (run.status !== 0)
    throw new Error(`dolen ${args.join(' ')} ended with ${run.status}\n${run.stderr}`);
  return JSON.parse(run.stdout) as T;
}

/** A directory that is gone when the test is over. */
export async function scratch(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'dolen-test-'));
  onTestFinished(() => rm(path, {recursive: true, force: true}));
  return path;
}
