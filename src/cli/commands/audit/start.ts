/** `audit start`: begins the log of a home under a public name of its own. */

import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {isKeyName} from '../../../assurance/audit/note/vkey.ts';
import {exists} from '../../../engine/files.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {Command} from '../../command.ts';
import {identify} from '../../identity.ts';

export const start: Command = {
  name: 'audit start',
  summary:
    'begins the log of a new home under a name of its own, so that witnesses can tell it apart',
  options: {
    origin: {
      type: 'string',
      value: 'NAME',
      required: true,
      help: 'the public name of the log for ever, for example tre.example.org/audit',
    },
  },
  async run({home, shared, effects, need}) {
    const {AuditLog} = await import('../../../assurance/audit/log.ts');
    const {logVkey} = await import('../../../assurance/audit/outside/stored-policy.ts');
    const origin = need('origin');
    if (!isKeyName(origin)) {
      throw new UsageError('USAGE', [
        {where: '--origin', what: 'one word without white space and +'},
      ]);
    }
    const directory = join(home, 'audit');
    if (await exists(directory)) {
      throw new UsageError('OUTPUT_EXISTS', [{where: 'audit log', what: 'begun already'}]);
    }
    const identity = await identify(shared, 'operator');
    const log = await AuditLog.open(
      directory,
      {...identity, origin},
      {
        now: effects.now,
        // Whatever --seed says: who knows the key of a log can rewrite it.
        randomBytes,
      },
    );
    const {size} = await log.close();
    const vkey = await logVkey(directory);
    return {json: {origin, vkey, size}, text: [vkey]};
  },
};
