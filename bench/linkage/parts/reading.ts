/** Files that we write, opened by pyarrow, pandas and polars. */

import {join} from 'node:path';
import {type Bench, HERE, outputOf} from '../bench.ts';
import {printTable, whole} from '../tables.ts';

export async function reading(bench: Bench): Promise<void> {
  const files = [await bench.links('tight')];
  for (const kind of ['arrow', 'arrows']) {
    files.push(await bench.once(`links.${kind}`, (path) => bench.linkRun('tight', path)));
  }
  const folder = await bench.once('links', (path) => bench.linkRun('tight', path));
  files.push(join(folder, 'links.parquet'), join(folder, 'records.parquet'));
  const python = join(bench.venv, 'bin', 'python');
  const checker = join(HERE, 'peers', 'check_arrow.py');
  const lines = (await outputOf(python, [checker, ...files], true)).trim().split('\n');
  const rows = lines.map((line) => {
    const {file, kind, good, rows, errors} = JSON.parse(line);
    bench.require(good, `reading: ${file}: ${JSON.stringify(errors ?? rows)}`);
    const counts = Object.values(rows as Record<string, number>);
    return [`${file}, ${kind}`, whole(counts[0] ?? 0), good ? 'yes' : 'no'];
  });
  bench.require(rows.length === files.length, 'reading: not every file was looked at');
  printTable(['written by us', 'rows', 'read alike by pyarrow, pandas and polars'], rows);
}
