/** The folders that left: each table must be the one that the log says was released. */

import {join} from 'node:path';
import {digestOfFile} from '../../../engine/files.ts';
import {type Difference, unexplained} from './difference.ts';
import {namesIn} from './disk.ts';
import type {Logged} from './logged.ts';

const TABLE = 'table.csv';
/** A request's id, as the program draws it. */
const REQUEST = /^R-[0-9a-f]{8}$/;
/** What stands beside a table: the signed record of how it was checked. */
const RECORD = /^disclosure-record\./;

export async function reconcileReleased(home: string, logged: Logged): Promise<Difference[]> {
  const folder = join(home, 'output', 'released');
  const differences: Difference[] = [];
  const here = await namesIn(folder);
  for (const name of here) {
    const known = logged.released.get(name);
    for (const file of await namesIn(join(folder, name))) {
      if (RECORD.test(file) && known) continue;
      const digest = await digestOfFile(join(folder, name, file));
      if (file === TABLE && known?.digest === digest) continue;
      differences.push(unexplained(labelOf(name, file, known !== undefined), digest));
    }
    const files = await namesIn(join(folder, name));
    if (known && !files.includes(TABLE)) differences.push(missing(known));
  }
  for (const [request, known] of logged.released) {
    if (!here.includes(request)) differences.push(missing(known));
  }
  return differences;
}

/** Only names that the program gives are said; the digest says which file it is. */
function labelOf(request: string, file: string, isKnown: boolean): string {
  const folder = REQUEST.test(request) ? `output/released/${request}` : 'a released folder';
  if (file !== TABLE) return `${folder}: a file that is no table`;
  const why = isKnown ? 'not the one that was released' : 'which no entry released';
  return `${folder}: a table, ${why}`;
}

const missing = ({label, digest, index}: {label: string; digest: string; index: number}) =>
  ({kind: 'missing', label: `${label}, entry ${index}`, digest}) as const;
