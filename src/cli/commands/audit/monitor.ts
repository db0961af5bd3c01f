/** `audit monitor`: replays the log and derives again what must hold; needs no data and no keys. */

import {EXIT_LOG_BROKEN} from '../../../kernel/catalogue.ts';
import type {Command} from '../../command.ts';
import {logFolder, openForAct} from './open.ts';

export const monitor: Command = {
  name: 'audit monitor',
  summary: 'replays every entry: was each step allowed by what stands before it? Exit 5 if not',
  async run(input) {
    const {verifyLog} = await import('../../../assurance/audit/verify.ts');
    const {entriesUpTo} = await import('../../../assurance/review/read-log.ts');
    const {monitorEntries} = await import('../../../assurance/review/monitor/monitor.ts');
    const {TRANSITIONS} = await import('../../../zones/output/states.ts');
    const directory = await logFolder(input.home);
    await verifyLog(directory);
    const log = await openForAct(input, directory, 'auditor');
    await log.append({action: 'LOG_READ'});
    const {size} = await log.close();
    const seen = await monitorEntries(entriesUpTo(directory, size, size), TRANSITIONS);
    const {discrepancies, count, flags, unfinished, policies, builds, isGoverned} = seen;
    const rest = count - discrepancies.length;
    return {
      json: seen,
      text: [
        count === 0
          ? `${size} entries replayed: each step was allowed by what stands before it`
          : `${size} entries replayed: ${count} cannot be right`,
        ...discrepancies.map(({index, what}) => `  entry ${index} ${what}`),
        ...(rest > 0 ? [`  and ${rest} more`] : []),
        `  flags     ${flags.decided} decided, ${flags.open} open`,
        `  jobs      ${unfinished.length === 0 ? 'all ended' : `${unfinished.length} without an end, from entries ${unfinished.slice(0, 10).join(', ')}`}`,
        `  policies  ${policies}, and ${builds} builds of the program`,
        ...(isGoverned
          ? []
          : ['  grants    kept as files only: no extract could be held to a grant in the log']),
      ],
      ...(count > 0 ? {exitStatus: EXIT_LOG_BROKEN} : {}),
    };
  },
};
