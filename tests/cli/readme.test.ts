/** The commands of the README and of the governance walk-through run, in their order, as a newcomer would type them. */

import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {ROOT} from '../support/dolen.ts';

const commandsOf = (page: string): string[] =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) =>
    (block[1] ?? '').trim().split('\n'),
  );
const commands = commandsOf('README.md');
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
  it.each(runnable)('%s', runs);
});

describe('the walk-through of governance', () => {
  it.each(commandsOf('governance/README.md'))('%s', runs);
});

function runs(command: string): void {
  const typed = command.replaceAll('.dolen/', `${place}/`);
  const run = spawnSync('sh', ['-c', typed], {cwd: ROOT, encoding: 'utf8'});
  expect(run.status, run.stderr).toBe(0);
  expect(run.stdout.length).toBeGreaterThan(40);
}
