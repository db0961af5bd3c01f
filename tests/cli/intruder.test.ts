/** The intruder test as the commands run it: counts cross a border, the report comes before the extract. */

import {readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {publishedEntries} from '../../src/assurance/audit/entries.ts';
import {verifyLog} from '../../src/assurance/audit/verify.ts';
import {isUuid} from '../../src/kernel/ids.ts';
import {
  type IntruderReport,
  IntruderReportSchema,
} from '../../src/methods/disclosure/intruder/report.ts';
import {dolen} from '../support/dolen.ts';
import {sharedScratch} from './support/homes.ts';
import {PEOPLE, PROJECT, type ProjectHome, projectHome} from './support/project-home.ts';

interface Extracted {
  readonly intruder: {readonly report: string; readonly outcome: string};
  readonly datasets: readonly {readonly dataset: string; readonly plain: string}[];
}

describe('the intruder test of a made-up project', async () => {
  const root = await sharedScratch();
  let home: ProjectHome;
  let extracted: Extracted;
  const folder = () => join(home.home, 'store', 'intruder', PROJECT);
  const extract = (out: string) =>
    home.act<Extracted>('store', 'extract', PROJECT, '--out', join(root, out));

  beforeAll(async () => {
    home = await projectHome(root);
    await home.act('project', 'keys', PROJECT);
    extracted = await extract('without');
  });

  it('is there without a population, and says that k-map is missing', async () => {
    expect(extracted.intruder).toMatchObject({outcome: 'not-known'});
    const {stdout} = await dolen(['store', 'intruder', PROJECT, '--home', home.home]);
    expect(stdout).toMatch(/^# Intruder report: PRJ-ONE\n/);
    expect(stdout).toContain('k-map is missing: the store holds no counts of the population');
    expect(stdout).toContain('Its people are made up, so nothing is refused.');
  });

  it('compares with the third party’s counts, which hold nobody’s pseudonym', async () => {
    const counts = join(root, 'counts');
    await home.act('third-party', 'population', '--out', counts);
    const manifest = JSON.parse(await readFile(join(counts, 'manifest.json'), 'utf8'));
    expect(manifest.columns.map(({name}: {name: string}) => name)).toEqual([
      'week_of_birth',
      'sex',
      'lsoa_code',
      'people',
    ]);
    const areas = join(root, 'areas.csv');
    await writeFile(areas, 'lsoa_code,msoa_code\nW01000001,W02000001\n');
    await home.act('store', 'population', '--from', counts, '--areas', areas);
    extracted = await extract('with');
    const {report} = await home.act<{report: IntruderReport}>('store', 'intruder', PROJECT);
    expect(report.hasPopulation).toBe(true);
    expect(report.outcome).not.toBe('not-known');
    // Four people: every count of them is small, and withheld.
    expect(report.parts[0]?.qiSets[0]).toMatchObject({people: null, extract: {unique: null}});
  });

  it('is in the log before the extract, whose rows it names', async () => {
    const {size} = await verifyLog(join(home.home, 'audit'));
    const entries = await Array.fromAsync(publishedEntries(join(home.home, 'audit'), size));
    const run = entries.findLastIndex(({action}) => action === 'INTRUDER_TEST_RUN');
    const after = entries.slice(run).map(({action}) => action);
    expect(after.filter((action) => action === 'EXTRACT_WRITTEN')).toHaveLength(2);
    expect(entries[run]?.outputHashes).toEqual([extracted.intruder.report]);
    const text = await readFile(join(folder(), `${extracted.intruder.report}.json`), 'utf8');
    expect(IntruderReportSchema.parse(JSON.parse(text)).provenance.extracts).toEqual(
      extracted.datasets.map(({dataset, plain}) => ({dataset, plain})),
    );
    expect(await home.act('audit', 'monitor')).toMatchObject({count: 0});
  });

  it('says nothing of anybody, in files and on the screen', async () => {
    const texts = await Promise.all(
      (await readdir(folder())).map((name) => readFile(join(folder(), name), 'utf8')),
    );
    expect(texts.length).toBe(4);
    const {stdout} = await dolen(['store', 'intruder', PROJECT, '--home', home.home]);
    const births = Object.entries(PEOPLE).flatMap(([week, person]) => [week, person[3] ?? '']);
    for (const text of [...texts, stdout, JSON.stringify(extracted)]) {
      for (const birth of births) expect(text).not.toContain(birth);
      expect(text).not.toMatch(/W0\d{7}/);
      expect(text.split(/[^0-9a-f-]+/).filter(isUuid)).toEqual([]);
    }
  });

  it('stops the extract when its report cannot be written', async () => {
    await rm(join(home.home, 'store', 'intruder'), {recursive: true});
    await writeFile(join(home.home, 'store', 'intruder'), 'in the way');
    const code = await home.refusal('store', 'extract', PROJECT, '--out', join(root, 'stopped'));
    expect(code).toBe('INTRUDER_REPORT_MISSING');
    expect(await readdir(root)).not.toContain('stopped');
  });

  it('does not start under rules that cannot be read', async () => {
    await writeFile(join(home.governance, 'disclosure-rules.yaml'), 'intruder: {smallestK: many}');
    const code = await home.refusal('store', 'extract', PROJECT, '--out', join(root, 'unruled'));
    expect(code).toBe('POLICY_INVALID');
  });
});
