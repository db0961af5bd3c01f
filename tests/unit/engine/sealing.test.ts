import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {newIdentity, openSealedFile, recipientOf, sealFile} from '../../../src/engine/sealing.ts';
import {sha256} from '../../../src/kernel/digests.ts';
import {DataFault, Refusal} from '../../../src/kernel/errors.ts';
import {scratch} from '../../support/dolen.ts';
import {everythingOf, failureOf} from '../kernel/failure-of.ts';

// age seals in chunks of 64 KiB: nothing, a little, exactly one and two chunks, and more.
const SIZES = [0, 1, 65_535, 65_536, 65_537, 131_072, 3_000_001];
const bytesOf = (size: number): Buffer => Buffer.alloc(size, 'made-up rows, ');

async function sealed(size: number) {
  const place = await scratch();
  const [plain, shut, opened] = ['plain', 'shut.age', 'opened'].map((name) =>
    join(place, name),
  ) as [string, string, string];
  writeFileSync(plain, bytesOf(size));
  const {identity, recipient} = await newIdentity();
  const receipt = await sealFile(plain, shut, recipient);
  return {place, plain, shut, opened, identity, recipient, receipt};
}

describe('a sealed file', () => {
  it.each(SIZES)(
    'opens to the %i bytes that were sealed, with both digests right',
    async (size) => {
      const {shut, opened, identity, receipt} = await sealed(size);
      expect(await openSealedFile(shut, opened, identity)).toBe(receipt.plain);
      expect(readFileSync(opened).equals(bytesOf(size))).toBe(true);
      expect(receipt.plain).toBe(sha256(bytesOf(size)));
      expect(receipt.sealed).toBe(sha256(readFileSync(shut)));
      expect(receipt.bytes).toBe(statSync(shut).size);
    },
  );

  it('holds nothing of its content that can be read', async () => {
    const {shut} = await sealed(10_000);
    expect(readFileSync(shut).includes('made-up rows')).toBe(false);
  });

  it('is opened to a file that others cannot read', async () => {
    const {shut, opened, identity} = await sealed(10);
    await openSealedFile(shut, opened, identity);
    expect(statSync(opened).mode & 0o077).toBe(0);
  });

  it('is other bytes each time, though the content is the same', async () => {
    const {plain, place, recipient, receipt} = await sealed(100);
    const again = await sealFile(plain, join(place, 'again.age'), recipient);
    expect(again.plain).toBe(receipt.plain);
    expect(again.sealed).not.toBe(receipt.sealed);
  });

  it('is refused to another identity, and nothing is written', async () => {
    const {shut, opened} = await sealed(100);
    const {identity} = await newIdentity();
    const failure = await failureOf(() => openSealedFile(shut, opened, identity));
    expect(failure).toBeInstanceOf(Refusal);
    expect(failure.code).toBe('WRONG_KEY');
    expect(everythingOf(failure)).not.toContain(identity);
    expect(existsSync(opened)).toBe(false);
  });

  it('with a flipped bit anywhere after its header is damaged, and nothing is left', async () => {
    const {shut, opened, identity} = await sealed(200_000);
    const whole = readFileSync(shut);
    const header = whole.indexOf('\n---') + 1;
    for (const at of [header + 10, header + 60, 70_000, whole.length - 70_000, whole.length - 1]) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      writeFileSync(shut, flipped);
      const failure = await failureOf(() => openSealedFile(shut, opened, identity));
      expect(failure).toBeInstanceOf(DataFault);
      expect(failure.code).toBe('BORDER_DAMAGED');
      expect(existsSync(opened)).toBe(false);
    }
  });

  it('that was cut, even between two chunks, or has more at its end is damaged', async () => {
    const {shut, opened, identity} = await sealed(131_072);
    const whole = readFileSync(shut);
    const chunk = 65_536 + 16;
    const changed = [
      whole.subarray(0, whole.length - 1),
      whole.subarray(0, whole.length - chunk),
      whole.subarray(0, 200),
      whole.subarray(0, 20),
      Buffer.alloc(0),
      Buffer.concat([whole, Buffer.from('more')]),
      Buffer.from('these were never sealed'),
    ];
    for (const bytes of changed) {
      writeFileSync(shut, bytes);
      const failure = await failureOf(() => openSealedFile(shut, opened, identity));
      expect(failure.code).toBe('BORDER_DAMAGED');
      expect(existsSync(opened)).toBe(false);
    }
  });
});

describe('an identity', () => {
  it('has one recipient, and prints as age prints it', async () => {
    const {identity, recipient} = await newIdentity();
    expect(await recipientOf(identity)).toBe(recipient);
    expect(recipient).toMatch(/^age1[02-9ac-hj-np-z]{58}$/);
    expect(identity.startsWith('AGE-SECRET-KEY-1')).toBe(true);
    expect((await newIdentity()).recipient).not.toBe(recipient);
  });
});

const ageVersion = spawnSync('age', ['--version'], {encoding: 'utf8'});
const hasAge = ageVersion.status === 0 && spawnSync('age-keygen', ['--version']).status === 0;
if (!hasAge) process.stderr.write('skipped: age and age-keygen are not installed\n');

describe.skipIf(!hasAge)('the age tool of the system', () => {
  it('opens what we seal', async () => {
    for (const size of SIZES) {
      const {place, shut, identity} = await sealed(size);
      const key = join(place, 'key.txt');
      writeFileSync(key, `${identity}\n`, {mode: 0o600});
      const run = spawnSync('age', ['-d', '-i', key, shut], {maxBuffer: 1 << 24});
      expect(run.status).toBe(0);
      expect(run.stdout.equals(bytesOf(size))).toBe(true);
    }
  });

  it('seals what we open, to a key of its own making', async () => {
    const place = await scratch();
    const key = join(place, 'key.txt');
    expect(spawnSync('age-keygen', ['-o', key]).status).toBe(0);
    const identity =
      readFileSync(key, 'utf8')
        .split('\n')
        .find((line) => line.startsWith('AGE-')) ?? '';
    const recipient = spawnSync('age-keygen', ['-y', key], {encoding: 'utf8'}).stdout.trim();
    expect(await recipientOf(identity)).toBe(recipient);
    for (const size of SIZES) {
      const [shut, opened] = [join(place, `${size}.age`), join(place, `${size}`)];
      const run = spawnSync('age', ['-r', recipient, '-o', shut], {input: bytesOf(size)});
      expect(run.status).toBe(0);
      expect(await openSealedFile(shut, opened, identity)).toBe(sha256(bytesOf(size)));
    }
  });

  it('does not open what we seal to another', async () => {
    const {place, shut} = await sealed(100);
    const key = join(place, 'other.txt');
    spawnSync('age-keygen', ['-o', key]);
    expect(spawnSync('age', ['-d', '-i', key, shut]).status).not.toBe(0);
  });
});
