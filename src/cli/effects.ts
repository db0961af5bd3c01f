/** The real world for the zones: clock, randomness (or a seed), progress and the run log. */

import {createCipheriv, hkdfSync, randomBytes} from 'node:crypto';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import pino from 'pino';
import type {Effects, StepDone} from '../kernel/effects.ts';

export interface EffectOptions {
  readonly home: string;
  readonly command: string;
  /** For made-up people: every random byte follows from it and from the command. */
  readonly seed?: string;
  /** For made-up people: the clock starts here, and goes on as clocks do. */
  readonly at?: number;
  /** No progress on the terminal. */
  readonly quiet: boolean;
}

export function realEffects({home, command, seed, at, quiet}: EffectOptions): Effects {
  const logStep = runLog(home, command);
  return {
    now: at === undefined ? () => Date.now() : clockFrom(at),
    randomBytes: seed === undefined ? (length) => randomBytes(length) : seeded(seed, command),
    step(done) {
      logStep(done);
      if (!quiet) process.stderr.write(`${describeStep(done)}\n`);
    },
  };
}

function clockFrom(at: number): () => number {
  const start = performance.now();
  return () => Math.floor(at + performance.now() - start);
}

/** The operators' log, built by allow-list: a step's name, rows and milliseconds, and nothing else. */
function runLog(home: string, command: string): (done: StepDone) => void {
  let log: pino.Logger | null = null;
  return ({step, rows, ms}) => {
    log ??= openRunLog(home, command);
    log.info({step, rows, ms});
  };
}

function openRunLog(home: string, command: string): pino.Logger {
  mkdirSync(join(home, 'logs'), {recursive: true});
  const destination = pino.destination({dest: join(home, 'logs', 'run.ndjson'), sync: true});
  return pino({base: {command}}, destination);
}

function describeStep({step, rows, ms}: StepDone): string {
  const counted = rows === undefined ? '' : `  ${rows.toLocaleString('en-GB')} rows`;
  const timed = ms === undefined ? '' : `  ${(ms / 1000).toFixed(1)} s`;
  return `  ${step}${counted}${timed}`;
}

/** AES-256-CTR under a key derived from the seed and the command: the same bytes every time. */
function seeded(seed: string, command: string): (length: number) => Uint8Array {
  const key = hkdfSync('sha256', seed, '', `dolen/seed/v1\n${command}`, 32);
  const cipher = createCipheriv('aes-256-ctr', Buffer.from(key), Buffer.alloc(16));
  return (length) => cipher.update(Buffer.alloc(length));
}
