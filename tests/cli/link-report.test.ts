/** The report, the evaluation of links made before, and explanations, as the command line gives them. */

import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {Database} from '../../src/engine/database.ts';
import {parquetRows} from '../../src/engine/parquet.ts';
import {sql} from '../../src/kernel/sql.ts';
import {LinkageReportSchema} from '../../src/methods/linkage/report/schema.ts';
import {dolen, dolenJson} from '../support/dolen.ts';
import {CANARY, MADE_UP_MODEL, madeUpFiles} from '../support/made-up-link.ts';
import {filesUnder, sharedScratch} from './support/homes.ts';

interface Evaluated {
  readonly pairs_compared: number | null;
  readonly links: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly seconds: number;
}

describe('link on made-up files', async () => {
  const scratch = await sharedScratch();
  const file = (name: string) => join(scratch, name);
  const home = ['--home', file('home')];
  const files = [file('left.csv'), file('right.csv')];
  const truth = ['--truth', 'person'];
  const said: string[] = [];

  /** Keeps all that was printed, for the search at the end. */
  async function say(args: readonly string[]) {
    const run = await dolen([...args, ...home]);
    said.push(run.stdout, run.stderr);
    return run;
  }

  let ran: Evaluated & {report: string};

  beforeAll(async () => {
    const {left, right} = madeUpFiles();
    await writeFile(file('left.csv'), left);
    await writeFile(file('right.csv'), right);
    await writeFile(file('model.json'), JSON.stringify(MADE_UP_MODEL));
    ran = await dolenJson([
      ...['link', 'run', file('model.json'), ...files, '--out', file('out'), ...truth],
      ...['--report', file('report.html'), '--subgroup', 'region', '--title', 'Made-up people'],
      ...home,
    ]);
  });

  it('writes a page, the same content as JSON, and tables; nothing unfinished is left', async () => {
    const report = LinkageReportSchema.parse(
      JSON.parse(await readFile(file('report.json'), 'utf8')),
    );
    expect(ran.report).toBe(file('report.html'));
    expect(report).toMatchObject({title: 'Made-up people', linkage: {links: ran.links}});
    expect(report.linkage.blocking.pairs).toBe(ran.pairs_compared);
    expect(await readFile(file('report.html'), 'utf8')).toContain('<h1>Made-up people</h1>');
    const tables = await filesUnder(file('report.tables'));
    expect(tables).toContain('subgroups.parquet');
    expect(tables).toContain('drift.parquet');
    const all = await filesUnder(scratch);
    expect(all.filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('gives tables the same types with rows and without', async () => {
    const db = await Database.open({directories: [scratch], tempDirectory: file('spill')});
    try {
      const typesOf = async (table: string) =>
        Object.fromEntries(
          (
            await db.describe(
              sql`select * from ${parquetRows(join(file('report.tables'), `${table}.parquet`))}`,
            )
          ).map(({name, type}) => [name, type]),
        );
      const drift = {what: 'VARCHAR', before: 'DOUBLE', now: 'DOUBLE', is_held: 'BOOLEAN'};
      expect(await typesOf('drift')).toEqual(drift);
      expect(await typesOf('funnel')).toEqual({state: 'VARCHAR', records: 'BIGINT'});
      const funnel = parquetRows(join(file('report.tables'), 'funnel.parquet'));
      expect(Number(await db.value(sql`select sum(records) from ${funnel}`))).toBe(301);
    } finally {
      db.close();
    }
  });

  it('overwrites no report, and says so before it links', async () => {
    const again = await say([
      ...['link', 'evaluate', file('model.json'), ...files, ...truth],
      ...['--report', file('report.html')],
    ]);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('OUTPUT_EXISTS');
    expect(again.stderr).not.toContain('score pairs');
  });

  it('finds the same in links that were made before, as a folder and as a file', async () => {
    const id = ['--id', 'id'];
    const linked = await dolenJson<Evaluated>([
      ...['link', 'evaluate', file('model.json'), ...files, ...truth, ...home],
    ]);
    await dolenJson(['link', 'run', file('model.json'), ...files, '--out', file('l.csv'), ...home]);
    const folder = await dolenJson<Evaluated>([
      ...['link', 'evaluate', file('out'), ...files, ...truth, ...id, ...home],
    ]);
    const csv = await dolenJson<Evaluated>([
      ...['link', 'evaluate', file('l.csv'), ...files, ...truth, ...id, ...home],
    ]);
    const {links, precision, recall, f1, pairs_compared} = linked;
    expect(f1).toBeGreaterThan(0.9);
    expect(folder).toMatchObject({links, precision, recall, f1, pairs_compared});
    expect(csv).toMatchObject({links, precision, recall, f1, pairs_compared: null});
  });

  it('judges groups of records by all pairs inside them, made now or before', async () => {
    const model = {...MADE_UP_MODEL, kind: 'dedupe', resolve: {method: 'cluster', theta: 2}};
    await writeFile(file('dedupe.json'), JSON.stringify(model));
    const {left, right} = madeUpFiles();
    await writeFile(file('all.csv'), `${left}${right.split('\n').slice(1).join('\n')}`);
    const out = file('groups');
    const now = await dolenJson<Evaluated>([
      ...['link', 'run', file('dedupe.json'), file('all.csv'), '--out', out, ...truth, ...home],
    ]);
    const before = await dolenJson<Evaluated>([
      ...['link', 'evaluate', out, file('all.csv'), ...truth, '--id', 'id', ...home],
    ]);
    const {links, precision, recall, f1} = now;
    expect(before).toMatchObject({links, precision, recall, f1});
  });

  it('refuses links whose ids are not in the files, with their number', async () => {
    await writeFile(file('strange.csv'), 'left_id,right_id\nL1,R41\nnobody,R42\n');
    const run = await say([
      ...['link', 'evaluate', file('strange.csv'), ...files, ...truth, '--id', 'id'],
    ]);
    expect(run.status).toBe(4);
    expect(run.stderr).toContain('LINKS_UNKNOWN');
    expect(run.stdout + run.stderr).not.toContain('nobody');
  });

  it('makes no report of links alone', async () => {
    const run = await say([
      ...['link', 'evaluate', file('out'), ...files, ...truth, '--report', file('no.html')],
    ]);
    expect(run.status).toBe(2);
  });

  it('tells a pair by steps that add up, and why a record did not link', async () => {
    interface Pair {
      readonly prior: number;
      readonly weight: number;
      readonly is_link: boolean;
      readonly rules: number[];
      readonly steps: {readonly bits: number; readonly term_frequency_bits: number | null}[];
    }
    const pair = await dolenJson<Pair>([
      ...['link', 'score', file('model.json'), ...files, '--left-id', 'L5', '--right-id', 'R5'],
      ...home,
    ]);
    const sum = pair.steps.reduce(
      (total, step) => total + step.bits + (step.term_frequency_bits ?? 0),
      pair.prior,
    );
    expect(sum).toBeCloseTo(pair.weight, 9);
    expect(pair).toMatchObject({is_link: true, rules: [1, 2, 3]});
    const alone = await dolenJson([
      ...['link', 'score', file('model.json'), ...files, '--left-id', 'L300', ...home],
    ]);
    expect(alone).toMatchObject({
      state: 'not_blocked',
      because: 'a key of every blocking rule is missing',
      best: null,
    });
    for (const ids of [
      ['--left-id', 'L5'],
      ['--left-id', 'L1', '--right-id', 'R41'],
    ]) {
      const run = await say(['link', 'score', file('model.json'), ...files, ...ids]);
      expect(run.status).toBe(0);
    }
    const nobody = await say(['link', 'score', file('model.json'), ...files, '--left-id', 'X']);
    expect(nobody.status).toBe(4);
  });

  it('counts pairs before it compares any, and says no when they are too many', async () => {
    interface Plan {
      readonly pairs_at_most: number;
      readonly within_budget: boolean;
      readonly expected_seconds: number;
      readonly rules: {readonly pairs: number; readonly cumulative_at_most: number}[];
    }
    const plan = await dolenJson<Plan>(['link', 'blocks', file('model.json'), ...files, ...home]);
    expect(plan.rules).toHaveLength(3);
    expect(plan.rules.at(-1)?.cumulative_at_most).toBe(plan.pairs_at_most);
    expect(plan.pairs_at_most).toBeGreaterThanOrEqual(ran.pairs_compared ?? 0);
    expect(plan.within_budget).toBe(true);
    const over = await say(['link', 'blocks', file('model.json'), ...files, '--budget', '10']);
    expect(over.status).toBe(1);
    expect(over.stdout).toContain('over the budget');
  });

  it('never printed or reported a value of a record', async () => {
    const written = await Promise.all(
      ['report.html', 'report.json'].map((name) => readFile(file(name), 'utf8')),
    );
    for (const text of [...said, ...written]) expect(text.toUpperCase()).not.toContain(CANARY);
    for (const name of await filesUnder(file('report.tables'))) {
      const bytes = await readFile(join(file('report.tables'), name), 'latin1');
      expect(bytes.toUpperCase()).not.toContain(CANARY);
    }
  });
});
