/** The README's commands run, in its order, as a newcomer would type them. */

import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {ROOT} from '../support/dolen.ts';

const blocks = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)];
const commands = blocks.flatMap((block) => (block[1] ?? '').trim().split('\n'));
/** Where the README says `.dolen`, so that the checkout stays clean. */
const place = mkdtempSync(join(tmpdir(), 'dolen-readme-'));
afterAll(() => rmSync(place, {recursive: true, force: true}));

/** The set-up itself has been done by whoever runs this test, and a test cannot run itself. */
const withoutSetUp = (command: string): string => command.replace(/^npm ci && /, '');

describe('the README', () => {
  it('has the two commands that do all the set-up', () => {
    expect(commands).toContain('npm ci && npm run demo');
    expect(commands).toContain('npm ci && npm test');
  });

  const runnable = commands.map(withoutSetUp).filter((command) => command !== 'npm test');
  it.each(runnable)('%s', (command) => {
    const typed = command.replaceAll('.dolen/', `${place}/`);
    const run = spawnSync('sh', ['-c', typed], {cwd: ROOT, encoding: 'utf8'});
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.length).toBeGreaterThan(40);
  });
});
