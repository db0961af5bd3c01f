/** `audit review`: flags what looks unusual, takes decisions on flags, and writes the panel's report. */

import {mkdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import type {AuditLog} from '../../../assurance/audit/log.ts';
import type {QueuedFlag} from '../../../assurance/review/queue.ts';
import type {AccessRules} from '../../../assurance/review/rules-file.ts';
import type {Reviewed} from '../../../assurance/review/run.ts';
import {writeWhole} from '../../../engine/files.ts';
import {sha256} from '../../../kernel/digests.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {Command, CommandInput, Outcome} from '../../command.ts';
import {readText} from '../../read-definitions.ts';
import {holdsRoleIn} from '../../roles.ts';
import {logFolder, openForAct} from './open.ts';

export const review: Command = {
  name: 'audit review',
  summary:
    'flags what looks unusual in the log, takes decisions on flags, writes the panel’s report',
  options: {
    decide: {type: 'string', value: 'FLAG', help: 'decides this flag; needs --as and --because'},
    as: {type: 'string', value: 'DECISION', help: 'accept or escalate'},
    because: {type: 'string', value: 'TEXT', help: 'why; the log holds a commitment to it only'},
    report: {type: 'string', value: 'DIR', help: 'writes the panel’s report into this folder'},
    size: {
      type: 'string',
      value: 'N',
      help: 'with --report: about the first N entries (default: all); the same again gives the same',
    },
  },
  async run(input) {
    const {reviewLog} = await import('../../../assurance/review/run.ts');
    const {parseAccessRules} = await import('../../../assurance/review/rules-file.ts');
    const choice = choiceOf(input);
    const size = sizeOf(input);
    const file = join(input.shared.governance, 'access-rules.yaml');
    const rules = parseAccessRules(await readText(file, 'access rules'));
    const directory = await logFolder(input.home);
    const log = await openForAct(input, directory, 'access_reviewer');
    try {
      const reviewed = await reviewLog(directory, rules, log, input.effects);
      const acting = {input, directory, rules, log, reviewed};
      if (choice) return await decide(acting, choice);
      return input.text('report') === undefined ? shown(reviewed) : await report(acting, size);
    } finally {
      await log.close();
    }
  },
};

interface Acting {
  readonly input: CommandInput;
  readonly directory: string;
  readonly rules: AccessRules;
  readonly log: AuditLog;
  readonly reviewed: Reviewed;
}

interface Choice {
  readonly flag: string;
  readonly as: 'accept' | 'escalate';
  readonly because: string;
}

function choiceOf({text, need}: CommandInput): Choice | null {
  const flag = text('decide');
  if (flag === undefined) return null;
  const as = need('as');
  const because = need('because').trim();
  const wrong = [
    ...(as === 'accept' || as === 'escalate' ? [] : [{where: '--as', what: 'accept or escalate'}]),
    ...(because === '' ? [{where: '--because', what: 'say why, in words'}] : []),
  ];
  if (wrong.length > 0) throw new UsageError('USAGE', wrong);
  return {flag, as: as === 'accept' ? 'accept' : 'escalate', because};
}

function sizeOf({text}: CommandInput): number | null {
  const given = text('size');
  if (given === undefined) return null;
  if (text('report') === undefined) {
    throw new UsageError('USAGE', [{where: '--size', what: 'goes with --report'}]);
  }
  if (/^[1-9]\d{0,14}$/.test(given)) return Number(given);
  throw new UsageError('USAGE', [{where: '--size', what: 'a number of entries'}]);
}

async function decide({input, log, reviewed}: Acting, choice: Choice): Promise<Outcome> {
  const {decideFlag} = await import('../../../assurance/review/decide.ts');
  const {commitAndKeep} = await import('../../../assurance/audit/openings.ts');
  const {flag, as, because} = choice;
  const keep = () =>
    commitAndKeep(join(input.home, 'governance'), {reason: because}, input.effects);
  const reviewer = input.shared.actor;
  const isReviewer = await holdsRoleIn(input.shared, 'access_reviewer');
  const index = await decideFlag({flag, as, reviewer, isReviewer}, reviewed.records, log, keep);
  const said = as === 'accept' ? 'accepted' : 'escalated';
  return {
    json: {flag, as, by: reviewer, index},
    text: [`${flag} is ${said}: entry ${index} of the log`],
  };
}

async function report(acting: Acting, size: number | null): Promise<Outcome> {
  const {input, directory, rules, log, reviewed} = acting;
  const {collectReport, reportFiles} = await import('../../../assurance/review/report/report.ts');
  const {entriesUpTo} = await import('../../../assurance/review/read-log.ts');
  const about = size ?? reviewed.size;
  const entries = entriesUpTo(directory, reviewed.size, about);
  const collected = await collectReport(entries, rules, reviewed.origin);
  const files = reportFiles(collected);
  const folder = resolve(input.need('report'));
  await log.append({
    action: 'ACCESS_REPORT_MADE',
    objects: [{type: 'size', id: String(about)}],
    outputHashes: [...files.values()].map((text) => sha256(text)),
  });
  await mkdir(folder, {recursive: true});
  for (const [name, text] of files) await writeWhole(join(folder, name), text);
  const {root} = collected.log;
  return {
    json: {size: about, root, flags: collected.flags.length, files: [...files.keys()]},
    text: [
      `the report about the first ${about} entries: ${collected.flags.length} flags`,
      ...[...files.keys()].map((name) => `  ${name}`),
      `  root  ${root}`,
    ],
  };
}

function shown({queue, raised, size}: Reviewed): Outcome {
  const waiting = queue.filter(({state}) => state === 'open' || state === 'new');
  const overdue = waiting.filter(({isOverdue}) => isOverdue).length;
  const decided = queue.length - waiting.length;
  return {
    json: {size, raised, flags: queue},
    text: [
      `${queue.length} flags: ${waiting.length} wait for a decision, ${overdue} of them for too long; ${decided} decided`,
      ...(raised > 0 ? [`  ${raised} are new`] : []),
      ...waiting.flatMap(linesOf),
      ...(waiting.length > 0
        ? ['decide one: dolen audit review --decide FLAG --as accept|escalate --because TEXT']
        : []),
    ],
  };
}

const linesOf = ({id, severity, title, sentences, entries, raised, isOverdue}: QueuedFlag) => [
  `${id}  ${severity.padEnd(6)}  ${title}`,
  `    ${sentences[0]}`,
  `    ${sentences[1]}`,
  `    from entry ${entries[0]}${raised ? `; flagged ${raised.at.slice(0, 10)}` : ''}${isOverdue ? ', and waiting for too long' : ''}`,
];
