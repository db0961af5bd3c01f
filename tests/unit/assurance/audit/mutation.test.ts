/** A thousand bytes of chance, changed one at a time in a log of several tiles: none is passed over. */

import {closeSync, openSync, readdirSync, readFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readEntry} from '../../../../src/assurance/audit/entry.ts';
import {decodeBundle} from '../../../../src/assurance/audit/tree/bundle.ts';
import {leafHash, rootOf} from '../../../../src/assurance/audit/tree/merkle.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import {failureOf, logWith} from '../support/logs.ts';

const CHANGES = 1000;
const PUBLISHED = 520;
const JOURNALLED = 9;

/** Numbers of chance that are the same every time. */
function* draws(seed: string): Generator<number, never> {
  for (let i = 0; ; i++) yield Number.parseInt(sha256(`${seed} ${i}`).slice(0, 12), 16);
}

/** The kinds of files that a log consists of; each gets its share of the changes. */
function filesByKind(directory: string): readonly (readonly string[])[] {
  const tiles = readdirSync(join(directory, 'tile'), {recursive: true, encoding: 'utf8'})
    .filter((name) => /\d$/.test(name))
    .map((name) => join('tile', name));
  const bundles = tiles.filter((name) => name.startsWith('tile/entries/'));
  return [
    bundles,
    tiles.filter((name) => name.startsWith('tile/0/')),
    tiles.filter((name) => name.startsWith('tile/1/')),
    ['checkpoint'],
    ['journal'],
  ];
}

/** The entry that a byte of a file belongs to, where the file holds entries or their hashes. */
function ownerOf(file: string, bytes: Buffer, at: number): number | null {
  const first = 256 * Number(/\/(\d{3})/.exec(file)?.[1] ?? 0);
  if (file.startsWith('tile/0/')) return first + Math.floor(at / 32);
  if (!file.startsWith('tile/entries/')) return null;
  let entry = first;
  for (let end = 0; ; entry++) {
    end += 2 + bytes.readUInt16BE(end);
    if (at < end) return entry;
  }
}

describe('a byte of chance in a log', () => {
  it('cannot be another without the verifier saying so, and where', async () => {
    const directory = await logWith(PUBLISHED, JOURNALLED);
    const intact = {size: PUBLISHED, unpublished: JOURNALLED};
    expect(await verifyLog(directory)).toMatchObject(intact);
    const kinds = filesByKind(directory);
    expect(kinds.map((files) => files.length)).toEqual([3, 3, 1, 1, 1]);
    const chance = draws('one byte');
    for (let i = 0; i < CHANGES; i++) {
      const files = kinds[i % kinds.length] as readonly string[];
      const file = files[chance.next().value % files.length] as string;
      const bytes = readFileSync(join(directory, file));
      const at = chance.next().value % bytes.length;
      const changed = (bytes[at] as number) ^ (1 + (chance.next().value % 255));
      const handle = openSync(join(directory, file), 'r+');
      try {
        writeSync(handle, Buffer.of(changed), 0, 1, at);
        const {code, message} = await failureOf(verifyLog(directory));
        expect([i, file, at, code]).toEqual([i, file, at, 'LOG_BROKEN']);
        const owner = ownerOf(file, bytes, at);
        if (owner !== null)
          expect([i, message]).toEqual([i, expect.stringMatching(new RegExp(`entry ${owner}:`))]);
        writeSync(handle, bytes, at, 1, at);
      } finally {
        closeSync(handle);
      }
    }
    expect(await verifyLog(directory)).toMatchObject(intact);
  });

  it('is found although the hash of its entry was changed with it, and the hash above', async () => {
    const directory = await logWith(PUBLISHED, 0);
    const change = (file: string, at: number, bytes: Buffer): void => {
      const handle = openSync(join(directory, file), 'r+');
      writeSync(handle, bytes, 0, bytes.length, at);
      closeSync(handle);
    };
    const bundle = readFileSync(join(directory, 'tile/entries/001'));
    const {entries} = decodeBundle(bundle);
    const forged = Buffer.from(entries[7]?.toString().replace('"store"', '"cloud"') ?? '');
    expect(readEntry(forged)).toMatchObject({seq: 263, zone: 'cloud'});
    change('tile/entries/001', bundle.indexOf(entries[7] as Buffer), forged);
    change('tile/0/001', 7 * 32, leafHash(forged));
    expect((await failureOf(verifyLog(directory))).faults).toEqual([
      {where: 'tile/0/001', what: 'does not hash to its place in level 1'},
    ]);
    const leaves = readFileSync(join(directory, 'tile/0/001'));
    const hashes = Array.from({length: 256}, (_, i) => leaves.subarray(i * 32, (i + 1) * 32));
    change('tile/1/000.p/2', 32, rootOf(hashes));
    expect((await failureOf(verifyLog(directory))).faults).toEqual([
      {where: 'checkpoint', what: 'its root is not that of the tiles'},
    ]);
  });
});
