/** The access review, the monitor and the reconciliation, as their commands. */

import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {dolen, dolenJson, scratch} from '../support/dolen.ts';
import {logOf, SOME_ACTS} from '../unit/assurance/review/made-log.ts';

interface Queue {
  readonly raised: number;
  readonly flags: readonly {
    readonly id: string;
    readonly rule: string;
    readonly state: string;
    readonly actors: readonly string[];
  }[];
}

const as = (actor: string, home: string): string[] => ['--home', home, '--actor', actor];

const queue = (home: string) => dolenJson<Queue>(['audit', 'review', ...as('reviewer:a', home)]);

const actionsOf = async (home: string): Promise<string[]> => {
  const args = ['audit', 'export', ...as('auditor:a', home)];
  const {entries} = await dolenJson<{entries: {action: string}[]}>(args);
  return entries.map(({action}) => action);
};

describe('dolen audit review', () => {
  it('leaves LOG_READ, raises a flag once, and prints it in plain words', async () => {
    const home = await logOf(SOME_ACTS, await scratch());
    const run = await dolen(['audit', 'review', ...as('reviewer:a', home)]);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain(
      'researcher:a worked outside office hours: Wednesday 14 January 2026',
    );
    expect((await queue(home)).raised).toBe(0);
    const actions = await actionsOf(home);
    expect(actions.filter((one) => one === 'LOG_READ')).toHaveLength(3);
    expect(actions.filter((one) => one === 'ACCESS_FLAGGED')).toHaveLength(3);
  });

  it('takes a decision, keeps the reason apart from the log, and refuses one about oneself', async () => {
    const home = await logOf(SOME_ACTS, await scratch());
    const flag = (await queue(home)).flags.find(({rule}) => rule === 'AR01')?.id ?? '';
    const decide = (actor: string, ...more: string[]) =>
      dolen(['audit', 'review', ...as(actor, home), '--decide', flag, ...more]);
    const own = await decide('researcher:a', '--as', 'accept', '--because', 'it was me');
    expect(own.status).toBe(3);
    expect(own.stderr).toContain('OWN_FLAG');
    // Who is no reviewer decides about nobody.
    expect((await decide('auditor:first', '--as', 'accept', '--because', 'fine')).stderr).toContain(
      'ROLE_NOT_HELD',
    );
    const because = 'agreed with the supervisor beforehand';
    const done = await decide('reviewer:first', '--as', 'escalate', '--because', because);
    expect(done).toMatchObject({status: 0, stderr: ''});
    expect((await queue(home)).flags.find(({id}) => id === flag)?.state).toBe('escalated');
    const log = (await dolen(['audit', 'export', ...as('auditor:a', home), '--json'])).stdout;
    expect(log).not.toContain('supervisor');
    expect(log).toContain('"ACTOR_REFUSED"');
    const [opening = ''] = await readdir(join(home, 'governance', 'openings'));
    const kept = await readFile(join(home, 'governance', 'openings', opening), 'utf8');
    expect(kept).toContain(because);
    expect((await decide('reviewer:a', '--as', 'ignore', '--because', 'x')).status).toBe(2);
    expect((await decide('reviewer:a', '--as', 'accept')).status).toBe(2);
    expect((await dolen(['audit', 'monitor', ...as('auditor:a', home)])).stdout).toContain(
      '1 decided',
    );
  });

  it('writes the same report twice, byte for byte, and logs that it did', async () => {
    const home = await logOf(SOME_ACTS, await scratch());
    const out = await scratch();
    const report = (name: string, ...more: string[]) =>
      dolenJson<{size: number}>([
        ...['audit', 'review', ...as('reviewer:a', home)],
        ...['--report', join(out, name), ...more],
      ]);
    const {size} = await report('first');
    await report('second', '--size', String(size));
    const names = await readdir(join(out, 'first'));
    expect(names.sort()).toEqual(['access-review.html', 'access-review.json', 'access-review.md']);
    for (const name of names) {
      const [first, second] = await Promise.all(
        ['first', 'second'].map((folder) => readFile(join(out, folder, name))),
      );
      expect(first?.equals(second as Buffer), name).toBe(true);
    }
    expect((await actionsOf(home)).filter((one) => one === 'ACCESS_REPORT_MADE')).toHaveLength(2);
    const tooMuch = ['--report', join(out, 'third'), '--size', '100000'];
    const refused = await dolen(['audit', 'review', ...as('reviewer:a', home), ...tooMuch]);
    expect(refused.status).toBe(2);
    expect(await readdir(out)).toEqual(['first', 'second']);
  });

  it('reviews no log that does not verify', async () => {
    const home = await logOf(SOME_ACTS, await scratch());
    const [bundle = ''] = await readdir(join(home, 'audit', 'tile', 'entries'));
    const [width = ''] = await readdir(join(home, 'audit', 'tile', 'entries', bundle));
    const path = join(home, 'audit', 'tile', 'entries', bundle, width);
    const bytes = await readFile(path);
    await writeFile(
      path,
      bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte)),
    );
    for (const command of ['review', 'monitor', 'reconcile']) {
      expect((await dolen(['audit', command, ...as('reviewer:a', home)])).status, command).toBe(5);
    }
  });
});

describe('dolen audit monitor', () => {
  it('ends with 5 and names the entry that cannot be right', async () => {
    const home = await logOf(SOME_ACTS, await scratch());
    const run = await dolen(['audit', 'monitor', ...as('auditor:a', home)]);
    expect(run.status).toBe(5);
    // A grant without an application, and a release that skipped its checks.
    expect(run.stdout).toContain('entry 1 issues a grant of APP-1, which is not approved');
    expect(run.stdout).toContain('which no rule allows');
    expect(await actionsOf(home)).toContain('LOG_READ');
  });
});

describe('dolen audit reconcile', () => {
  it('ends with 5 when a file is there that no entry explains, and logs that it looked', async () => {
    const home = await logOf(
      [{at: '2026-01-12T09:00:00.000Z', draft: {action: 'LOG_READ'}}],
      await scratch(),
    );
    const transit = join(home, 'transit');
    await mkdir(transit);
    const args = ['audit', 'reconcile', ...as('auditor:a', home), '--folder', transit];
    expect((await dolen(args)).status).toBe(0);
    await writeFile(join(transit, 'rows.csv'), 'system_id\n');
    const run = await dolen(args);
    expect(run.status).toBe(5);
    expect(run.stdout).toContain('the log does not explain 1 of what was found');
    expect(run.stdout).not.toContain('rows.csv');
    expect((await actionsOf(home)).filter((one) => one === 'RECONCILED')).toHaveLength(2);
  });
});
