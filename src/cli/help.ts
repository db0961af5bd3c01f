/** Help that is worth reading: what a command does, what it needs, what it leaves behind. */

import type {Command, OptionSpec} from './command.ts';

const GROUPS = [
  ['Start here', ['demo', 'doctor', 'pipeline', 'fixtures']],
  ['Governance: who may do what, to which data, until when', ['govern']],
  ['Re-identification: two bodies must allow it', ['reidentify']],
  ['Provider: splits a dataset in two', ['provider']],
  ['Trusted third party: says which rows are one person', ['third-party']],
  ['Research store: holds what happened, under pseudonyms', ['store']],
  ['Project: extracts and cohorts', ['project', 'cohort']],
  ['Output: nothing leaves but through here', ['output']],
  ['Audit: who did what, and the proof', ['audit']],
] as const;

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({name}) => name.length)) + 2;
  const lines = GROUPS.flatMap(([title, zones]) => [
    '',
    title,
    ...commands
      .filter(({name}) => (zones as readonly string[]).includes(name.split(' ')[0] ?? ''))
      .map(({name, summary}) => `  ${name.padEnd(width)}${summary}`),
  ]);
  return [
    'dolen: pseudonymises, links and curates data about people, and keeps the proof.',
    ...lines,
    '',
    'dolen COMMAND --help tells more. Exit status: 0 done, 2 usage, 3 refused, 4 faulty data,',
    '5 the audit log does not verify, 70 a defect. Every code stands in governance/errors.md.',
    '',
  ].join('\n');
}

export function helpFor(command: Command, shared: Readonly<Record<string, OptionSpec>>): string {
  const own = Object.entries(command.options ?? {});
  const needed = own
    .filter(([, {required}]) => required)
    .map(([name, {value}]) => `--${name} ${value ?? ''}`.trim());
  const usage = ['dolen', command.name, ...(command.positionals ?? []), ...needed].join(' ');
  return [
    command.summary,
    '',
    `  ${usage}`,
    ...(own.length > 0 ? ['', 'Options', ...own.map(optionLine)] : []),
    '',
    'Options of every command',
    ...Object.entries(shared).map(optionLine),
    '',
  ].join('\n');
}

/** What it does stands in one column, and two spaces after an option that is too long for that. */
const optionLine = ([name, {value, help}]: [string, OptionSpec]): string =>
  `  ${`--${name} ${value ?? ''}`.padEnd(22)}  ${help}`;
