/** Runs a command of governance in this process: governance is no zone, and opens no data. */

import type {SharedOptions} from './command.ts';
import {governCommands} from './commands/govern.ts';
import {inputFor, parse} from './input.ts';
import {sharedArgs} from './processes.ts';

/** @param args what follows `dolen govern` */
export async function runGovernCommand<T>(
  shared: SharedOptions,
  [verb = '', ...args]: readonly string[],
): Promise<T> {
  const command = governCommands.find(({name}) => name === `govern ${verb}`);
  if (!command) throw new RangeError('a rehearsal has commands of governance only');
  const {values, positionals} = parse(command, [...args, ...sharedArgs(shared)]);
  const {json} = await command.run(inputFor(command, values, positionals));
  return json as T;
}
