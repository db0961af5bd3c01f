import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {
  digestOfFile,
  exists,
  isRunning,
  readInput,
  startFolder,
  writeWhole,
} from '../../../src/engine/files.ts';
import {sha256} from '../../../src/kernel/digests.ts';
import {scratch} from '../../support/dolen.ts';
import {failureOf} from '../kernel/failure-of.ts';

/** The pid of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

describe('a folder in progress', () => {
  it('has no name before it is published, and all of its files afterwards', async () => {
    const place = join(await scratch(), 'deep', 'out');
    const folder = await startFolder(place);
    writeFileSync(join(folder.path, 'a.txt'), 'a');
    writeFileSync(join(folder.path, 'b.txt'), 'b');
    expect(existsSync(place)).toBe(false);
    await folder.publish();
    expect(readdirSync(place).sort()).toEqual(['a.txt', 'b.txt']);
    expect(readdirSync(join(place, '..'))).toEqual(['out']);
  });

  it('leaves nothing when it is discarded', async () => {
    const parent = await scratch();
    const folder = await startFolder(join(parent, 'out'));
    writeFileSync(join(folder.path, 'a.txt'), 'a');
    await folder.discard();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is refused where something is already, and does not touch it', async () => {
    const parent = await scratch();
    for (const make of [
      (path: string) => mkdirSync(path),
      (path: string) => writeFileSync(path, 'kept'),
    ]) {
      const place = join(parent, `out-${readdirSync(parent).length}`);
      make(place);
      const failure = await failureOf(() => startFolder(place));
      expect([failure.code, failure.exitStatus]).toEqual(['OUTPUT_EXISTS', 2]);
      expect(existsSync(place)).toBe(true);
    }
    expect(readdirSync(parent)).toHaveLength(2);
  });

  it('removes what dead runs left, and not what others are writing', async () => {
    const parent = await scratch();
    const left = [`.out.partial-${deadPid()}`, '.out.partial-', '.out.partial-x'];
    const kept = [`.out.partial-${process.ppid}`, `.other.partial-${deadPid()}`, 'out.partial-1'];
    for (const name of [...left, ...kept]) {
      mkdirSync(join(parent, name));
      writeFileSync(join(parent, name, 'rows'), 'rows');
    }
    const folder = await startFolder(join(parent, 'out'));
    await folder.publish();
    expect(readdirSync(parent).sort()).toEqual([...kept, 'out'].sort());
    expect(readdirSync(join(parent, 'out'))).toEqual([]);
  });

  it('starts empty even after a run of the same process that was not finished', async () => {
    const place = join(await scratch(), 'out');
    const first = await startFolder(place);
    writeFileSync(join(first.path, 'old.txt'), 'old');
    const second = await startFolder(place);
    await second.publish();
    expect(readdirSync(place)).toEqual([]);
  });
});

describe('a file that is written whole', () => {
  it('replaces the old one, keeps its mode, and leaves nothing beside it', async () => {
    const parent = await scratch();
    const path = join(parent, 'file');
    await writeWhole(path, 'old');
    await writeWhole(path, new Uint8Array([110, 101, 119]), 0o600);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(parent)).toEqual(['file']);
  });

  it('is the work of one writer when many write at once', async () => {
    const parent = await scratch();
    const path = join(parent, 'file');
    const texts = Array.from({length: 20}, (_, i) => String.fromCharCode(97 + i).repeat(50_000));
    await Promise.all(texts.map((text) => writeWhole(path, text)));
    expect(texts).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(parent)).toEqual(['file']);
  });
});

describe('reading', () => {
  it('digests a file in parts as it would be digested in one', async () => {
    const path = join(await scratch(), 'file');
    const bytes = Buffer.alloc((2 << 20) + 7, 'dolen');
    writeFileSync(path, bytes);
    expect(await digestOfFile(path)).toBe(sha256(bytes));
  });

  it('says that an input is not there by what it is, never by its name', async () => {
    const parent = await scratch();
    const failure = await failureOf(() => readInput(join(parent, 'study.yaml'), 'study'));
    expect(failure.code).toBe('INPUT_NOT_FOUND');
    expect(failure.message).toContain('study');
    expect(failure.message).not.toContain('study.yaml');
    expect(failure.message).not.toContain(parent);
    expect(await exists(join(parent, 'study.yaml'))).toBe(false);
  });
});

describe('a process', () => {
  it('is running when it is alive, and not when its pid is no pid', () => {
    expect(isRunning(process.pid)).toBe(true);
    expect(isRunning(1)).toBe(true);
    expect(isRunning(deadPid())).toBe(false);
    for (const pid of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(isRunning(pid)).toBe(false);
    }
  });
});
