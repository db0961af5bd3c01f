/** Runs a command as a process of its own, and measures its wall time, CPU time and peak memory. */

import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Measured {
  readonly seconds: number;
  /** User and system time of the process and the threads that it had. */
  readonly cpuSeconds: number;
  readonly peakGiB: number;
  readonly stdout: string;
}

const CLOCK_TICKS = 100;

export async function measure(args: readonly string[]): Promise<Measured> {
  const start = performance.now();
  const child = spawn(process.execPath, args, {cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit']});
  let peakKiB = 0;
  let ticks = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakKiB = Math.max(peakKiB, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks = Math.max(ticks, Number(stat[11]) + Number(stat[12]));
    } catch {
      // The process has just ended; what was seen before stands.
    }
  };
  const timer = setInterval(look, 20);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const status = await new Promise<number | null>((done) => child.on('close', done));
  clearInterval(timer);
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return {
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: ticks / CLOCK_TICKS,
    peakGiB: peakKiB / 2 ** 20,
    stdout: Buffer.concat(chunks).toString('utf8'),
  };
}
