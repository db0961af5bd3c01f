/** Reads the definitions that commands are given: contracts, models, grants, studies. */

import {readInput} from '../engine/files.ts';

export const readText = async (path: string): Promise<string> =>
  (await readInput(path)).toString('utf8');
