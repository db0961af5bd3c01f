/** Recipients: the public half of each zone's keyring, where every sender finds it. */

import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {exists, readInput, writeWhole} from '../../engine/files.ts';
import {DataFault} from '../../kernel/errors.ts';
import type {Keyring} from './keyring.ts';

const pathOf = (home: string, name: string): string => join(home, 'recipients', name);

/** Writes `<home>/recipients/<zone>`; a project gives its own name, since there are many. */
export async function publishRecipient(
  home: string,
  keyring: Keyring,
  name: string = keyring.zone,
): Promise<void> {
  await mkdir(join(home, 'recipients'), {recursive: true});
  await writeWhole(pathOf(home, name), `${keyring.recipient}\n`);
}

export const isPublished = (home: string, name: string): Promise<boolean> =>
  exists(pathOf(home, name));

/** The recipient that a zone, or a project, published. */
export async function readRecipient(home: string, name: string): Promise<string> {
  const recipient = (await readInput(pathOf(home, name), `recipients/${name}`))
    .toString('utf8')
    .trim();
  if (!/^age1[0-9a-z]+$/.test(recipient)) {
    throw new DataFault('FILE_UNREADABLE', [
      {where: `recipients/${name}`, what: 'not a recipient'},
    ]);
  }
  return recipient;
}
