/** The command line: finds the command, runs it, prints what it found or why it could not. */

import {DolenError, UsageError} from '../kernel/errors.ts';
import type {Command} from './command.ts';
import {COMMANDS} from './commands.ts';
import {helpFor, overview} from './help.ts';
import {inputFor, parse, SHARED_OPTIONS} from './input.ts';
import {ToldAlready} from './processes.ts';

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

/** The longest name that the arguments start with. */
const findCommand = (argv: readonly string[]): Command | undefined =>
  [...COMMANDS]
    .sort((a, b) => b.name.length - a.name.length)
    .find(({name}) => name.split(' ').every((word, i) => argv[i] === word));

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
