/** Commands of the audit log. */

import {join} from 'node:path';
import type {Entry} from '../../assurance/audit/entry.ts';
import type {Command} from '../command.ts';
import {identify} from '../identity.ts';

const verify: Command = {
  name: 'audit verify',
  summary: 'checks every entry of the log against its signed checkpoint; needs no data and no keys',
  async run({home}) {
    const {verifyLog} = await import('../../assurance/audit/verify.ts');
    const verified = await verifyLog(join(home, 'audit'));
    return {
      json: {verified: true, ...verified},
      text: [
        `the log verifies: ${verified.size} entries`,
        `  origin  ${verified.origin}`,
        `  root    ${verified.root}`,
      ],
    };
  },
};

const exportLog: Command = {
  name: 'audit export',
  summary: 'prints the log, one act a line: when, who, in which zone, what, and the decision',
  async run({home, shared, effects}) {
    const {AuditLog} = await import('../../assurance/audit/log.ts');
    const {publishedEntries} = await import('../../assurance/audit/entries.ts');
    const {verifyLog} = await import('../../assurance/audit/verify.ts');
    const directory = join(home, 'audit');
    await verifyLog(directory);
    const identity = await identify(shared, 'auditor');
    // Reading the log is itself an act.
    const log = await AuditLog.open(directory, identity, effects);
    await log.append({action: 'LOG_READ'});
    const {size} = await log.close();
    const entries: Entry[] = [];
    for await (const entry of publishedEntries(directory, size)) entries.push(entry);
    return {json: {entries}, text: entries.map(lineOf)};
  },
};

function lineOf({
  seq,
  ts,
  actor,
  role,
  zone,
  project,
  action,
  objects,
  decision,
  reasonCodes,
}: Entry) {
  const where = [zone, project].filter((part) => part !== null).join(' ');
  const what = objects.map(({type, id}) => `${type} ${id}`).join(', ');
  const said = [decision, ...reasonCodes].filter((part) => part !== null).join(' ');
  return `${String(seq).padStart(6)}  ${ts}  ${actor} (${role})  ${where}  ${action}  ${what}  ${said}`.trimEnd();
}

export const auditCommands: readonly Command[] = [verify, exportLog];
