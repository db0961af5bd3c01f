#!/usr/bin/env node
// Verifies an audit log, or one receipt of it, with Node alone: no package, no keys, no data.
// It may be copied elsewhere with the files of src that it imports; Node 24 or later runs them as they are.
import {readFileSync, statSync} from 'node:fs';
import {parseArgs} from 'node:util';

const USAGE =
  'usage: node bin/verify-log.js <directory of the log> [--policy FILE]\n' +
  '       node bin/verify-log.js <receipt> --policy FILE\n';

function stop(status, text) {
  process.stderr.write(text);
  process.exit(status);
}

if (!process.features.typescript) stop(1, 'verify-log needs Node 24 or later\n');
const {checkReceipt, compareOutside, parsePolicy, verifyLog} = await readParts();

const {positionals, values} = readArguments();
const [place] = positionals;
try {
  // Without a policy the log is held to the key beside it: whoever changed both would not be seen.
  const policy = values.policy === undefined ? null : parsePolicy(readFileSync(values.policy));
  const isReceipt = statSync(place, {throwIfNoEntry: false})?.isFile();
  if (!isReceipt) await checkLog(place, policy);
  else if (policy) checkOne(place, policy);
  else stop(2, `a receipt is checked against a policy from someone you trust\n${USAGE}`);
} catch (error) {
  // Of our own errors the code, what is wrong and the exit status; of others only the code.
  const {code = 'UNEXPECTED', faults = [], exitStatus = 70} = error;
  stop(exitStatus, `${code}\n${faults.map(({where, what}) => `  ${where}: ${what}\n`).join('')}`);
}

async function checkLog(directory, policy) {
  const {origin, size, root, unpublished, silences, unfinished} = await verifyLog(directory);
  const view = policy && (await compareOutside(directory, policy));
  const witnesses = (view?.witnesses ?? []).map(
    ({name, size}) => `witness ${name} has cosigned ${size} entries\n`,
  );
  if (view && !view.quorum.isMet) stop(5, `QUORUM_NOT_MET\n${witnesses.join('')}`);
  process.stdout.write(
    `the log verifies: ${size} entries under its checkpoint, ${unpublished} not yet\n` +
      `origin  ${origin}\nsize    ${size}\nroot    ${root}\n${witnesses.join('')}` +
      (view ? quorumLine(view.quorum.name, ` for the first ${view.quorum.size} entries`) : '') +
      `jobs that went silent  ${silences.length}\njobs without an end    ${unfinished.length}\n`,
  );
}

function checkOne(path, policy) {
  const {entry, checkpoint, witnesses} = checkReceipt(readFileSync(path), policy);
  const seen = witnesses.map(
    ({name, at}) => `witness ${name} has ${at === null ? 'not cosigned' : 'cosigned'} it\n`,
  );
  process.stdout.write(
    `the receipt verifies: entry ${entry.seq} of ${checkpoint.origin}, among ${checkpoint.size}\n` +
      `action  ${entry.action}\nactor   ${entry.actor}\nwhen    ${entry.ts}\n` +
      `${seen.join('')}${quorumLine(policy.quorum, '')}`,
  );
}

function quorumLine(name, forWhat) {
  return name === null
    ? 'quorum  none asked for: only the log itself vouches for its history\n'
    : `quorum  ${name}: met${forWhat}\n`;
}

async function readParts() {
  try {
    return {
      ...(await import('../src/assurance/audit/verify.ts')),
      ...(await import('../src/assurance/audit/outside/outside.ts')),
      ...(await import('../src/assurance/audit/outside/policy-file.ts')),
      ...(await import('../src/assurance/audit/outside/receipt-check.ts')),
    };
  } catch {
    // Without the path that is missing: it begins where somebody's folders are.
    return stop(1, 'verify-log needs the files of src that it imports; some are missing here\n');
  }
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
