/** What `link run` leaves behind: a file of links alone, or a folder of all that it found. */

import {mkdir, rename, rm} from 'node:fs/promises';
import {extname, join} from 'node:path';
import {writeWhole} from '../../../engine/files.ts';
import type {LinkageModel} from '../../../methods/linkage/model/schema.ts';
import type {Linked} from '../../../methods/linkage/run/link-files.ts';
import type {Summary} from './summary.ts';

/** A file of links alone, or a folder of all that the run found; whole or not at all. */
export async function writeOut(
  {db, inputs, pairs, resolved}: Linked,
  model: LinkageModel,
  out: string,
  beside: string,
  summary: Summary,
): Promise<void> {
  const {linkRows, makeLinks, recordRowsOf, writeRows} = await import(
    '../../../methods/linkage/run/write-links.ts'
  );
  await makeLinks(db, model, pairs, resolved);
  await rm(beside, {recursive: true, force: true});
  if (extname(out) !== '') {
    const file = `${beside}${extname(out)}`;
    await rm(file, {force: true});
    await writeRows(db, linkRows(model), file);
    await rename(file, out);
    return;
  }
  await mkdir(beside, {recursive: true});
  await writeRows(db, linkRows(model), join(beside, 'links.parquet'));
  const records = await recordRowsOf(db, resolved, inputs.leftCount);
  await writeRows(db, records, join(beside, 'records.parquet'));
  const {seconds: _, seconds_of: __, resumed_chunks: ___, ...told} = summary;
  await writeWhole(join(beside, 'run.json'), `${JSON.stringify(told, null, 2)}\n`);
  await rename(beside, out);
}
