/** Attacks with the stolen key of the log: it verifies in itself, and still does not pass. */

import {cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {signCheckpoint} from '../../../../../src/assurance/audit/note/checkpoint.ts';
import {signerFromSeed} from '../../../../../src/assurance/audit/note/note.ts';
import {compareOutside} from '../../../../../src/assurance/audit/outside/outside.ts';
import {receiptPath} from '../../../../../src/assurance/audit/outside/receipts.ts';
import {encodeBundle} from '../../../../../src/assurance/audit/tree/bundle.ts';
import {edgeRoot, growEdge} from '../../../../../src/assurance/audit/tree/edge.ts';
import {leafHash} from '../../../../../src/assurance/audit/tree/merkle.ts';
import {storedEntry, storedTree} from '../../../../../src/assurance/audit/tree/stored-tree.ts';
import {tilePath} from '../../../../../src/assurance/audit/tree/tiles.ts';
import {verifyLog} from '../../../../../src/assurance/audit/verify.ts';
import {askAbout} from '../../../../../src/assurance/audit/witness/ask.ts';
import {writeRequest} from '../../../../../src/assurance/audit/witness/request.ts';
import {append, failureOf, openLog, temporaryFolder} from '../../support/logs.ts';
import {cosign, type Witnessed, withWitnesses} from '../../support/witnesses.ts';

const ACT = {action: 'EXTRACT_PROVISIONED', project: 'p1'} as const;
/** The entry that the thief wants to be gone, or to be another. */
const TARGET = 11;

/** A log of which witnesses cosigned 10 entries, then all; and what the thief starts from. */
async function victim() {
  const directory = join(temporaryFolder(), 'audit');
  const log = await openLog(directory);
  await append(log, 8);
  await log.close();
  const witnessed = await withWitnesses(directory);
  await cosign(directory, witnessed, ['university', 'panel']);
  const more = await openLog(directory);
  expect(await more.append(ACT)).toBe(TARGET);
  await append(more, 300);
  await more.close();
  await cosign(directory, witnessed, ['university', 'panel']);
  const {size} = await verifyLog(directory);
  const entries: Buffer[] = [];
  for (let i = 0; i < size; i++) entries.push(Buffer.from(await storedEntry(directory, i)));
  return {directory, witnessed, entries};
}

/** Writes a log of these entries with the stolen key, as if there had never been another. */
function forge(from: string, entries: readonly Buffer[]): string {
  const directory = join(temporaryFolder(), 'forged');
  cpSync(from, directory, {recursive: true});
  rmSync(join(directory, 'tile'), {recursive: true});
  writeFileSync(join(directory, 'journal'), '');
  const {size, edge, tiles} = growEdge(0, [], entries.map(leafHash));
  const put = (path: string, bytes: Buffer) => {
    mkdirSync(dirname(join(directory, path)), {recursive: true});
    writeFileSync(join(directory, path), bytes);
  };
  for (const tile of tiles) put(tilePath(tile), Buffer.concat(tile.hashes));
  for (let first = 0; first < size; first += 256) {
    const width = Math.min(256, size - first);
    const bundle = encodeBundle(entries.slice(first, first + width));
    put(tilePath({level: 'entries', index: first / 256, width}), bundle);
  }
  const seed = Buffer.from(readFileSync(join(directory, 'log.key'), 'utf8').trim(), 'hex');
  const signer = signerFromSeed('dolen.local/audit', seed);
  writeFileSync(
    join(directory, 'checkpoint'),
    signCheckpoint({size, root: edgeRoot(edge)}, signer),
  );
  return directory;
}

const rewritten = (entries: readonly Buffer[]): Buffer[] =>
  entries.map((entry, i) =>
    i === TARGET ? Buffer.from(entry.toString().replace('"p1"', '"p2"')) : entry,
  );

/** What a witness answers when the thief asks with the best proof there can be. */
async function answerOf(directory: string, {witnesses}: Witnessed, old: number) {
  const note = readFileSync(join(directory, 'checkpoint'), 'utf8');
  const size = Number(note.split('\n')[1]);
  const proof = old <= size ? await storedTree(directory).consistencyProof(old, size) : [];
  const university = witnesses.get('university');
  const answer = await university?.addCheckpoint(Buffer.from(writeRequest(old, proof, note)));
  return [answer?.status, answer?.body.trimEnd()];
}

const named = async (directory: string, {policy}: Witnessed, held: string[] = []) => {
  // In itself the forged log is without fault: only what others hold tells.
  await verifyLog(directory);
  const outside = held.map((name, i) => ({name: `copy ${i}`, bytes: readFileSync(name)}));
  const failure = await failureOf(compareOutside(directory, policy, outside));
  expect(failure.exitStatus).toBe(5);
  return failure.faults.map(({where, what}) => `${where} ${what}`);
};

describe('with the stolen key of the log', () => {
  it('nothing is found in an honest log', async () => {
    const {directory, witnessed, entries} = await victim();
    const copy = forge(directory, entries);
    const view = await compareOutside(copy, witnessed.policy);
    expect(view.quorum).toEqual({name: 'outside', isMet: true, size: entries.length - 2});
    expect(view.witnesses.map(({size}) => size)).toEqual([
      entries.length - 2,
      0,
      entries.length - 2,
    ]);
  });

  it('a quorum reaches as far as enough witnesses do, each with a size of its own', async () => {
    const directory = join(temporaryFolder(), 'audit');
    await (await openLog(directory)).close();
    const witnessed = await withWitnesses(directory);
    const reaches: number[] = [];
    for (const names of [['university'], ['panel'], ['university'], ['controller'], ['panel']]) {
      await cosign(directory, witnessed, names);
      reaches.push((await compareOutside(directory, witnessed.policy)).quorum.size);
    }
    // Sizes 1, 2, 3, 4, 5: the second largest of what the three have seen.
    expect(reaches).toEqual([0, 1, 2, 3, 4]);
  });

  it('the last entries are cut off: witnesses answer 400 or 409, and the verifier names the first', async () => {
    const {directory, witnessed, entries} = await victim();
    const forged = forge(directory, entries.slice(0, TARGET));
    const held = entries.length - 2;
    expect(await answerOf(forged, witnessed, held)).toEqual([400, expect.any(String)]);
    expect(await answerOf(forged, witnessed, TARGET)).toEqual([409, String(held)]);
    expect(await answerOf(forged, witnessed, 0)).toEqual([409, String(held)]);
    const faults = await named(forged, witnessed);
    expect(
      faults.every(
        (fault) => fault.startsWith(`entry ${TARGET} missing`) && fault.includes(' shows '),
      ),
    ).toBe(true);
    const [witness] = witnessed.policy.witnesses;
    const note = readFileSync(join(forged, 'checkpoint'), 'utf8');
    if (!witness) throw new Error('no witness');
    expect((await failureOf(askAbout(forged, note, witness))).message).toContain(`entry ${TARGET}`);
  });

  it('an entry is rewritten: witnesses answer 422, and the verifier names it by its receipt', async () => {
    const {directory, witnessed, entries} = await victim();
    const forged = forge(directory, rewritten(entries));
    expect(await answerOf(forged, witnessed, entries.length - 2)).toEqual([
      422,
      expect.any(String),
    ]);
    const faults = await named(forged, witnessed);
    expect(faults).toContain(`entry ${TARGET} is not the one of ${receiptPath(TARGET)}`);
    const [witness] = witnessed.policy.witnesses;
    const note = readFileSync(join(forged, 'checkpoint'), 'utf8');
    if (!witness) throw new Error('no witness');
    expect((await failureOf(askAbout(forged, note, witness))).code).toBe('LOG_BROKEN');
  });

  it('two histories of one size are told: witnesses answer 422, and two checkpoints show between which entries', async () => {
    const {directory, witnessed, entries} = await victim();
    const forged = forge(directory, rewritten(entries.slice(0, entries.length - 2)));
    expect(await answerOf(forged, witnessed, entries.length - 2)).toEqual([
      422,
      expect.any(String),
    ]);
    // The thief has removed what the home held; two people kept their copies.
    rmSync(join(forged, 'witness'), {recursive: true});
    rmSync(join(forged, 'receipts'), {recursive: true});
    await compareOutside(forged, witnessed.policy);
    const small = join(directory, 'witness/university', '9');
    const large = join(directory, 'witness/university', String(entries.length - 2));
    expect(await named(forged, witnessed, [large, small])).toEqual([
      `entry 9 or a later one before entry ${entries.length - 2} is not the one that copy 0 shows`,
    ]);
    const receipt = join(directory, receiptPath(TARGET));
    expect(await named(forged, witnessed, [receipt])).toContain(
      `entry ${TARGET} is not the one of copy 0`,
    );
  });

  it('another log under the same name is told by its key', async () => {
    const {directory, witnessed, entries} = await victim();
    const other = join(temporaryFolder(), 'audit');
    const log = await openLog(other, {
      now: () => Date.UTC(2026, 0, 5, 9),
      randomBytes: (length) => new Uint8Array(length).fill(9),
      step: () => undefined,
    });
    await log.close();
    cpSync(other, join(directory, 'other'), {recursive: true});
    expect(entries.length).toBeGreaterThan(300);
    expect(await named(other, witnessed)).toEqual([
      'checkpoint not signed by a log that the policy names',
    ]);
  });
});
