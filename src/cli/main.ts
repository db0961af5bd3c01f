/** The command line: finds the command, runs it, prints what it found or why it could not. */

import {homedir, userInfo} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {runJob} from '../assurance/job/job.ts';
import {DolenError, UsageError} from '../kernel/errors.ts';
import type {Zone} from '../kernel/zones.ts';
import type {Command, CommandInput, OptionSpec, Outcome, SharedOptions} from './command.ts';
import {COMMANDS} from './commands.ts';
import {realEffects} from './effects.ts';
import {helpFor, overview} from './help.ts';
import {identify, PROJECT_ROOT} from './identity.ts';
import {ToldAlready} from './processes.ts';

/** Options of every command. */
export const SHARED_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  home: {type: 'string', value: 'DIR', help: 'where the zones live (or DOLEN_HOME)'},
  json: {type: 'boolean', help: 'print one JSON object on stdout'},
  quiet: {type: 'boolean', help: 'no progress on stderr'},
  actor: {type: 'string', value: 'ID', help: 'who acts (or DOLEN_ACTOR); in every audit entry'},
  role: {type: 'string', value: 'ROLE', help: 'in which role (default: the usual one of the zone)'},
  governance: {type: 'string', value: 'DIR', help: 'the folder of policy (default: governance)'},
  memory: {type: 'string', value: 'SIZE', help: 'memory limit of the database (default 4GB)'},
  threads: {type: 'string', value: 'N', help: 'threads of the database (default 2)'},
  seed: {type: 'string', value: 'TEXT', help: 'made-up people only: keys and ids follow from it'},
  help: {type: 'boolean', help: 'print this'},
};

export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  // A reader that has seen enough, such as head, closes the pipe; that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
  try {
    process.exitCode = await runCommand(argv);
  } catch (error) {
    process.exitCode = printFailure(error, argv.includes('--json'));
  }
}

async function runCommand(argv: readonly string[]): Promise<number> {
  const command = findCommand(argv);
  if (!command) {
    if (argv.length === 0 || argv[0] === '--help' || argv[0] === 'help') {
      process.stdout.write(overview(COMMANDS));
      return 0;
    }
    const near = COMMANDS.filter(({name}) => name.split(' ')[0] === argv[0]);
    const names = near.map(({name}) => name).join(', ');
    throw new UsageError('USAGE', [
      {
        where: 'command',
        what: names === '' ? 'not one of those in dolen --help' : `one of: ${names}`,
      },
    ]);
  }
  const rest = argv.slice(command.name.split(' ').length);
  const {values, positionals} = parse(command, rest);
  if (values.help) {
    process.stdout.write(helpFor(command, SHARED_OPTIONS));
    return 0;
  }
  const outcome = await command.run(inputFor(command, values, positionals));
  process.stdout.write(
    values.json ? `${JSON.stringify(outcome.json, null, 2)}\n` : `${outcome.text.join('\n')}\n`,
  );
  return outcome.exitStatus ?? 0;
}

/** Who usually runs the commands of a zone (governance reference, roles). */
const USUAL_ROLE = {
  provider: 'data_engineer',
  'third-party': 'ttp_custodian',
  store: 'data_engineer',
  project: 'researcher',
  output: 'output_checker',
} as const satisfies Record<Zone, string>;

/** The longest name that the arguments start with. */
const findCommand = (argv: readonly string[]): Command | undefined =>
  [...COMMANDS]
    .sort((a, b) => b.name.length - a.name.length)
    .find(({name}) => name.split(' ').every((word, i) => argv[i] === word));

/** `--theta -5` as people write it: a number below zero is a value, not an option. */
function withNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    const isValue =
      /^-\d+(\.\d+)?$/.test(arg) && before !== undefined && /^--[a-z-]+$/.test(before);
    if (isValue) joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

type Values = Record<string, string | boolean | string[] | undefined>;

function parse(command: Command, args: readonly string[]): {values: Values; positionals: string[]} {
  const specs = {...SHARED_OPTIONS, ...command.options};
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, {type, repeated = false}]) => [
      name,
      {type, multiple: repeated},
    ]),
  );
  try {
    const {values, positionals} = parseArgs({
      args: withNegatives(args),
      options,
      allowPositionals: true,
    });
    return {values: values as Values, positionals};
  } catch {
    // The message of parseArgs repeats what was typed, which may be somebody's name.
    throw new UsageError('USAGE', [{where: command.name, what: 'an unknown or incomplete option'}]);
  }
}

function inputFor(command: Command, values: Values, positionals: readonly string[]): CommandInput {
  if (positionals.length < (command.positionals?.length ?? 0)) {
    const what = `needs ${command.positionals?.join(' ')}`;
    throw new UsageError('USAGE', [{where: command.name, what}]);
  }
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const need = (name: string): string => {
    const value = text(name);
    if (value === undefined) {
      throw new UsageError('USAGE', [{where: command.name, what: `needs --${name}`}]);
    }
    return value;
  };
  for (const [name, spec] of Object.entries(command.options ?? {})) if (spec.required) need(name);
  const shared = sharedOptions(text, values.quiet === true);
  const effects = realEffects({
    home: shared.home,
    command: command.name,
    quiet: shared.quiet,
    ...(shared.seed === undefined ? {} : {seed: shared.seed}),
  });
  return {
    positionals,
    text,
    need,
    all: (name) => (Array.isArray(values[name]) ? values[name] : []),
    isSet: (name) => values[name] === true,
    home: shared.home,
    shared,
    effects,
    async job(zone: Zone, act, project): Promise<Outcome> {
      const identity = await identify(shared, USUAL_ROLE[zone]);
      return runJob(
        {
          zone,
          home: shared.home,
          command: command.name,
          identity,
          seeded: shared.seed !== undefined,
          ...(project === undefined ? {} : {project}),
          ...(shared.memory === undefined ? {} : {memoryLimit: shared.memory}),
          ...(shared.threads === undefined ? {} : {threads: Number(shared.threads)}),
        },
        effects,
        act,
      );
    },
  };
}

function sharedOptions(text: CommandInput['text'], quiet: boolean): SharedOptions {
  const optional = (name: 'seed' | 'memory' | 'threads' | 'role') => {
    const value = text(name);
    return value === undefined ? {} : {[name]: value};
  };
  const declared = text('actor') ?? process.env.DOLEN_ACTOR;
  const threads = text('threads');
  if (threads !== undefined && !/^[1-9]\d{0,2}$/.test(threads)) {
    throw new UsageError('USAGE', [{where: '--threads', what: 'a number of threads'}]);
  }
  const memory = text('memory');
  if (memory !== undefined && !/^\d+(\.\d+)?(MB|MiB|GB|GiB)$/.test(memory)) {
    throw new UsageError('USAGE', [{where: '--memory', what: 'a size such as 4GB'}]);
  }
  return {
    home: resolve(text('home') ?? process.env.DOLEN_HOME ?? join(homedir(), '.dolen')),
    actor: declared ?? `os:${userInfo().username}`,
    assurance: declared === undefined ? 'operating-system' : 'declared',
    governance: resolve(text('governance') ?? join(PROJECT_ROOT, 'governance')),
    quiet,
    ...optional('role'),
    ...optional('seed'),
    ...optional('memory'),
    ...optional('threads'),
  };
}

/** Prints code, sentence and hint, never a value; returns the exit status. */
function printFailure(error: unknown, asJson: boolean): number {
  const failure = error instanceof DolenError ? error : null;
  const code = failure?.code ?? 'UNEXPECTED';
  const message = failure?.message ?? 'something failed that should not';
  if (asJson) {
    const faults = failure?.faults ?? [];
    process.stdout.write(`${JSON.stringify({error: {code, faults, hint: failure?.hint}})}\n`);
  }
  if (failure instanceof ToldAlready) return failure.exitStatus;
  process.stderr.write(`dolen: ${code}: ${message}\n`);
  if (failure) process.stderr.write(`hint: ${failure.hint}\n`);
  return failure?.exitStatus ?? 70;
}
