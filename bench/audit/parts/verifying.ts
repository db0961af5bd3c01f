/** A whole log is verified by the verifier alone, and what it says is computed a second time apart from it. */

import {createHash} from 'node:crypto';
import {closeSync, openSync, readFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {verifyLog} from '../../../src/assurance/audit/verify.ts';
import {DolenError} from '../../../src/kernel/errors.ts';
import {measure, ROOT} from '../../journey/measure.ts';
import {appendAll, type Bench, count} from '../bench.ts';

const ASKED_SECONDS = 30;
const CALLERS = 512;

export async function verifying(bench: Bench): Promise<void> {
  const directory = bench.path('log');
  const log = await bench.openLog(directory);
  const start = performance.now();
  await appendAll(log, bench.entries - 1, CALLERS);
  const {size, root} = await log.close();
  const written = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS / 2 ** 20;
  console.log(
    `${count(size)} entries written and published in ${written.toFixed(1)} s, ` +
      `${peak.toFixed(2)} GiB at most in the process of the bench`,
  );

  const verifier = join(ROOT, 'bin', 'verify-log.js');
  const verified = await measure([verifier, directory]);
  const {seconds, peakGiB, cpuSeconds} = verified;
  const perMillion = (seconds / size) * 1e6;
  console.log(
    `verified in ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} CPU-s), ` +
      `${peakGiB.toFixed(2)} GiB: ${perMillion.toFixed(1)} s a million; ` +
      `asked < ${ASKED_SECONDS} s: ${perMillion < ASKED_SECONDS ? 'met' : 'SHORT'}`,
  );
  bench.require(size === bench.entries, `${size} entries in the log`);
  bench.require(verified.stdout.includes(`size    ${size}\nroot    ${root}\n`), 'size or root');
  bench.require(rootOfBundles(directory, size) === root, 'the root computed apart is another');

  await oneFlippedByte(bench, directory, Math.floor(size * 0.71));
}

/** Changes one byte of an entry's hashes, looks whether the verifier names it, and takes it back. */
async function oneFlippedByte(bench: Bench, directory: string, index: number): Promise<void> {
  const path = bundlePath(directory, index >> 8, bench.entries);
  const bytes = readFileSync(path);
  let at = 0;
  for (let i = 0; i < index % 256; i++) at += 2 + bytes.readUInt16BE(at);
  at += 200;
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.of((bytes[at] as number) ^ 1), 0, 1, at);
  const said = await verifyLog(directory).catch((error: unknown) => error);
  writeSync(file, bytes, at, 1, at);
  closeSync(file);
  const faults = said instanceof DolenError ? said.faults.map(({where}) => where) : [];
  console.log(`one byte of entry ${index} changed: the verifier names ${faults.join(', ')}`);
  bench.require(faults.join() === `entry ${index}`, 'the changed entry was not named');
}

const sha = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 6962 §2.1 over the stored entries, written apart from the log's own code: halves on a stack. */
function rootOfBundles(directory: string, size: number): string {
  const stack: {hash: Buffer; leaves: number}[] = [];
  const join2 = (): void => {
    const [left, right] = stack.splice(-2);
    if (!left || !right) return;
    const hash = sha(Buffer.of(1), left.hash, right.hash);
    stack.push({hash, leaves: left.leaves + right.leaves});
  };
  for (let bundle = 0; bundle * 256 < size; bundle++) {
    const bytes = readFileSync(bundlePath(directory, bundle, size));
    for (let at = 0; at < bytes.length; ) {
      const end = at + 2 + bytes.readUInt16BE(at);
      stack.push({hash: sha(Buffer.of(0), bytes.subarray(at + 2, end)), leaves: 1});
      while (stack.length > 1 && stack.at(-1)?.leaves === stack.at(-2)?.leaves) join2();
      at = end;
    }
  }
  while (stack.length > 1) join2();
  return stack[0]?.hash.toString('base64') ?? '';
}

function bundlePath(directory: string, bundle: number, size: number): string {
  const groups = String(bundle)
    .padStart(Math.max(1, Math.ceil(String(bundle).length / 3)) * 3, '0')
    .match(/\d{3}/g) as string[];
  const name = groups.map((digits, i) => (i < groups.length - 1 ? `x${digits}` : digits)).join('/');
  const width = Math.min(256, size - bundle * 256);
  return join(directory, 'tile/entries', width === 256 ? name : `${name}.p/${width}`);
}
