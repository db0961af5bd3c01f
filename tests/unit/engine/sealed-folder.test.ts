import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {
  checkSealedFolder,
  openPayload,
  writeSealedFolder,
} from '../../../src/engine/sealed-folder.ts';
import {newIdentity, sealFile} from '../../../src/engine/sealing.ts';
import {type Digest, sha256} from '../../../src/kernel/digests.ts';
import {scratch} from '../../support/dolen.ts';
import {failureOf} from '../kernel/failure-of.ts';
import {draftFor} from './border-draft.ts';

async function folder() {
  const parent = await scratch();
  const plain = join(parent, 'rows.parquet');
  const place = join(parent, 'out', 'file1');
  writeFileSync(plain, 'rows that only the receiver may read');
  const {identity, recipient} = await newIdentity();
  const announced = new Set<Digest>();
  const isAnnounced = async (digest: Digest) => announced.has(digest);
  const announce = async (digest: Digest) => announced.add(digest);
  const write = (act: typeof announce = announce) =>
    writeSealedFolder(place, plain, {...draftFor(recipient), border: 'file1'}, act);
  return {parent, plain, place, identity, recipient, announced, isAnnounced, announce, write};
}

type Folder = Awaited<ReturnType<typeof folder>>;
const manifestOf = ({place}: Folder) => join(place, 'manifest.json');
const payloadOf = ({place}: Folder) => join(place, 'payload.parquet.age');
const codeOf = async ({place, isAnnounced}: Folder) =>
  (await failureOf(() => checkSealedFolder(place, 'file1', isAnnounced))).code;

describe('a sealed folder', () => {
  it('holds a manifest and a payload, and the plain file is gone', async () => {
    const it_ = await folder();
    const manifest = await it_.write();
    expect(readdirSync(it_.place).sort()).toEqual(['manifest.json', 'payload.parquet.age']);
    expect(existsSync(it_.plain)).toBe(false);
    expect(manifest.payload.sealed).toBe(sha256(readFileSync(payloadOf(it_))));
    expect(manifest.payload.plain).toBe(sha256('rows that only the receiver may read'));
  });

  it('is announced before it has its name, by the digest of its manifest', async () => {
    const it_ = await folder();
    let seen: [Digest, number, boolean] | null = null;
    const announce = async (digest: Digest, rows?: number) => {
      seen = [digest, rows ?? -1, existsSync(it_.place)];
      return it_.announce(digest);
    };
    await it_.write(announce);
    expect(seen).toEqual([sha256(readFileSync(manifestOf(it_))), 2, false]);
  });

  it('does not come to be when the log refuses the announcement', async () => {
    const it_ = await folder();
    const refused = new Error('the log is full');
    await expect(
      it_.write(async () => {
        throw refused;
      }),
    ).rejects.toBe(refused);
    expect(readdirSync(dirname(it_.place))).toEqual([]);
    expect(existsSync(it_.plain)).toBe(false);
  });

  it('leaves no plain file behind when its place is taken', async () => {
    const it_ = await folder();
    mkdirSync(it_.place, {recursive: true});
    expect((await failureOf(() => it_.write())).code).toBe('OUTPUT_EXISTS');
    expect(existsSync(it_.plain)).toBe(false);
    expect(readdirSync(it_.place)).toEqual([]);
  });

  it('is checked and opened by its receiver', async () => {
    const it_ = await folder();
    const manifest = await it_.write();
    const receipt = await checkSealedFolder(it_.place, 'file1', it_.isAnnounced);
    expect(receipt.manifest).toEqual(manifest);
    expect(it_.announced.has(receipt.digest)).toBe(true);
    const to = join(it_.parent, 'opened');
    await openPayload(it_.place, receipt, to, it_.identity);
    expect(readFileSync(to, 'utf8')).toBe('rows that only the receiver may read');
  });
});

describe('checking a sealed folder', () => {
  it('says that it is not there', async () => {
    const it_ = await folder();
    expect(await codeOf(it_)).toBe('INPUT_NOT_FOUND');
    mkdirSync(dirname(it_.place));
    writeFileSync(it_.place, 'a file, no folder');
    expect(await codeOf(it_)).toBe('INPUT_NOT_FOUND');
  });

  it('misses its manifest', async () => {
    const it_ = await folder();
    await it_.write();
    rmSync(manifestOf(it_));
    expect(await codeOf(it_)).toBe('BORDER_MANIFEST_MISSING');
  });

  it('misses its payload', async () => {
    const it_ = await folder();
    await it_.write();
    rmSync(payloadOf(it_));
    expect(await codeOf(it_)).toBe('BORDER_DAMAGED');
  });

  it('refuses a folder for another zone, and names the receiver', async () => {
    const it_ = await folder();
    await it_.write();
    const failure = await failureOf(() => checkSealedFolder(it_.place, 'file2', it_.isAnnounced));
    expect(failure.code).toBe('WRONG_BORDER');
    expect(failure.message).toContain('goes to third-party');
  });

  it('refuses a folder that no entry announced', async () => {
    const it_ = await folder();
    await it_.write();
    it_.announced.clear();
    expect(await codeOf(it_)).toBe('NOT_IN_LOG');
  });

  it('finds a flipped bit wherever it is in the payload', async () => {
    const it_ = await folder();
    await it_.write();
    const whole = readFileSync(payloadOf(it_));
    for (let at = 0; at < whole.length; at += 13) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(payloadOf(it_), flipped);
      expect(await codeOf(it_)).toBe('BORDER_DAMAGED');
    }
  });

  it('finds a flipped bit wherever it is in the manifest', async () => {
    const it_ = await folder();
    await it_.write();
    const whole = readFileSync(manifestOf(it_));
    const codes = new Set<string>();
    for (let at = 0; at < whole.length; at++) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(manifestOf(it_), flipped);
      codes.add(await codeOf(it_));
    }
    // Either the text is no manifest any more, or it is one that nobody announced.
    expect([...codes].sort()).toEqual(['BORDER_DAMAGED', 'NOT_IN_LOG']);
  });

  it('refuses a manifest with more in it than a manifest has', async () => {
    const it_ = await folder();
    await it_.write();
    const manifest = JSON.parse(readFileSync(manifestOf(it_), 'utf8'));
    writeFileSync(manifestOf(it_), JSON.stringify({...manifest, note: 'more'}));
    expect(await codeOf(it_)).toBe('BORDER_DAMAGED');
  });

  it('does not trust a payload that was sealed anew to the same receiver', async () => {
    const it_ = await folder();
    await it_.write();
    const other = join(it_.parent, 'other');
    writeFileSync(other, 'other rows');
    await sealFile(other, payloadOf(it_), it_.recipient);
    expect(await codeOf(it_)).toBe('BORDER_DAMAGED');
  });

  it('does not keep an opened payload whose rows are not those of the manifest', async () => {
    const it_ = await folder();
    await it_.write();
    const {manifest, digest} = await checkSealedFolder(it_.place, 'file1', it_.isAnnounced);
    const payload = {...manifest.payload, plain: sha256('other rows')};
    const to = join(it_.parent, 'opened');
    const failure = await failureOf(() =>
      openPayload(it_.place, {manifest: {...manifest, payload}, digest}, to, it_.identity),
    );
    expect(failure.code).toBe('BORDER_DAMAGED');
    expect(existsSync(to)).toBe(false);
  });
});
