/** `audit export`: the log as people read it. */

import {join} from 'node:path';
import type {Entry} from '../../../assurance/audit/entry.ts';
import type {Command} from '../../command.ts';
import {openForAct} from './open.ts';
import {lineOf} from './words.ts';

export const exportLog: Command = {
  name: 'audit export',
  summary: 'prints the log, one act a line: when, who, in which zone, what, and the decision',
  async run(input) {
    const {publishedEntries} = await import('../../../assurance/audit/entries.ts');
    const {verifyLog} = await import('../../../assurance/audit/verify.ts');
    const directory = join(input.home, 'audit');
    await verifyLog(directory);
    // Reading the log is itself an act.
    const log = await openForAct(input, directory, 'auditor');
    await log.append({action: 'LOG_READ'});
    const {size} = await log.close();
    const entries: Entry[] = [];
    for await (const entry of publishedEntries(directory, size)) entries.push(entry);
    return {json: {entries}, text: entries.map(lineOf)};
  },
};
