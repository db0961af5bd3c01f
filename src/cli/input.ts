/** What a command is given: its options, read and checked, and the ways in which it may act. */

import {homedir, userInfo} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {runJob} from '../assurance/job/job.ts';
import {runLogged} from '../assurance/job/logged.ts';
import {UsageError} from '../kernel/errors.ts';
import type {Zone} from '../kernel/zones.ts';
import type {Command, CommandInput, OptionSpec, Outcome, SharedOptions} from './command.ts';
import {realEffects} from './effects.ts';
import {identify, PROJECT_ROOT} from './identity.ts';

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
  at: {type: 'string', value: 'INSTANT', help: 'with --seed: the clock starts here, in UTC'},
  'passphrase-file': {
    type: 'string',
    value: 'FILE',
    help: 'opens a sealed keyring (or DOLEN_KEYS_PASSPHRASE_FILE); its first line',
  },
  'identity-file': {
    type: 'string',
    value: 'FILE',
    help: 'opens a sealed keyring: age identities, one a line',
  },
  help: {type: 'boolean', help: 'print this'},
};

/** Who usually runs the commands of a zone (governance reference, roles). */
const USUAL_ROLE = {
  provider: 'data_engineer',
  'third-party': 'ttp_custodian',
  store: 'data_engineer',
  project: 'researcher',
  output: 'output_checker',
} as const satisfies Record<Zone, string>;

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

export type Values = Record<string, string | boolean | string[] | undefined>;

export function parse(
  command: Command,
  args: readonly string[],
): {values: Values; positionals: string[]} {
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

export function inputFor(
  command: Command,
  values: Values,
  positionals: readonly string[],
): CommandInput {
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
    ...(shared.at === undefined ? {} : {at: Date.parse(shared.at)}),
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
    async govern(role, act): Promise<Outcome> {
      const identity = await identify(shared, role);
      const {home} = shared;
      const options = {home, command: command.name, identity, zone: null};
      return runLogged(options, effects, (log, record) => act(log, record, identity));
    },
    async job(zone: Zone, act, project): Promise<Outcome> {
      const identity = await identify(shared, USUAL_ROLE[zone]);
      return runJob(
        {
          zone,
          home: shared.home,
          command: command.name,
          identity,
          seeded: shared.seed !== undefined,
          ...(shared.unlock === undefined ? {} : {unlock: shared.unlock}),
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

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function sharedOptions(text: CommandInput['text'], quiet: boolean): SharedOptions {
  const optional = (name: 'seed' | 'at' | 'memory' | 'threads' | 'role') => {
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
  const at = text('at');
  if (at !== undefined && (text('seed') === undefined || !INSTANT.test(at))) {
    const what = 'an instant in UTC such as 2024-04-02T09:00:00.000Z, and only with --seed';
    throw new UsageError('USAGE', [{where: '--at', what}]);
  }
  return {
    home: resolve(text('home') ?? process.env.DOLEN_HOME ?? join(homedir(), '.dolen')),
    actor: declared ?? `os:${userInfo().username}`,
    assurance: declared === undefined ? 'operating-system' : 'declared',
    governance: resolve(text('governance') ?? join(PROJECT_ROOT, 'governance')),
    quiet,
    unlock: unlockFrom(text),
    ...optional('role'),
    ...optional('seed'),
    ...optional('at'),
    ...optional('memory'),
    ...optional('threads'),
  };
}

/** Files that hold secrets; a secret itself is never an argument nor in the environment. */
function unlockFrom(text: CommandInput['text']): NonNullable<SharedOptions['unlock']> {
  const passphrase = text('passphrase-file') ?? process.env.DOLEN_KEYS_PASSPHRASE_FILE;
  const identity = text('identity-file');
  return {
    ...(passphrase === undefined ? {} : {passphraseFile: resolve(passphrase)}),
    ...(identity === undefined ? {} : {identityFile: resolve(identity)}),
  };
}
