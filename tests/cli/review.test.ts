/** Clerical review, from a file of decisions: what people decide binds the next linkage, and is evidence. */

import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import type {Entry} from '../../src/assurance/audit/entry.ts';
import {readOpening} from '../../src/assurance/audit/openings.ts';
import {sql} from '../../src/kernel/sql.ts';
import {dolen} from '../support/dolen.ts';
import {madeUpNumber} from '../unit/methods/linkage/made-up-people.ts';
import {sharedScratch} from './support/homes.ts';
import {type SpineHome, spineHome} from './support/spine-home.ts';

const [N1, N2] = [1, 2].map(madeUpNumber);

/** What people wrote about these people; whole postcodes, as half of one is also a run of hex digits. */
const IDENTIFIERS = /JONES|PRYCE|HUGHES|1970-01-05|CF10 ?(?:3AT|1AA)/i;

/** Two namesakes of one birthday, and others whose names and addresses came in with errors. */
const REGISTER = `
  one    | ${N1} | Jones   | Dafydd | 1970-01-05 | 1 | 1 Stryd Fawr | LD1 2AB
  two    | ${N2} | Jones   | Dafydd | 1970-01-05 | 1 | 2 Stryd Fawr | NP20 1XX
  carys  |  | Prys    | Carys  | 1981-03-14 | 2 | 3 Stryd Fawr | CF10 3AT
  megan  |  | Hughes  | Megan  | 1999-11-30 | 2 | 4 Stryd Fawr | LL55 1AB
`;
const VISIT = `
  either |  | Jones   | Dafydd | 1970-01-05 | 1 | 9 Lôn Hir    | CF10 1AA
  carys  |  | Pryce   | Carys  | 1981-03-14 | 2 | 3 Stryd Fawr | CF10 3AT
  megan  |  | Hughes  | Meganx | 1999-11-30 | 2 | 8 Lôn Hir    | SA1 1AA
`;

interface Review {
  readonly decided: number;
  readonly bands: readonly {
    readonly from: number;
    readonly decided: number;
    readonly matches: {readonly share: number | null; readonly low: number};
  }[];
  readonly precision: {readonly share: number | null};
  readonly disputed: number;
  readonly agreement: readonly {
    readonly between: readonly string[];
    readonly agreed: {readonly of: number; readonly share: number};
  }[];
}

describe('clerical review', async () => {
  const scratch = await sharedScratch();
  let spine: SpineHome;
  let files = 0;

  /** The numbers of the sampled pairs of a row with people of the register, by `row person`. */
  async function pairs(): Promise<ReadonlyMap<string, number>> {
    const register = join(scratch, 'truth', 'register.parquet');
    const rows = await spine.rows(sql`
      select r.pair, r.surname, t.person as who
      from review_pair r
      join profile p on p.profile_id = r.spine_profile_id
      join read_parquet(${register}) t on t.system_id = p.source_system_id`);
    return new Map(rows.map(({surname, who, pair}) => [`${surname} ${who}`, Number(pair)]));
  }

  async function decide(reviewer: string, lines: readonly string[], ...more: readonly string[]) {
    const file = join(scratch, `decisions-${files++}.csv`);
    await writeFile(file, ['pair,decision', ...lines, ''].join('\n'));
    const review = ['third-party', 'review', '--decisions', file, '--reviewer', reviewer];
    return spine.run<Review>(...review, ...more);
  }

  beforeAll(async () => {
    spine = await spineHome(scratch);
    await spine.split('register', REGISTER, 'register');
    await spine.build('register');
    await spine.split('visit', VISIT);
    await spine.link('visit');
  }, 120_000);

  it('samples pairs near the threshold, ambiguous ones among them', async () => {
    const sampled = await pairs();
    expect([...sampled.keys()].sort()).toEqual(
      expect.arrayContaining(['JONES one', 'JONES two', 'PRYCE carys', 'HUGHES megan']),
    );
    expect((await spine.linked('visit')).either).toEqual({person: null, how: 'ambiguous'});
  });

  it('needs a terminal or a file, and never prints a record otherwise', async () => {
    const run = await dolen(['third-party', 'review', '--home', spine.home, '--seed', 's']);
    expect(run.status).toBe(2);
    expect(run.stdout + run.stderr).not.toMatch(IDENTIFIERS);
  });

  it('refuses a file that cannot be read, and pairs that were not sampled', async () => {
    const review = ['third-party', 'review', '--reviewer', 'r', '--decisions'];
    const file = join(scratch, 'broken.csv');
    await writeFile(file, 'pair,decision\n1,maybe\n');
    expect(await spine.codeOf(...review, file)).toBe('REVIEW_INVALID');
    await writeFile(file, 'pair,decision\n99999,m\n');
    expect(await spine.codeOf(...review, file)).toBe('PAIR_UNKNOWN');
    expect(await spine.rows(sql`select count(*) as n from pair_decision`)).toEqual([{n: 0}]);
  });

  it('binds nothing while reviewers disagree or are unsure, and measures how far they agree', async () => {
    const of = await pairs();
    await decide('reviewer:one', [
      `${of.get('JONES one')},m`,
      `${of.get('PRYCE carys')},m`,
      `${of.get('HUGHES megan')},u`,
    ]);
    const review = await decide('reviewer:two', [
      `${of.get('JONES one')},n`,
      `${of.get('PRYCE carys')},m`,
    ]);
    expect(review).toMatchObject({decided: 2, disputed: 1, precision: {share: 1}});
    expect(review.agreement).toMatchObject([
      {between: ['reviewer:one', 'reviewer:two'], agreed: {of: 2, share: 0.5}},
    ]);
    expect(review.bands.reduce((sum, band) => sum + band.decided, 0)).toBe(1);
    await spine.refresh('visit');
    expect((await spine.linked('visit')).either?.how).toBe('ambiguous');
  });

  it('binds the next linkage once they agree: linked here, kept apart there', async () => {
    const before = await spine.linked('visit');
    const of = await pairs();
    await decide('reviewer:two', [`${of.get('JONES one')},m`, `${of.get('HUGHES megan')},n`]);
    const {changes} = await spine.refresh<{changes: Record<string, number>}>('visit');
    const after = await spine.linked('visit');
    expect(after.either?.how).toBe('clerical');
    expect(after.megan).toEqual({person: null, how: 'constraint'});
    expect(after.carys).toEqual({person: before.carys?.person, how: 'clerical'});
    expect(changes).toMatchObject({gained: 1, lost: 1, kept: 1, moved: 0});
  });

  it('binds no longer than it is good for', async () => {
    await spine.split('later', VISIT);
    const decisions = sql`select decision, expires_on::varchar as until, because
      from pair_decision where decision <> 'unsure'`;
    for (const {until} of await spine.rows(decisions)) {
      expect(Date.parse(String(until))).toBeGreaterThan(Date.now() + 4 * 365 * 86_400_000);
    }
    await spine.link('later');
    expect((await spine.linked('later')).either?.how).toBe('clerical');
    // Whoever decides again decides anew: yesterday is over today.
    const [pair] = await spine.rows(
      sql`select max(pair) as pair from pair_decision where decision = 'must_link'
        and person_id in (select person_id from link_event where reason is null
          and match_method = 'clerical')
        and state_key in (select state_key from review_pair where surname = 'JONES')`,
    );
    for (const reviewer of ['reviewer:one', 'reviewer:two']) {
      await decide(reviewer, [`${pair?.pair},m`], '--expires', '2020-01-01');
    }
    await spine.refresh('later');
    expect((await spine.linked('later')).either?.how).toBe('ambiguous');
  });

  it('is in the log: each decision with its reviewer, and nobody who was decided on', async () => {
    const log = await spine.run<{entries: Entry[]}>('audit', 'export');
    const text = JSON.stringify(log);
    expect(text.match(/CLERICAL_REVIEW_DECIDED/g)?.length).toBeGreaterThanOrEqual(7);
    expect(text).toContain('reviewer:two');
    expect(text).not.toMatch(IDENTIFIERS);
    const run = await readFile(join(spine.home, 'logs', 'run.ndjson'), 'utf8');
    expect(run).not.toMatch(IDENTIFIERS);
  });

  it('is committed to in the log with its reason, which the third party alone can open', async () => {
    const of = await pairs();
    const because = 'the practice confirmed it by telephone';
    await decide('reviewer:two', [`${of.get('HUGHES megan')},n`], '--because', because);
    const {entries} = await spine.run<{entries: Entry[]}>('audit', 'export');
    const decided = entries.filter(({action}) => action === 'CLERICAL_REVIEW_DECIDED');
    const openings = await Promise.all(
      decided.map(({commits}) =>
        readOpening(join(spine.home, 'third-party'), commits.because as string),
      ),
    );
    expect(openings.at(-1)).toMatchObject({name: 'because', value: because});
    expect(openings).not.toContain(null);
    expect(JSON.stringify(entries)).not.toContain('telephone');
  });
});
