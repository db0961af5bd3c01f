/** Free text stays in its zone: the log commits to it, the zone can open it, and can forget it. */

import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {opens} from '../../../../src/assurance/audit/commitment.ts';
import {
  commitAndKeep,
  eraseOpening,
  readOpening,
} from '../../../../src/assurance/audit/openings.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {
  DRAFT,
  entriesOf,
  failureOf,
  openLog,
  quietEffects,
  temporaryFolder,
} from '../support/logs.ts';

/** A log with one entry that commits to values, and the zone that made it. */
async function committed(values: {readonly [name: string]: string}) {
  const zone = temporaryFolder();
  const directory = join(temporaryFolder(), 'audit');
  const commits = await commitAndKeep(zone, values, quietEffects());
  const log = await openLog(directory);
  await log.append({...DRAFT, commits});
  await log.close();
  return {zone, directory, stored: entriesOf(directory, 2)[1]?.commits ?? {}};
}

const filesOf = (zone: string): string[] => readdirSync(join(zone, 'openings')).sort();

describe('an opening', () => {
  it('is kept for every value, in the zone and readable by nobody else', async () => {
    const {zone, directory, stored} = await committed({because: 'they moved', comment: 'dau ŵr'});
    expect(Object.keys(stored)).toEqual(['because', 'comment']);
    expect(filesOf(zone)).toEqual(
      Object.values(stored)
        .map((hash) => `${hash}.json`)
        .sort(),
    );
    expect(statSync(join(zone, 'openings')).mode & 0o777).toBe(0o700);
    for (const name of filesOf(zone)) {
      expect(statSync(join(zone, 'openings', name)).mode & 0o777).toBe(0o600);
    }
    expect(await readOpening(zone, stored.comment ?? '')).toMatchObject({
      name: 'comment',
      value: 'dau ŵr',
    });
    expect(readFileSync(join(directory, 'tile/entries/000.p/2'), 'utf8')).not.toContain('moved');
  });

  it('is on disk before the entry that needs it', async () => {
    const zone = temporaryFolder();
    const log = await openLog(join(temporaryFolder(), 'audit'));
    const commits = await commitAndKeep(zone, {because: 'x'}, quietEffects());
    expect(filesOf(zone)).toEqual([`${commits.because}.json`]);
    await log.close();
  });

  it('is refused when it no longer fits', async () => {
    const {zone, stored} = await committed({because: 'they moved'});
    const commitment = stored.because ?? '';
    const place = join(zone, 'openings', `${commitment}.json`);
    const kept = readFileSync(place, 'utf8');
    for (const changed of [
      kept.replace('moved', 'stayed'),
      kept.replace(/"salt":"./, '"salt":"g'),
      kept.replace('"value"', '"values"'),
      kept.slice(0, 20),
      '',
    ]) {
      writeFileSync(place, changed);
      expect((await failureOf(readOpening(zone, commitment))).code).toBe('OPENING_DAMAGED');
    }
  });

  it('is looked for by digest only', async () => {
    const {zone} = await committed({because: 'they moved'});
    writeFileSync(join(zone, 'other.json'), '{}');
    expect(await readOpening(zone, '../other')).toBeNull();
    expect(await eraseOpening(zone, '../other')).toBe(false);
    expect(readdirSync(zone)).toContain('other.json');
    expect(await readOpening(zone, '0'.repeat(64))).toBeNull();
    expect(await eraseOpening(zone, '0'.repeat(64))).toBe(false);
  });

  it('leaves nothing of a write that a kill cut off', async () => {
    const {zone} = await committed({because: 'first'});
    const left = join(zone, 'openings', `${'a'.repeat(64)}.json.999999999.some-uuid.partial`);
    writeFileSync(left, '{"name":"because","salt":"');
    await commitAndKeep(zone, {because: 'second'}, {randomBytes: () => new Uint8Array(32)});
    expect(filesOf(zone).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(filesOf(zone)).toHaveLength(2);
  });
});

describe('an erased opening', () => {
  it('cannot be found by trying every value, and every entry still verifies', async () => {
    const {zone, directory, stored} = await committed({answer: '4217'});
    const commitment = stored.answer ?? '';
    const domain = Array.from({length: 10_000}, (_, i) => String(i));
    const {salt = ''} = (await readOpening(zone, commitment)) ?? {};
    expect(domain.filter((value) => opens(commitment, value, salt))).toEqual(['4217']);
    const before = await verifyLog(directory);

    expect(await eraseOpening(zone, commitment)).toBe(true);

    expect(await readOpening(zone, commitment)).toBeNull();
    expect(filesOf(zone)).toEqual([]);
    expect(await verifyLog(directory)).toEqual(before);
    // Everything that is left anywhere, tried as the salt.
    const salts = ['00'.repeat(32), 'ff'.repeat(32), ...everyDigestIn(directory), commitment];
    const found = domain.filter((value) => salts.some((one) => opens(commitment, value, one)));
    expect(found).toEqual([]);
  });

  it('does not take others with it', async () => {
    const {zone, stored} = await committed({because: 'one', comment: 'two'});
    await eraseOpening(zone, stored.because ?? '');
    expect((await readOpening(zone, stored.comment ?? ''))?.value).toBe('two');
    expect(await eraseOpening(zone, stored.because ?? '')).toBe(false);
  });
});

/** Whatever looks like a salt in the log. */
const everyDigestIn = (directory: string): string[] =>
  readFileSync(join(directory, 'tile/entries/000.p/2'), 'utf8').match(/[0-9a-f]{64}/g) ?? [];
