/** A finished step is not run again, and never passes for another one. */

import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {REAL_CLOCK} from '../../../src/cli/pipeline/clock.ts';
import {stepRunner} from '../../../src/cli/pipeline/steps.ts';
import {ROOT, scratch} from '../../support/dolen.ts';

async function runnerOf(home: string) {
  const shared = {
    home,
    actor: 'os:test',
    assurance: 'declared',
    governance: join(ROOT, 'governance'),
    quiet: true,
  } as const;
  return stepRunner(shared, join(home, 'pipeline'), REAL_CLOCK);
}

it('a step that was done answers as it did, without being done again', async () => {
  const home = await scratch();
  const runner = await runnerOf(home);
  const first = await runner.run('store keys', ['store', 'keys']);
  const log = await readFile(join(home, 'audit', 'checkpoint'), 'utf8');
  expect(await runner.run('store keys', ['store', 'keys'])).toEqual(first);
  expect(await readFile(join(home, 'audit', 'checkpoint'), 'utf8')).toBe(log);
});

it('a step with other words, or a changed definition, is refused', async () => {
  const home = await scratch();
  const runner = await runnerOf(home);
  const definition = join(home, 'note.yaml');
  await writeFile(definition, 'a: 1\n');
  const words = ['store', 'keys', '--governance', definition];
  await runner.run('store keys', words);
  const again = (args: readonly string[]) => runner.run('store keys', args);
  await expect(again([...words, '--threads', '1'])).rejects.toMatchObject({code: 'OUTPUT_EXISTS'});
  await writeFile(definition, 'a: 2\n');
  await expect(again(words)).rejects.toMatchObject({code: 'OUTPUT_EXISTS'});
});
