/** Commands of the trusted third party's zone. */

import type {Command} from '../command.ts';
import {keysCommand} from './keys.ts';
import {linkToSpineCommands} from './third-party/link.ts';
import {optOutCommands} from './third-party/opt-outs.ts';
import {populationCommand} from './third-party/population.ts';
import {reidentificationCommands} from './third-party/reidentify.ts';
import {reviewCommands} from './third-party/review.ts';
import {spineCommands} from './third-party/spine.ts';

export const thirdPartyCommands: readonly Command[] = [
  keysCommand('third-party', 'makes the third party’s keys and publishes the public one'),
  ...spineCommands,
  ...optOutCommands,
  ...linkToSpineCommands,
  ...reviewCommands,
  populationCommand,
  ...reidentificationCommands,
];
