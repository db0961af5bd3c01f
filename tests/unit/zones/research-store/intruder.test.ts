/** No extract leaves before the intruder test is run, logged and kept; for real people its gate is a wall. */

import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {publishedEntries} from '../../../../src/assurance/audit/entries.ts';
import type {Entry} from '../../../../src/assurance/audit/entry.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {isUuid} from '../../../../src/kernel/ids.ts';
import {IntruderReportSchema} from '../../../../src/methods/disclosure/intruder/report.ts';
import {lastReport} from '../../../../src/zones/research-store/intruder.ts';
import {failureOf} from '../../kernel/failure-of.ts';
import {PROJECT, storeHome} from './store-home.ts';

type Home = Awaited<ReturnType<typeof storeHome>>;

const FINE = ['week_of_birth', 'sex', 'lsoa_code'];
const BOTH = ['week-of-birth-because', 'smallest-area-because'];

const reportOf = async ({act}: Home) =>
  (await act('store', (job) => lastReport(PROJECT, job))).report;

async function entriesOf({home}: Home): Promise<Entry[]> {
  const audit = join(home, 'audit');
  const {size} = await verifyLog(audit);
  return Array.fromAsync(publishedEntries(audit, size));
}

const actionsOf = async (home: Home): Promise<string[]> =>
  (await entriesOf(home)).map(({action}) => action);

describe('an extract of real people', () => {
  it('is refused when too many could be found, with the share and what would pass', async () => {
    const home = await storeHome('real');
    await home.count();
    const {code, message} = await failureOf(() => home.extract(FINE));
    expect(code).toBe('INTRUDER_GATE');
    expect(message).toContain(
      'visit: by week of birth + LSOA + sex, 100 % of people have fewer than 5 people who look like ' +
        'them in the population, and 5 % may',
    );
    expect(message).toContain('year of birth + LSOA + sex, or week of birth + sex would pass');
    expect(existsSync(home.out())).toBe(false);
    const actions = await actionsOf(home);
    expect(actions).toContain('INTRUDER_TEST_RUN');
    expect(actions).not.toContain('EXTRACT_WRITTEN');
    expect(await reportOf(home)).toMatchObject({outcome: 'refused', isEnforced: true});
  });

  it('passes when birth or area is as coarse as the refusal said', async () => {
    const home = await storeHome('real');
    await home.count();
    const byYear = await home.extract(['year_of_birth', 'sex', 'lsoa_code']);
    expect(byYear.intruder.outcome).toBe('passed');
    expect(byYear.datasets[0]?.columns).toEqual(['alf_pe', 'sex', 'lsoa_code', 'year_of_birth']);
    const byWeek = await home.extract(['week_of_birth', 'sex']);
    expect(byWeek.intruder.outcome).toBe('passed');
    expect((await failureOf(() => home.extract(['month_of_birth', 'lsoa_code', 'sex']))).code).toBe(
      'INTRUDER_GATE',
    );
  });

  it('passes as an exception when the application justifies all of it, and the report says so', async () => {
    const home = await storeHome('real');
    await home.count();
    for (const justified of BOTH) {
      expect((await failureOf(() => home.extract(FINE, [justified]))).code).toBe('INTRUDER_GATE');
    }
    const {intruder} = await home.extract(FINE, BOTH);
    expect(intruder).toMatchObject({outcome: 'passed-as-exception', isEnforced: true});
    const entry = (await entriesOf(home)).findLast(({action}) => action === 'INTRUDER_TEST_RUN');
    expect(entry?.objects.filter(({type}) => type === 'question').map(({id}) => id)).toEqual(BOTH);
    const {reasons} = await reportOf(home);
    expect(reasons).toEqual([
      expect.stringMatching(
        /it is a justified exception: the application answers week-of-birth-because and smallest-area-because$/,
      ),
    ]);
  });

  it('cannot pass where nobody counted the population, or where made-up people were counted', async () => {
    const home = await storeHome('real');
    expect((await failureOf(() => home.extract(FINE, BOTH))).code).toBe('POPULATION_MISSING');
    await home.count('made-up');
    expect((await failureOf(() => home.extract(FINE, BOTH))).code).toBe('POPULATION_MISSING');
    const {outcome, hasPopulation} = await reportOf(home);
    expect([outcome, hasPopulation]).toEqual(['not-known', false]);
    expect((await home.extract(['day'])).intruder.outcome).toBe('passed');
  });

  it('is refused when its report cannot be kept', async () => {
    const home = await storeHome('real');
    await home.count();
    writeFileSync(join(home.home, 'store', 'intruder'), 'in the way');
    const {code} = await failureOf(() => home.extract(['year_of_birth']));
    expect(code).toBe('INTRUDER_REPORT_MISSING');
    expect(existsSync(home.out())).toBe(false);
    expect(await actionsOf(home)).not.toContain('EXTRACT_WRITTEN');
  });
});

describe('an extract of made-up people', () => {
  it('is reported on and not refused, with or without a population', async () => {
    const home = await storeHome('made-up');
    expect((await home.extract(FINE)).intruder).toMatchObject({
      ...{outcome: 'not-known', isEnforced: false, hasPopulation: false},
    });
    await home.count();
    expect((await home.extract(FINE)).intruder).toMatchObject({
      ...{outcome: 'refused', isEnforced: false, hasPopulation: true},
    });
    expect(existsSync(home.out())).toBe(true);
  });
});

describe('the report of an extract', () => {
  it('is announced before the extract is, and is the file of that digest', async () => {
    const home = await storeHome('real');
    await home.count();
    const {intruder, datasets} = await home.extract(['year_of_birth', 'sex', 'lsoa_code']);
    const entries = await entriesOf(home);
    const run = entries.findIndex(({action}) => action === 'INTRUDER_TEST_RUN');
    const written = entries.findIndex(({action}) => action === 'EXTRACT_WRITTEN');
    expect(run).toBeLessThan(written);
    expect(entries[written]?.inputHashes).toEqual([intruder.report]);
    expect(entries[run]).toMatchObject({outputHashes: [intruder.report], decision: 'allow'});
    const report = await reportOf(home);
    expect(entries[report.provenance.logIndex]?.action).toBe('GRANT_READ');
    expect(report.provenance.extracts).toEqual([{dataset: 'visit', plain: datasets[0]?.plain}]);
    expect(report.provenance.population).not.toBeNull();
  });

  it('keeps its schema, and says nothing of anybody', async () => {
    const home = await storeHome('made-up');
    await home.count();
    await home.extract([...FINE, 'day']);
    const folder = join(home.home, 'store', 'intruder', PROJECT);
    const files = readdirSync(folder);
    expect(files.map((name) => name.split('.')[1]).sort()).toEqual(['json', 'md']);
    for (const name of files) {
      const text = readFileSync(join(folder, name), 'utf8');
      if (name.endsWith('.json')) IntruderReportSchema.parse(JSON.parse(text));
      expect(text).not.toMatch(/\b(19|20)\d\d-\d\d-\d\d\b/);
      expect(text).not.toMatch(/\bW1\d\d\b/);
      expect(text.split(/[^0-9a-f-]+/).filter(isUuid)).toEqual([]);
    }
  });

  it('is the same for the same extract, but for the entry with which it began', async () => {
    const home = await storeHome('made-up');
    await home.count();
    const reports = [];
    for (let i = 0; i < 2; i++) {
      await home.extract([...FINE, 'day']);
      reports.push(await reportOf(home));
    }
    const [first, second] = reports.map((one) => ({
      ...one,
      provenance: {...one.provenance, logIndex: 0},
    }));
    expect(second).toEqual(first);
    expect(reports[1]?.provenance.logIndex).toBeGreaterThan(reports[0]?.provenance.logIndex ?? 0);
  });

  it('is not shown when somebody changed it, or put another there', async () => {
    const home = await storeHome('made-up');
    const {intruder} = await home.extract(FINE);
    const path = join(home.home, 'store', 'intruder', PROJECT, `${intruder.report}.json`);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"not-known"', '"passed"'));
    expect((await failureOf(() => reportOf(home))).code).toBe('NOT_IN_LOG');
  });

  it('is not there before anything was extracted', async () => {
    const home = await storeHome('made-up');
    expect((await failureOf(() => reportOf(home))).code).toBe('INTRUDER_REPORT_MISSING');
  });
});
