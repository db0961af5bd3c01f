/** Every command. Each loads its own zone, and no other, when it runs. */

import type {Command} from './command.ts';
import {auditCommands} from './commands/audit.ts';
import {governCommands} from './commands/govern.ts';
import {linkCommands} from './commands/link.ts';
import {outputCommands} from './commands/output.ts';
import {projectCommands} from './commands/project.ts';
import {providerCommands} from './commands/provider.ts';
import {reidentifyCommands} from './commands/reidentify.ts';
import {startCommands} from './commands/start.ts';
import {storeCommands} from './commands/store.ts';
import {thirdPartyCommands} from './commands/third-party.ts';

export const COMMANDS: readonly Command[] = [
  ...startCommands,
  ...governCommands,
  ...providerCommands,
  ...thirdPartyCommands,
  ...storeCommands,
  ...projectCommands,
  ...outputCommands,
  ...linkCommands,
  ...reidentifyCommands,
  ...auditCommands,
];
