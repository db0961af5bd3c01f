import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {MadeLog} from '../../../../fixtures/audit/make.ts';
import type {EventCode} from '../../../../src/assurance/audit/event-codes.ts';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {entriesUpTo} from '../../../../src/assurance/review/read-log.ts';
import {collectReport, reportFiles} from '../../../../src/assurance/review/report/report.ts';
import {reviewLog} from '../../../../src/assurance/review/run.ts';
import {RULES} from './acts.ts';
import {type LoggedAct, logOf, openAs, SOME_ACTS} from './made-log.ts';

const ORIGIN = 'dolen.local/audit';
const HTML = 'access-review.html';
const MARKDOWN = 'access-review.md';
const JSON_FILE = 'access-review.json';

async function reportOf(home: string, size?: number) {
  const directory = join(home, 'audit');
  const log = await verifyLog(directory);
  const entries = entriesUpTo(directory, log.size, size ?? log.size);
  const report = await collectReport(entries, RULES, log.origin);
  return {log, report, files: reportFiles(report)};
}

async function reviewAt(home: string, at: string): Promise<void> {
  const log = await openAs(home, 'reviewer:a', at);
  await reviewLog(join(home, 'audit'), RULES, log, {now: () => Date.parse(at)});
  await log.close();
}

describe('the panel report', () => {
  it('rests on the root that the log’s checkpoint signs', async () => {
    const {log, report} = await reportOf(await logOf(SOME_ACTS));
    expect(report.log).toEqual({origin: ORIGIN, size: log.size, root: log.root});
  });

  it('is byte-identical from the same entries, whatever came later', async () => {
    const home = await logOf(SOME_ACTS);
    await reviewAt(home, '2026-01-19T10:00:00.000Z');
    const first = await reportOf(home);
    const {size, root} = first.report.log;
    await reviewAt(home, '2026-03-19T10:00:00.000Z');
    await logOf([{at: '2026-03-20T10:00:00.000Z', draft: {action: 'LOG_READ'}}], home);
    const second = await reportOf(home, size);
    expect([...second.files]).toEqual([...first.files]);
    expect(second.report.log.root).toBe(root);
    const later = await reportOf(home);
    expect(later.files.get(HTML)).not.toBe(first.files.get(HTML));
  });

  it('says who used what, what left, what ends, who opted out and who vouches, in words', async () => {
    const home = await logOf(SOME_ACTS);
    await reviewAt(home, '2026-01-19T10:00:00.000Z');
    const text = (await reportOf(home)).files.get(MARKDOWN) ?? '';
    for (const said of [
      'From 12 January 2026 to 19 January 2026.',
      'researcher:a worked outside office hours: Wednesday 14 January 2026 from 23:10, 1 act.',
      '1 table of numbers left the environment; two people approved each of them.',
      '1 permission ended or will end within 30 days.',
      'university.example on 16 January 2026',
      '| APP-1 v1 | PRJ-1 | a task in the public interest (UK GDPR, Article 6); research in the public interest (UK GDPR, Article 9) | 1 question asked |',
      '| R-00000001 | PRJ-1 | 15 January 2026 | fewer than 10 | checker:a, checker:b | no | 12 |',
      '| gp\\_event | 12 January 2026 | fewer than 10 | 1,000 to 9,999 | 1,000 to 9,999 |',
      '| G-1 | PRJ-1 | gp\\_event | APP-1 v1 | 31 January 2026 (in 12 days) |',
      'waiting for a decision, since 19 January 2026',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('says by person who used what, for whom, what was refused and what was done at night', async () => {
    const refused = (action: EventCode, requestId: string, at: string): LoggedAct => ({
      at,
      requestId,
      draft: {action, project: 'PRJ-1', decision: 'refuse', reasonCodes: ['NO_GRANT']},
    });
    const at = '2026-01-16T11:00:00.000Z';
    const provisioned: LoggedAct = {
      at,
      draft: {
        action: 'EXTRACT_PROVISIONED',
        project: 'PRJ-2',
        objects: ['admission', 'death'].map((id) => ({type: 'dataset', id})),
      },
    };
    const acts: readonly LoggedAct[] = [
      ...SOME_ACTS,
      refused('ACCESS_REFUSED', 'r', at),
      refused('JOB_FAILED', 'r', at),
      provisioned,
      {at, actor: 'system:scheduler', draft: {action: 'LOG_READ'}},
    ];
    const {report, files} = await reportOf(await logOf(acts));
    const row = (name: string) => report.people.find((one) => one.name === name);
    expect(row('researcher:a')).toEqual({
      name: 'researcher:a',
      uses: 2,
      datasets: ['admission', 'death', 'gp_event'],
      projects: ['PRJ-1', 'PRJ-2'],
      refusals: 2,
      outOfHours: 1,
    });
    expect(row('checker:a')).toMatchObject({uses: 0, datasets: [], refusals: 0, outOfHours: 0});
    expect(report.staff).toBe(report.people.length);
    expect(report.people.map(({name}) => name)).not.toContainEqual(
      expect.stringMatching(/^system:/),
    );
    const markdown = files.get(MARKDOWN) ?? '';
    expect(markdown).toContain('## By person\n');
    expect(markdown).toContain(
      '| researcher:a | 2 | admission, death, gp\\_event | PRJ-1, PRJ-2 | 2 | 1 |',
    );
    expect(markdown).toContain(
      `${report.people.length} people of the environment and its panels did something`,
    );
    expect(markdown).toContain('1 provisioning, 1 question asked, 1 use of data refused');
    expect(files.get(HTML)).toContain(
      '<th scope="row">researcher:a</th><td>2</td><td>admission, death, gp_event</td>',
    );
    const read = JSON.parse(files.get(JSON_FILE) ?? '') as {people: unknown};
    expect(read.people).toEqual(report.people);
  });

  it('counts no acts at night where the rule for them is off', async () => {
    const home = await logOf(SOME_ACTS);
    const log = await verifyLog(join(home, 'audit'));
    const entries = entriesUpTo(join(home, 'audit'), log.size, log.size);
    const rules = RULES.rules.map((line) => (line.id === 'AR01' ? {...line, on: false} : line));
    const report = await collectReport(entries, {...RULES, rules}, log.origin);
    expect(report.people.map(({outOfHours}) => outOfHours)).not.toContain(0);
    expect(reportFiles(report).get(MARKDOWN)).toContain('| 0 | not looked for |');
  });

  it('says so when the log does not show two people for a table', async () => {
    const one = SOME_ACTS.filter(({actor}) => actor !== 'checker:a');
    const text = (await reportOf(await logOf(one))).files.get(MARKDOWN) ?? '';
    expect(text).toContain('the log does not show that two people approved 1 of them');
  });

  it('says which release was recalled', async () => {
    const released = SOME_ACTS.find(({draft}) => draft.action === 'RELEASE_RELEASED');
    const draft = {...(released as LoggedAct).draft, action: 'RELEASE_REVOKED'} as const;
    const recalled = {at: '2026-01-17T10:00:00.000Z', actor: 'checker:a', draft};
    const text = (await reportOf(await logOf([...SOME_ACTS, recalled]))).files.get(MARKDOWN) ?? '';
    expect(text).toContain('1 was recalled.');
    expect(text).toContain('checker:a, checker:b | on 17 January 2026 |');
  });

  it('is a page without a script, and asks nothing of anybody else', async () => {
    const page = (await reportOf(await logOf(SOME_ACTS))).files.get(HTML) ?? '';
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:/i);
    expect(page).not.toMatch(/\son\w+=/i);
  });

  it('lets nothing that an entry holds become markup', async () => {
    const name = '<img src=x onerror=alert(1)>|`*x*`';
    const acts = [
      {
        at: '2026-01-14T23:10:00.000Z',
        actor: name,
        draft: {action: 'QUERY_ASKED', project: 'PRJ-1', objects: [{type: 'dataset', id: name}]},
      },
    ] as const;
    const {files} = await reportOf(await logOf(acts));
    expect(files.get(HTML)).not.toContain('<img');
    expect(files.get(HTML)).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(files.get(MARKDOWN)).not.toContain('<img');
    expect(files.get(MARKDOWN)).not.toContain(name);
  });

  it('holds no identifier and no pseudonym, of two years with 20,000 entries', async () => {
    const plan = {entries: 20_000, seed: 3, bankHolidays: RULES.bankHolidays, cases: 2};
    const report = await collectReport(new MadeLog(plan).entries(), RULES, ORIGIN);
    for (const [, text] of reportFiles(report)) {
      expect(text.match(IDENTIFIERS)).toBeNull();
    }
    // The search itself finds what it looks for.
    for (const planted of ['943 476 5919', 'CF10 3AT', '0f8fad5b-d9cb-469f-a165-70867728950e']) {
      expect(`said ${planted} here`).toMatch(IDENTIFIERS);
    }
  });

  it('gives the same facts as JSON', async () => {
    const {report, files} = await reportOf(await logOf(SOME_ACTS));
    const read = JSON.parse(files.get(JSON_FILE) ?? '') as {flags: {id: string}[]; counts: object};
    expect(read.flags.map(({id}) => id)).toEqual(report.flags.map(({id}) => id));
    expect(read.counts).toMatchObject({QUERY_ASKED: 1, RELEASE_RELEASED: 1});
  });

  it('refuses a size that the log does not have', async () => {
    const home = await logOf(SOME_ACTS);
    await expect(reportOf(home, 1_000)).rejects.toMatchObject({code: 'USAGE'});
  });
});

/** NHS numbers, postcodes and UUIDs, as they are written. */
const IDENTIFIERS =
  /(?<![\w-])\d{3} ?\d{3} ?\d{4}(?![\w-])|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
