/** A timer keeps the log of an idle home beating; a home without a log is not given one. */

import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {verifyLog} from '../../src/assurance/audit/verify.ts';
import {dolen, dolenJson} from '../support/dolen.ts';
import {sharedScratch} from './support/homes.ts';

describe('audit heartbeat', async () => {
  const scratch = await sharedScratch();

  it('appends one entry and publishes it', async () => {
    const home = join(scratch, 'home');
    await dolenJson(['store', 'keys', '--home', home]);
    const {size} = await verifyLog(join(home, 'audit'));
    expect(await dolenJson(['audit', 'heartbeat', '--home', home])).toMatchObject({size: size + 1});
    expect(await verifyLog(join(home, 'audit'))).toMatchObject({
      size: size + 1,
      unpublished: 0,
      actions: {LOG_HEARTBEAT: 1},
      silences: [],
      unfinished: [],
    });
  });

  it('starts no log where there is none', async () => {
    const run = await dolen(['audit', 'heartbeat', '--home', join(scratch, 'elsewhere')]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('INPUT_NOT_FOUND');
    expect(await readdir(scratch)).not.toContain('elsewhere');
  });
});
