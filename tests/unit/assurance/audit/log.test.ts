import {
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {AuditLog} from '../../../../src/assurance/audit/log.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {
  append,
  DRAFT,
  digest,
  entriesOf,
  failureOf,
  IDENTITY,
  journalOf,
  logWith,
  openLog,
  quietEffects,
  temporaryFolder,
} from '../support/logs.ts';

const newDirectory = (): string => join(temporaryFolder(), 'home', 'audit');

describe('the audit log', () => {
  it('starts with its key, an entry that says so, and a checkpoint', async () => {
    const directory = newDirectory();
    const log = await openLog(directory);
    expect((await verifyLog(directory)).actions).toEqual({LOG_OPENED: 1});
    expect(statSync(join(directory, 'log.key')).mode & 0o777).toBe(0o600);
    await log.close();
    await (await openLog(directory)).close();
    expect((await verifyLog(directory)).size).toBe(1);
  });

  it('gives each entry its index, durable before it is published', async () => {
    const directory = newDirectory();
    const log = await openLog(directory);
    expect(await append(log, 3)).toEqual([1, 2, 3]);
    expect(journalOf(directory).map(({seq}) => seq)).toEqual([1, 2, 3]);
    const checkpoint = await log.close();
    expect(checkpoint).toMatchObject({origin: 'dolen.local/audit', size: 4});
    expect(checkpoint.note).toBe(readFileSync(join(directory, 'checkpoint'), 'utf8'));
    expect(readFileSync(join(directory, 'journal'))).toHaveLength(0);
    expect(await verifyLog(directory)).toMatchObject({size: 4, root: checkpoint.root});
  });

  it('keeps every entry through many publications, whatever their sizes', async () => {
    const directory = newDirectory();
    const effects = quietEffects();
    let expected = 1;
    for (const count of [1, 7, 246, 1, 1, 255, 256, 257, 0, 513]) {
      const log = await openLog(directory, effects);
      effects.time += 1;
      await Promise.all(Array.from({length: count}, () => log.append(DRAFT)));
      expected += count;
      expect((await log.close()).size).toBe(expected);
      expect((await verifyLog(directory)).size).toBe(expected);
    }
    expect(entriesOf(directory, expected).map(({seq}) => seq)).toEqual(
      Array.from({length: expected}, (_, i) => i),
    );
  });

  it('gives calls of one moment consecutive indexes in their order', async () => {
    const log = await openLog(newDirectory());
    const indexes = await Promise.all(Array.from({length: 500}, () => log.append(DRAFT)));
    expect(indexes).toEqual(Array.from({length: 500}, (_, i) => i + 1));
    await log.close();
  });

  it('refuses one bad draft without losing its neighbours', async () => {
    const directory = newDirectory();
    const log = await openLog(directory);
    const [first, bad, second] = await Promise.allSettled([
      log.append(DRAFT),
      log.append({action: 'NONSENSE' as never}),
      log.append(DRAFT),
    ]);
    expect([first, second]).toEqual([
      {status: 'fulfilled', value: 1},
      {status: 'fulfilled', value: 2},
    ]);
    expect(bad.status).toBe('rejected');
    await log.close();
    expect((await verifyLog(directory)).size).toBe(3);
  });

  it('knows which digests were announced as outputs, in bundles and journal alike', async () => {
    const directory = newDirectory();
    const log = await openLog(directory);
    await Promise.all(
      Array.from({length: 300}, (_, i) =>
        log.append({...DRAFT, outputHashes: [digest(`a${i}`), digest(`b${i}`)]}),
      ),
    );
    await log.append({...DRAFT, inputHashes: [digest('only an input')]});
    expect(await log.announces(digest('b299'))).toBe(true);
    await log.publish();
    const other = await openLog(directory);
    await other.append({...DRAFT, outputHashes: [digest('by another')]});
    for (const who of [log, other]) {
      expect(await who.announces(digest('a0'))).toBe(true);
      expect(await who.announces(digest('b299'))).toBe(true);
      expect(await who.announces(digest('by another'))).toBe(true);
      expect(await who.announces(digest('only an input'))).toBe(false);
      expect(await who.announces(IDENTITY.policyHash)).toBe(false);
    }
    await log.close();
    await other.close();
  });

  it('finds what was announced when many ask at once', async () => {
    const directory = await logWith(1100, 0);
    const log = await openLog(directory);
    const asked = Array.from({length: 40}, (_, i) => log.announces(digest(`output ${i * 27}`)));
    expect((await Promise.all(asked)).every((isAnnounced) => isAnnounced)).toBe(true);
  });

  it('announces nothing that was written into a bundle behind its back', async () => {
    for (const [published, bundle] of [
      [10, 'tile/entries/000.p/10'],
      [300, 'tile/entries/000'],
    ] as const) {
      const directory = await logWith(published, 0);
      const path = join(directory, bundle);
      const forged = digest('forged');
      const text = readFileSync(path, 'latin1').replace(digest('output 4'), forged);
      writeFileSync(path, text, 'latin1');
      const log = await openLog(directory);
      const failure = await failureOf(log.announces(forged));
      expect([failure.code, failure.faults[0]?.where]).toEqual(['LOG_BROKEN', 'entry 5']);
    }
  });

  it('is used by two openers at once, who see what the other did', async () => {
    const directory = newDirectory();
    const [one, two] = [await openLog(directory), await openLog(directory)];
    expect(await one.append(DRAFT)).toBe(1);
    expect(await two.append(DRAFT)).toBe(2);
    expect((await one.publish()).size).toBe(3);
    expect(await two.append(DRAFT)).toBe(3);
    expect((await two.publish()).size).toBe(4);
    expect(await one.append(DRAFT)).toBe(4);
    expect((await two.close()).size).toBe(5);
    expect((await one.close()).size).toBe(5);
    await verifyLog(directory);
  });

  it('publishes by itself when its journal is long, once everybody was told', async () => {
    const directory = newDirectory();
    const log = await openLog(directory);
    const long = {...DRAFT, outputHashes: Array(230).fill(digest('output'))};
    const journalled = () => statSync(join(directory, 'journal')).size;
    let appended = 0;
    for (let before = 0; journalled() >= before; appended += 256) {
      before = journalled();
      await Promise.all(Array.from({length: 256}, () => log.append(long)));
      // Whoever comes next stands in line behind the publication.
      await log.append(DRAFT);
      expect(journalled()).toBeLessThan(40 * 2 ** 20);
    }
    const {size, unpublished} = await verifyLog(directory);
    expect(size).toBeGreaterThan(2000);
    expect(size + unpublished).toBe(1 + appended + appended / 256);
    await log.close();
  });

  it('is not used after it was closed', async () => {
    const log = await openLog(newDirectory());
    await log.close();
    expect((await failureOf(log.append(DRAFT))).code).toBe('UNEXPECTED');
    expect((await failureOf(log.close())).code).toBe('UNEXPECTED');
  });

  it('takes its origin when it starts, and keeps it', async () => {
    const directory = newDirectory();
    const named = (origin: string) =>
      AuditLog.open(directory, {...IDENTITY, origin}, quietEffects());
    const log = await named('tre.example/audit');
    expect((await log.close()).origin).toBe('tre.example/audit');
    expect((await (await openLog(directory)).close()).origin).toBe('tre.example/audit');
    expect((await failureOf(named('other.example/audit'))).code).toBe('LOG_BROKEN');
  });
});

describe('the clock of the log', () => {
  it('may be two seconds behind, and the entry then has the time of the last', async () => {
    const directory = newDirectory();
    const effects = quietEffects();
    const log = await openLog(directory, effects);
    effects.time -= 2000;
    await log.append(DRAFT);
    effects.time -= 1;
    const failure = await failureOf(log.append(DRAFT));
    expect([failure.code, failure.faults[0]?.what]).toEqual(['CLOCK_WENT_BACK', '3 s behind']);
    effects.time += 2002;
    await log.append(DRAFT);
    await log.close();
    expect(entriesOf(directory, 3).map(({ts}) => ts.slice(17))).toEqual([
      '00.000Z',
      '00.000Z',
      '00.001Z',
    ]);
    await verifyLog(directory);
  });

  it('is compared with the last entry of the process before, published or not', async () => {
    const directory = await logWith(5, 0);
    const effects = quietEffects(Date.UTC(2025, 0, 1));
    const log = await openLog(directory, effects);
    expect((await failureOf(log.append(DRAFT))).code).toBe('CLOCK_WENT_BACK');
  });
});

describe('a log that cannot be written', () => {
  it('is a defect, with the code of the system and no path', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const failure = await failureOf(openLog(join(folder, 'file', 'audit')));
    expect(failure.code).toBe('LOG_UNWRITABLE');
    expect(failure.message).toContain('ENOTDIR');
    expect(failure.message).not.toContain(folder);
  });

  it.skipIf(!existsSync('/dev/full'))('refuses every append when the disk is full', async () => {
    const directory = await logWith(3, 0);
    rmSync(join(directory, 'journal'));
    symlinkSync('/dev/full', join(directory, 'journal'));
    const log = await openLog(directory);
    for (const draft of [DRAFT, DRAFT]) {
      const failure = await failureOf(log.append(draft));
      expect([failure.code, failure.faults]).toEqual([
        'LOG_UNWRITABLE',
        [{where: 'write', what: 'ENOSPC'}],
      ]);
    }
  });

  it('is one without its key', async () => {
    const directory = await logWith(3, 0);
    rmSync(join(directory, 'log.key'));
    expect((await failureOf(openLog(directory))).code).toBe('LOG_UNWRITABLE');
  });

  it('says nothing of a key that is damaged', async () => {
    const directory = await logWith(3, 0);
    writeFileSync(join(directory, 'log.key'), 'deadbeef'.repeat(7));
    const failure = await failureOf(openLog(directory));
    expect(failure.code).toBe('LOG_UNWRITABLE');
    expect(failure.message).not.toContain('deadbeef');
  });
});

describe('a log that lost something', () => {
  const broken = async (work: Promise<unknown>) =>
    expect((await failureOf(work)).code).toBe('LOG_BROKEN');
  const bothRefuse = async (directory: string) => {
    await broken(verifyLog(directory));
    await broken(openLog(directory));
  };

  it.each(['tile/entries/001.p/44', 'tile/0/001.p/44', 'tile/1/000.p/1', 'checkpoint', 'log.vkey'])(
    'is refused without its %s',
    async (path) => {
      const directory = await logWith(300, 0);
      rmSync(join(directory, path));
      await bothRefuse(directory);
    },
  );

  it('is refused when its tiles are older than its checkpoint', async () => {
    const directory = await logWith(5, 0);
    const old = join(temporaryFolder(), 'tile');
    cpSync(join(directory, 'tile'), old, {recursive: true});
    const log = await openLog(directory);
    await append(log, 4);
    await log.close();
    rmSync(join(directory, 'tile'), {recursive: true});
    cpSync(old, join(directory, 'tile'), {recursive: true});
    await bothRefuse(directory);
  });

  it('is refused when its last bundle was cut short', async () => {
    const directory = await logWith(5, 0);
    const path = join(directory, 'tile/entries/000.p/5');
    truncateSync(path, statSync(path).size - 1);
    await bothRefuse(directory);
    expect((await failureOf(openLog(directory))).message).toContain('entry 4');
  });

  it('is refused when a journalled entry was taken out', async () => {
    const directory = await logWith(5, 3);
    const journal = readFileSync(join(directory, 'journal'));
    writeFileSync(join(directory, 'journal'), journal.subarray(journal.readUInt16BE(0) + 6));
    await bothRefuse(directory);
    expect((await failureOf(verifyLog(directory))).message).toContain('entry 5');
  });

  it('is refused by a process that has seen more of it', async () => {
    const directory = await logWith(5, 0);
    const old = join(temporaryFolder(), 'audit');
    cpSync(directory, old, {recursive: true});
    const log = await openLog(directory);
    await append(log, 2);
    await log.publish();
    for (const name of ['tile', 'checkpoint']) {
      rmSync(join(directory, name), {recursive: true});
      renameSync(join(old, name), join(directory, name));
    }
    await broken(log.append(DRAFT));
    // Nothing inside the directory shows it to anyone else: that is what witnesses are for.
    expect((await verifyLog(directory)).size).toBe(5);
  });

  it('is refused by a process that had journalled more', async () => {
    const directory = await logWith(5, 2);
    const log = await openLog(directory);
    rmSync(join(directory, 'journal'));
    await broken(log.append(DRAFT));
  });
});
