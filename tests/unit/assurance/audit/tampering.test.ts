/** No byte of a log can change without the verifier saying where. */

import {closeSync, openSync, readFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {failureOf, logWith} from '../support/logs.ts';

const PUBLISHED = 5;
const JOURNALLED = 3;

/** Changes every byte of a file, one at a time, and says what the verifier said. */
async function* changes(directory: string, file: string) {
  const path = join(directory, file);
  const bytes = readFileSync(path);
  const handle = openSync(path, 'r+');
  try {
    for (const [at, byte] of bytes.entries()) {
      // Another bit at every place, so that all eight are tried on every kind of byte.
      writeSync(handle, Buffer.of(byte ^ (1 << (at % 8))), 0, 1, at);
      yield {at, failure: await failureOf(verifyLog(directory))};
      writeSync(handle, Buffer.of(byte), 0, 1, at);
    }
  } finally {
    closeSync(handle);
  }
}

/** The entries that a message names. */
const named = (message: string): number[] =>
  [...message.matchAll(/entry (\d+)/g)].map((match) => Number(match[1]));

describe('a log of which one byte has changed', () => {
  it('is refused, and the entry is named', async () => {
    const directory = await logWith(PUBLISHED, JOURNALLED);
    expect(await verifyLog(directory)).toMatchObject({size: PUBLISHED, unpublished: JOURNALLED});
    const places = [
      {file: `tile/entries/000.p/${PUBLISHED}`, first: 0, around: 2},
      {file: 'journal', first: PUBLISHED, around: 6},
    ];
    for (const {file, first, around} of places) {
      const bytes = readFileSync(join(directory, file));
      const owner: number[] = [];
      for (let at = 0, entry = first; at < bytes.length; entry++) {
        const length = bytes.readUInt16BE(at) + around;
        owner.push(...Array<number>(length).fill(entry));
        at += length;
      }
      for await (const {at, failure} of changes(directory, file)) {
        expect([file, at, failure.code, named(failure.message)]).toEqual([
          file,
          at,
          'LOG_BROKEN',
          [owner[at]],
        ]);
      }
    }
    await verifyLog(directory);
  });

  it('is refused for a tile, the checkpoint or the public key', async () => {
    const directory = await logWith(PUBLISHED, 0);
    for (const file of [`tile/0/000.p/${PUBLISHED}`, 'checkpoint', 'log.vkey']) {
      for await (const {at, failure} of changes(directory, file)) {
        expect([file, at, failure.code]).toEqual([file, at, 'LOG_BROKEN']);
        if (file.startsWith('tile')) expect(named(failure.message)).toEqual([Math.floor(at / 32)]);
      }
    }
  });

  it('is refused for the tiles above the leaves', async () => {
    const directory = await logWith(600, 0);
    for await (const {failure} of changes(directory, 'tile/1/000.p/2')) {
      expect(failure.message).toMatch(/tile\/0\/00[01]: does not hash to its place in level 1/);
    }
  });
});
