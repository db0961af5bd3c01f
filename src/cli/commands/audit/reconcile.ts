/** `audit reconcile`: compares what the log says was written with what is on disk. */

import {join, resolve} from 'node:path';
import type {Difference} from '../../../assurance/review/reconcile/difference.ts';
import {exists} from '../../../engine/files.ts';
import {EXIT_LOG_BROKEN} from '../../../kernel/catalogue.ts';
import type {Command, CommandInput} from '../../command.ts';
import {logFolder, openForAct} from './open.ts';

export const reconcileCommand: Command = {
  name: 'audit reconcile',
  summary: 'looks for files, keys and databases that no entry of the log explains; exit 5 if any',
  options: {
    folder: {
      type: 'string',
      value: 'DIR',
      repeated: true,
      help: 'where border folders are kept (default: transit and extracts of the home)',
    },
  },
  async run(input) {
    const {verifyLog} = await import('../../../assurance/audit/verify.ts');
    const {entriesUpTo} = await import('../../../assurance/review/read-log.ts');
    const {reconcile} = await import('../../../assurance/review/reconcile/reconcile.ts');
    const directory = await logFolder(input.home);
    await verifyLog(directory);
    const log = await openForAct(input, directory, 'auditor');
    try {
      await log.append({action: 'LOG_READ'});
      const {size} = await log.publish();
      const folders = await foldersOf(input);
      const entries = entriesUpTo(directory, size, size);
      const result = await reconcile(input.home, folders, entries);
      const {unexplained, missing, borders, released} = result;
      await log.append({
        action: 'RECONCILED',
        decision: unexplained.length === 0 ? 'allow' : 'refuse',
        objects: [
          {type: 'unexplained', id: String(unexplained.length)},
          {type: 'missing', id: String(missing.length)},
        ],
      });
      return {
        json: result,
        text: [
          unexplained.length === 0
            ? 'the log explains everything that was found'
            : `the log does not explain ${unexplained.length} of what was found`,
          ...unexplained.map(lineOf),
          ...(missing.length > 0 ? [`in the log, and not where we looked: ${missing.length}`] : []),
          ...missing.map(lineOf),
          `  ${borders} border folders and ${released} released tables agree with the log`,
        ],
        ...(unexplained.length > 0 ? {exitStatus: EXIT_LOG_BROKEN} : {}),
      };
    } finally {
      await log.close();
    }
  },
};

/** Where a pipeline leaves its border folders, unless others are named. */
const USUAL_FOLDERS = ['transit', 'extracts'];

async function foldersOf({all, home}: CommandInput): Promise<readonly string[]> {
  const given = all('folder');
  if (given.length > 0) return given.map((folder) => resolve(folder));
  const usual = USUAL_FOLDERS.map((name) => join(home, name));
  const there = await Promise.all(usual.map(exists));
  return usual.filter((_, i) => there[i]);
}

const lineOf = ({label, digest}: Difference): string =>
  `  ${digest === null ? '-'.padEnd(12) : digest.slice(0, 12)}  ${label}`;
