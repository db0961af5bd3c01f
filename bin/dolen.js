#!/usr/bin/env node
// Starts the command line on the Node version that the lockfile pins, whatever is installed here.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import module from 'node:module';
import {constants} from 'node:os';
import {fileURLToPath} from 'node:url';

const [major] = process.versions.node.split('.').map(Number);
if (major >= 24) {
  module.enableCompileCache();
  const {main} = await import('../src/cli/main.ts');
  await main();
} else {
  const pinned = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(pinned)) {
    process.stderr.write('dolen needs Node 24 or later\nhint: run `npm ci` in the project first\n');
    process.exit(1);
  }
  const self = fileURLToPath(import.meta.url);
  const run = spawnSync(pinned, [self, ...process.argv.slice(2)], {stdio: 'inherit'});
  process.exit(run.status ?? 128 + (run.signal ? constants.signals[run.signal] : 0));
}
