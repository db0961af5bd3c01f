/** `audit heartbeat`: says once that somebody watches over the log, for a timer to call. */

import type {Command} from '../../command.ts';
import {logFolder, openForAct} from './open.ts';

export const heartbeat: Command = {
  name: 'audit heartbeat',
  summary: 'appends one entry that says somebody is there, and publishes it; for a timer to call',
  async run(input) {
    // A timer with a wrong path must not start a log of its own, beating where nobody looks.
    const log = await openForAct(input, await logFolder(input.home), 'system');
    await log.beat();
    const {size, root} = await log.close();
    return {json: {size, root}, text: [`the log has ${size} entries`, `  root  ${root}`]};
  },
};
