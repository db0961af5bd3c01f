/** `dolen govern register`: the public register of data uses, as JSON, CSV and one page. */

import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import type {ReleasedOutput} from '../../../assurance/approval/register/register.ts';
import {registerOf} from '../../../assurance/approval/register/register.ts';
import {registerCsv, registerJson} from '../../../assurance/approval/register/register-files.ts';
import {registerHtml} from '../../../assurance/approval/register/register-html.ts';
import {publishedEntries} from '../../../assurance/audit/entries.ts';
import type {Entry} from '../../../assurance/audit/entry.ts';
import {parseCheckpoint} from '../../../assurance/audit/note/checkpoint.ts';
import {parseNote} from '../../../assurance/audit/note/note.ts';
import {verifyLog} from '../../../assurance/audit/verify.ts';
import {counted} from '../../../kernel/counted.ts';
import {dayOf, type Instant, type IsoDay} from '../../../kernel/dates.ts';
import {sha256} from '../../../kernel/digests.ts';
import type {Command} from '../../command.ts';
import {atDesk} from './desk.ts';

const DECISIONS: readonly string[] = [
  'APPLICATION_APPROVED',
  'APPLICATION_APPROVED_WITH_CONDITIONS',
  'APPLICATION_REJECTED',
];

export const register: Command = {
  name: 'govern register',
  summary: 'writes the public register: who uses which data for what, and what came of it',
  options: {
    out: {
      type: 'string',
      value: 'DIR',
      help: 'a folder for register.json, .csv and .html',
      required: true,
    },
  },
  async run(input) {
    const directory = join(input.home, 'audit');
    await verifyLog(directory);
    // The log as it is before this command writes to it: made twice from one log, the same bytes.
    const note = parseNote(await readFile(join(directory, 'checkpoint')));
    const checkpoint = note && parseCheckpoint(note.text);
    const {origin = '', size = 0, root} = checkpoint ?? {};
    const facts = await factsOf(directory, size);
    return atDesk(input, 'approvals_officer', async ({folder, policy, log}) => {
      const made = registerOf(await folder.applications(), {
        ...facts,
        bodies: policy.bodies,
        log: {origin, size, root: root?.toString('base64') ?? ''},
      });
      const files = {
        'register.json': registerJson(made),
        'register.csv': registerCsv(made),
        'register.html': registerHtml(made),
      };
      await log.append({
        action: 'REGISTER_EXPORTED',
        outputHashes: Object.values(files).map((text) => sha256(text)),
        rows: made.records.length,
      });
      const out = resolve(input.need('out'));
      await mkdir(out, {recursive: true});
      for (const [name, text] of Object.entries(files)) await writeFile(join(out, name), text);
      return {
        json: made,
        text: [
          `the register has ${counted(made.records.length, 'project')}`,
          ...Object.keys(files).map((name) => `  ${name}`),
        ],
      };
    });
  },
};

/** What the log says of each application: when it was decided, when data came, and what left. */
async function factsOf(directory: string, size: number) {
  const decisionEntry = new Map<string, number>();
  const accessedAt = new Map<string, Instant>();
  const released = new Map<string, readonly ReleasedOutput[]>();
  const applicationOf = new Map<string, string>();
  let last = '1970-01-01T00:00:00.000Z' as Instant;
  for await (const entry of publishedEntries(directory, size)) {
    last = entry.ts as Instant;
    const application = entry.purpose?.split(' v')[0] ?? applicationOf.get(entry.project ?? '');
    if (application === undefined) continue;
    if (entry.project !== null) applicationOf.set(entry.project, application);
    if (DECISIONS.includes(entry.action)) decisionEntry.set(application, entry.seq);
    if (entry.action === 'EXTRACT_PROVISIONED' && !accessedAt.has(application))
      accessedAt.set(application, last);
    if (entry.action === 'RELEASE_RELEASED')
      released.set(application, [...(released.get(application) ?? []), outputOf(entry)]);
    if (entry.action === 'RELEASE_REVOKED') {
      const {id} = outputOf(entry);
      released.set(
        application,
        (released.get(application) ?? []).filter((one) => one.id !== id),
      );
    }
  }
  return {decisionEntry, accessedAt, released, asOf: dayOf(last) as IsoDay};
}

/** Titles are people's words and are not in the log; the id leads to the released folder. */
function outputOf({objects, ts}: Entry): ReleasedOutput {
  const id = objects.find(({type}) => type === 'request')?.id ?? '';
  return {id, title: `Table ${id}`, at: ts as Instant};
}
