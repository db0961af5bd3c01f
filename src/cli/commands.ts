/** Every command. Each loads its own zone, and no other, when it runs. */

import type {Command} from './command.ts';
import {auditCommands} from './commands/audit.ts';
import {linkCommands} from './commands/link.ts';
import {outputCommands} from './commands/output.ts';
import {projectCommands} from './commands/project.ts';
import {providerCommands} from './commands/provider.ts';
import {startCommands} from './commands/start.ts';
import {storeCommands} from './commands/store.ts';
import {thirdPartyCommands} from './commands/third-party.ts';

export const COMMANDS: readonly Command[] = [
  ...startCommands,
  ...providerCommands,
  ...thirdPartyCommands,
  ...storeCommands,
  ...projectCommands,
  ...outputCommands,
  ...linkCommands,
  ...auditCommands,
];
