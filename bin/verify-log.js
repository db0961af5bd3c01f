#!/usr/bin/env node
// Verifies the audit log in a directory with Node alone: no package, no keys, no data.
// It may be copied elsewhere with the files of src that it imports; Node 24 or later runs them as they are.
import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';

const USAGE = 'usage: node bin/verify-log.js <directory of the log> [--policy FILE]\n';

function stop(status, text) {
  process.stderr.write(text);
  process.exit(status);
}

if (!process.features.typescript) stop(1, 'verify-log needs Node 24 or later\n');
const {verifyLog} = await import('../src/assurance/audit/verify.ts');
const {compareOutside} = await import('../src/assurance/audit/outside.ts');
const {parsePolicy} = await import('../src/assurance/audit/policy-file.ts');

const {positionals, values} = readArguments();
const [directory] = positionals;
try {
  // Without a policy the log is held to the key beside it: whoever changed both would not be seen.
  const policy = values.policy === undefined ? null : parsePolicy(readFileSync(values.policy));
  const {origin, size, root, unpublished, silences, unfinished} = await verifyLog(directory);
  const view = policy && (await compareOutside(directory, policy));
  const witnesses = (view?.witnesses ?? []).map(
    ({name, size}) => `witness ${name} has cosigned ${size} entries\n`,
  );
  if (view && !view.quorum.isMet) stop(5, `QUORUM_NOT_MET\n${witnesses.join('')}`);
  process.stdout.write(
    `the log verifies: ${size} entries under its checkpoint, ${unpublished} not yet\n` +
      `origin  ${origin}\nsize    ${size}\nroot    ${root}\n${witnesses.join('')}` +
      `jobs that went silent  ${silences.length}\njobs without an end    ${unfinished.length}\n`,
  );
} catch (error) {
  // Of our own errors the code, what is wrong and the exit status; of others only the code.
  const {code = 'UNEXPECTED', faults = [], exitStatus = 70} = error;
  stop(exitStatus, `${code}\n${faults.map(({where, what}) => `  ${where}: ${what}\n`).join('')}`);
}

function readArguments() {
  try {
    const read = parseArgs({allowPositionals: true, options: {policy: {type: 'string'}}});
    if (read.positionals.length === 1) return read;
  } catch {
    // Said below, without what was typed.
  }
  return stop(2, USAGE);
}
