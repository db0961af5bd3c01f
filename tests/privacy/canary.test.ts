/**
 * People whose names, numbers, postcodes and birth dates occur nowhere else go through every command
 * and every failure. Then everything that was printed, logged, thrown or written is searched.
 */

import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {verifyLog} from '../../src/assurance/audit/verify.ts';
import {parseContract} from '../../src/kernel/contract/parse.ts';
import {at, clearCanaries, home, root, sendCanaries, transcript} from './canary-journey.ts';
import {CANARIES, DIAGNOSES, identifyingTexts} from './canary-people.ts';
import {filesUnder, found, payloadText, textOf} from './leak-search.ts';

beforeAll(sendCanaries, 300_000);

afterAll(clearCanaries);

describe('bad input', () => {
  it('every command ends as it must, with a code, a hint and the exit status of the catalogue', () => {
    const wrong = transcript.flatMap(({name, code, run}) => {
      if (code === null) return run.status === 0 ? [] : [`${name}: ${run.status} ${run.stderr}`];
      if (code === 'blocked') return run.status === 3 ? [] : [`${name}: not blocked`];
      const said = run.stderr.includes(`dolen: ${code}:`) && run.stderr.includes('hint: ');
      return said && [2, 3, 4, 70].includes(run.status ?? -1) ? [] : [`${name}: ${run.stderr}`];
    });
    expect(wrong).toEqual([]);
  });

  it('no failure left anything half-written', async () => {
    const left = (await readdir(at('transit'))).filter((name) => /^[xynrz]\d?$|partial/.test(name));
    expect(left).toEqual([]);
    const partial = (await filesUnder(root)).filter((file) => file.includes('.partial'));
    expect(partial).toEqual([]);
    const scratch = (await filesUnder(home)).filter((file) =>
      /\/tmp\//.test(file.slice(home.length)),
    );
    expect(scratch).toEqual([]);
  });

  it('the log verifies, and says of every failed job that it failed', async () => {
    const verified = await verifyLog(join(home, 'audit'));
    const failed = transcript.filter(
      ({code}) => code !== null && code !== 'blocked' && code !== 'USAGE',
    );
    expect(verified.actions.JOB_FAILED).toBeGreaterThanOrEqual(failed.length);
  });
});

describe('keys', () => {
  it('are in nothing that was printed, nor in any file but the keyrings', async () => {
    const keyrings = (await filesUnder(home)).filter((file) => file.endsWith('.keys'));
    expect(keyrings.length).toBeGreaterThanOrEqual(4);
    const wanted: Buffer[] = [];
    for (const file of keyrings) {
      const {rootKey, identity} = JSON.parse(await readFile(file, 'utf8')) as Record<
        string,
        string
      >;
      const root_ = Buffer.from(rootKey ?? '', 'hex');
      wanted.push(root_, ...['hex', 'base64url'].map((form) => written(root_, form)));
      wanted.push(written(root_, 'base64'), Buffer.from(identity ?? ''));
    }
    const printed = transcript.map(({run}) => `${run.stdout}\n${run.stderr}`).join('\n');
    const holds = (bytes: Buffer) => wanted.filter((one) => bytes.includes(one)).length;
    expect(holds(Buffer.from(printed))).toBe(0);
    let found = 0;
    for (const file of await filesUnder(root)) {
      const bytes = await readFile(file);
      // A search that finds nothing where keys are would prove nothing.
      if (keyrings.includes(file)) expect(holds(bytes)).toBe(2);
      else found += holds(bytes);
    }
    expect(found).toBe(0);
  });
});

/** The last group of base64 depends on what follows, and so is left out. */
const written = (bytes: Buffer, form: string): Buffer =>
  Buffer.from(bytes.toString(form as BufferEncoding).slice(0, form === 'hex' ? 64 : -4));

describe('canaries', () => {
  const identifiers = identifyingTexts();
  const identities = async (keys: string) =>
    (JSON.parse(await readFile(join(home, keys), 'utf8')) as {identity: string}).identity;

  it('are found where they belong, so that the search can fail', async () => {
    const file1 = await payloadText(
      at('transit', 'visit', 'file1'),
      await identities('third-party/third-party.keys'),
    );
    expect(found(file1, identifiers)).toBeGreaterThan(200);
    const file2 = await payloadText(
      at('transit', 'visit', 'file2'),
      await identities('store/store.keys'),
    );
    expect(found(file2, DIAGNOSES)).toBe(DIAGNOSES.length);
    expect(
      found(await textOf(join(home, 'third-party', 'spine.duckdb')), identifiers),
    ).toBeGreaterThan(200);
  });

  it('are in nothing that was printed', () => {
    const printed = transcript.map(({run}) => `${run.stdout}\n${run.stderr}`).join('\n');
    expect(found(printed, [...identifiers, ...DIAGNOSES.slice(2)])).toBe(0);
  });

  it.each(['audit', 'logs', 'store', 'projects', 'output', 'recipients'])(
    'are in no file of %s/, nor in its name',
    async (folder) => {
      for (const file of await filesUnder(join(home, folder))) {
        expect(found(`${file}\n${await textOf(file)}`, identifiers), folder).toBe(0);
      }
    },
  );

  it('are in no File 2, File 3, extract, release or cohort', async () => {
    const store = await identities('store/store.keys');
    for (const name of ['registration', 'visit', 'death']) {
      expect(found(await payloadText(at('transit', name, 'file2'), store), identifiers)).toBe(0);
      expect(found(await payloadText(at('transit', name, 'file3'), store), identifiers)).toBe(0);
    }
    const project = await identities('projects/PRJ-CANARY/project.keys');
    const output = await identities('output/output.keys');
    for (const [folder, identity] of [
      ['extracts', project],
      ['releases', output],
    ] as const) {
      const places = (await filesUnder(join(home, folder))).filter((file) =>
        file.endsWith('manifest.json'),
      );
      expect(places.length).toBeGreaterThan(0);
      for (const place of places) {
        expect(found(await payloadText(join(place, '..'), identity), identifiers)).toBe(0);
      }
    }
    for (const file of await filesUnder(at('cohort'))) {
      expect(found(await textOf(file), identifiers)).toBe(0);
    }
  });

  it('left none of their diagnoses in File 1, File 3 or the third party', async () => {
    const thirdParty = await identities('third-party/third-party.keys');
    const store = await identities('store/store.keys');
    expect(found(await payloadText(at('transit', 'visit', 'file1'), thirdParty), DIAGNOSES)).toBe(
      0,
    );
    expect(found(await payloadText(at('transit', 'visit', 'file3'), store), DIAGNOSES)).toBe(0);
    for (const file of await filesUnder(join(home, 'third-party'))) {
      expect(found(await textOf(file), DIAGNOSES)).toBe(0);
    }
  });

  it('who opted out are not in the store', async () => {
    const catalogue = transcript.find(({name}) => name === 'catalogue')?.run.stdout ?? '';
    expect(catalogue).toContain('registration, version 1: 59 rows');
  });

  it('are in no error object', () => {
    const canary = String(CANARIES[0]?.surname);
    try {
      parseContract(
        `name: ${canary}\ntitle: ${canary}\nfields: [{name: ${canary}, type: ${canary}}]\n`,
      );
      expect.unreachable();
    } catch (error) {
      expect(found(inspect(error, {depth: 9, showHidden: true}), [canary])).toBe(0);
    }
  });
});
