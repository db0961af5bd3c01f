/** The folders that left: each table must be the one that the log says was released. */

import {join} from 'node:path';
import {digestOfFile} from '../../../engine/files.ts';
import type {Difference} from './difference.ts';
import {namesIn} from './disk.ts';
import type {Logged} from './logged.ts';

const TABLE = 'table.csv';
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
      differences.push({
        kind: 'unexplained',
        label: `a released file, ${file === TABLE ? 'table' : 'not a table'}`,
        digest,
      });
    }
    const files = await namesIn(join(folder, name));
    if (known && !files.includes(TABLE)) differences.push(missing(known));
  }
  for (const [request, known] of logged.released) {
    if (!here.includes(request)) differences.push(missing(known));
  }
  return differences;
}

const missing = ({label, digest, index}: {label: string; digest: string; index: number}) =>
  ({kind: 'missing', label: `${label}, entry ${index}`, digest}) as const;
