/** The verifier needs Node and its own few files: it runs where there is nothing else. */

import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {isBuiltin} from 'node:module';
import {dirname, join, relative} from 'node:path';
import {describe, expect, it} from 'vitest';
import {type Cosigner, cosignerFromSeed} from '../../../../src/assurance/audit/note/cosignature.ts';
import {parseNote, signerFromSeed} from '../../../../src/assurance/audit/note/note.ts';
import {heldCheckpoints, keepCosigned} from '../../../../src/assurance/audit/outside/cosigned.ts';
import {writeProofFile} from '../../../../src/assurance/audit/outside/proof-file.ts';
import {proveEntry} from '../../../../src/assurance/audit/outside/receipts.ts';
import {readPolicy} from '../../../../src/assurance/audit/outside/stored-policy.ts';
import {logWith, temporaryFolder} from '../support/logs.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const SCRIPT = 'bin/verify-log.js';

/** What a file imports, dynamically too; types that are stripped are not imported. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8').replaceAll(/^import type [^;]*;$/gm, '');
  const found = text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'([^']+)'/g);
  return [...found].map((match) => match[1] as string);
}

/** Every file that is needed, and every import that is neither a file of ours nor part of Node. */
function closureOf(entry: string): {files: string[]; others: string[]} {
  const files = new Set<string>();
  const others: string[] = [];
  const visit = (path: string): void => {
    if (files.has(path)) return;
    files.add(path);
    for (const name of importsOf(path)) {
      if (name.startsWith('.')) visit(relative(ROOT, join(ROOT, dirname(path), name)));
      else if (!name.startsWith('node:') || !isBuiltin(name)) others.push(`${path}: ${name}`);
    }
  };
  visit(entry);
  return {files: [...files].sort(), others};
}

/** The checkpoint of a log with what a witness adds to it. */
function cosigned(log: string, witness: Cosigner): string {
  const note = readFileSync(join(log, 'checkpoint'), 'utf8');
  return note + witness.cosign(parseNote(Buffer.from(note))?.text ?? '', 1_700_000_000);
}

async function receiptOf(log: string, index: number): Promise<string> {
  const held = await heldCheckpoints(log, await readPolicy(log));
  return writeProofFile((await proveEntry(log, index, held)).proof);
}

describe('the verifier alone', () => {
  const {files, others} = closureOf(SCRIPT);

  it('imports no package, on any path', () => {
    expect(files).toContain('src/assurance/audit/tree/merkle.ts');
    expect(files.length).toBeLessThan(60);
    expect(others).toEqual([]);
    // The walk sees packages where there are some.
    expect(closureOf('src/cli/effects.ts').others).toContain('src/cli/effects.ts: pino');
  });

  describe('copied into an empty directory', () => {
    /** The copy, and a log beside it. */
    async function elsewhere(): Promise<{place: string; log: string}> {
      const place = temporaryFolder();
      for (const path of files) {
        mkdirSync(dirname(join(place, path)), {recursive: true});
        cpSync(join(ROOT, path), join(place, path));
      }
      const log = await logWith(300, 5);
      cpSync(log, join(place, 'log'), {recursive: true});
      return {place, log: join(place, 'log')};
    }

    /** With an environment of nothing, so that no path leads to packages. */
    const verify = (place: string, ...args: string[]) =>
      spawnSync(process.execPath, [SCRIPT, ...args], {cwd: place, env: {}, encoding: 'utf8'});

    it('says size, origin and root of a log that is whole', async () => {
      const {place, log} = await elsewhere();
      const {status, stdout, stderr} = verify(place, 'log');
      expect([status, stderr]).toEqual([0, '']);
      const [origin, size, root] = readFileSync(join(log, 'checkpoint'), 'utf8').split('\n');
      expect(stdout).toContain(`origin  ${origin}\nsize    ${size}\nroot    ${root}\n`);
      expect(stdout).toContain('300 entries under its checkpoint, 5 not yet');
    });

    it('ends with 5 and the index when one byte has changed', async () => {
      const {place, log} = await elsewhere();
      for (const [path, index] of [
        ['tile/entries/000', 0],
        ['tile/entries/001.p/44', 256],
        ['journal', 300],
      ] as const) {
        const bytes = readFileSync(join(log, path));
        const changed = Buffer.from(bytes);
        changed[40] = (changed[40] as number) ^ 4;
        writeFileSync(join(log, path), changed);
        const {status, stdout, stderr} = verify(place, 'log');
        expect([path, status, stdout]).toEqual([path, 5, '']);
        expect(stderr).toMatch(new RegExp(`^LOG_BROKEN\n {2}entry ${index}: `));
        writeFileSync(join(log, path), bytes);
      }
      expect(verify(place, 'log').status).toBe(0);
    });

    it('holds the log to a policy: its key, and the quorum of witnesses', async () => {
      const {place, log} = await elsewhere();
      const vkey = readFileSync(join(log, 'log.vkey'), 'utf8').trim();
      const other = signerFromSeed('dolen.local/audit', Buffer.alloc(32, 9)).vkey;
      const witness = cosignerFromSeed('hospital', Buffer.alloc(32, 8));
      const asked = (key: string) => {
        writeFileSync(join(place, 'policy'), key);
        return verify(place, 'log', '--policy', 'policy');
      };
      expect(asked(`log ${vkey}\nquorum none\n`)).toMatchObject({
        status: 0,
        stderr: '',
        stdout: expect.stringMatching(/^quorum {2}none asked for/m),
      });
      expect(verify(place, 'log').stdout).not.toContain('quorum');
      expect(asked(`log ${other}\nquorum none\n`)).toMatchObject({
        status: 5,
        stderr: expect.stringMatching(/^LOG_BROKEN\n {2}checkpoint: not signed by a log/),
      });
      expect(
        asked(`log ${vkey}\nwitness hospital ${witness.vkey}\nquorum hospital\n`),
      ).toMatchObject({
        status: 5,
        stdout: '',
        stderr: 'QUORUM_NOT_MET\nwitness hospital has cosigned 0 entries\n',
      });
      await keepCosigned(log, 'hospital', {size: 300, note: cosigned(log, witness)});
      expect(
        asked(`log ${vkey}\nwitness hospital ${witness.vkey}\nquorum hospital\n`),
      ).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^quorum {2}hospital: met for the first 300 entries$/m),
      });
    });

    it('holds a receipt to a policy, and to nothing that came with it', async () => {
      const {place, log} = await elsewhere();
      const vkey = readFileSync(join(log, 'log.vkey'), 'utf8').trim();
      const witness = cosignerFromSeed('hospital', Buffer.alloc(32, 8));
      const asks = `log ${vkey}\nwitness hospital ${witness.vkey}\nquorum hospital\n`;
      const text = await receiptOf(log, 7);
      const asked = (policy: string, receipt: string) => {
        writeFileSync(join(place, 'policy'), policy);
        writeFileSync(join(place, '7.tlog-proof'), receipt);
        return verify(place, '7.tlog-proof', '--policy', 'policy');
      };
      const alone = asked(`log ${vkey}\nquorum none\n`, text);
      expect([alone.status, alone.stderr]).toEqual([0, '']);
      expect(alone.stdout).toMatch(
        /^the receipt verifies: entry 7 of dolen\.local\/audit, among 300\n/,
      );
      expect(alone.stdout).toMatch(/^quorum {2}none asked for/m);
      expect(asked(asks, text)).toMatchObject({status: 5, stdout: ''});
      expect(asked(asks, text).stderr).toMatch(/^QUORUM_NOT_MET\n {2}witness hospital: /);
      await keepCosigned(log, 'hospital', {size: 300, note: cosigned(log, witness)});
      writeFileSync(join(log, 'policy'), asks);
      const met = asked(asks, await receiptOf(log, 7));
      expect(met.stdout).toMatch(/^witness hospital has cosigned it\nquorum {2}hospital: met$/m);
      const damaged = asked(`log ${vkey}\nquorum none\n`, text.replace('index 7', 'index 8'));
      expect([damaged.status, damaged.stdout]).toEqual([5, '']);
      expect(damaged.stderr).toMatch(/^RECEIPT_INVALID\n/);
      const bare = verify(place, '7.tlog-proof');
      expect([bare.status, bare.stdout]).toEqual([2, '']);
      expect(bare.stderr).toContain('policy from someone you trust');
    });

    it('says in one line that files it needs were not copied with it', async () => {
      const {place} = await elsewhere();
      rmSync(join(place, 'src/assurance/audit/tree/merkle.ts'));
      expect(verify(place, 'log')).toMatchObject({
        status: 1,
        stdout: '',
        stderr: 'verify-log needs the files of src that it imports; some are missing here\n',
      });
    });

    it('says how it is used, and that there is no such directory', async () => {
      const {place} = await elsewhere();
      expect(verify(place)).toMatchObject({status: 2, stdout: ''});
      expect(verify(place, '--help').stderr).toContain('usage:');
      expect(verify(place, 'nowhere').stderr).toContain('INPUT_NOT_FOUND');
      expect(verify(place, 'nowhere').status).toBeGreaterThan(0);
      expect(readdirSync(place).sort()).toEqual(['bin', 'log', 'src']);
    });
  });
});
