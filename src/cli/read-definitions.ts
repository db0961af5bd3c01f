/** Reads the definitions that commands are given: contracts, models, grants, studies. */

import {readInput} from '../engine/files.ts';

export const readText = async (path: string, where: string): Promise<string> =>
  (await readInput(path, where)).toString('utf8');
