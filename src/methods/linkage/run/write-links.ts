/** Links and records as files: sorted by ids, so that the same links give the same bytes. */

import {extname} from 'node:path';
import {writeArrow} from '../../../engine/arrow-writer.ts';
import type {Database} from '../../../engine/database.ts';
import {writeParquet} from '../../../engine/parquet.ts';
import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import type {LinkageModel} from '../model/schema.ts';
import {RECORD_STATES, type Resolved} from './resolve-pairs.ts';
import type {ScoredPairs} from './score-pairs.ts';

/** Makes the temporary table of links, one row per link. */
export async function makeLinks(
  db: Database,
  model: LinkageModel,
  pairs: ScoredPairs,
  {links, weight, household}: Resolved,
): Promise<void> {
  const width = model.comparisons.length;
  const pick = <T extends Int32Array | Uint8Array>(from: T, make: (length: number) => T): T => {
    const made = make(links.length);
    links.forEach((e, i) => {
      made[i] = from[e] as number;
    });
    return made;
  };
  const levels = model.comparisons.map(({name}, c) => {
    const level = new Uint8Array(links.length);
    links.forEach((e, i) => {
      level[i] = pairs.levels[e * width + c] as number;
    });
    return [`level_${name}`, level] as const;
  });
  await db.makeNumbers('link_numbers', {
    left_record: pick(pairs.left, (n) => new Int32Array(n)),
    right_record: pick(pairs.right, (n) => new Int32Array(n)),
    match_weight: weight,
    household_bits: household,
    rule: pick(pairs.rule, (n) => new Uint8Array(n)).map((rule) => rule + 1),
    ...Object.fromEntries(levels),
  });
}

/** One row per link: ids, weight, probability, the rule that found it, and the level of each comparison. */
export const linkRows = (model: LinkageModel): Sql => {
  const levels = model.comparisons.map(({name}) => ident('n', `level_${name}`));
  return sql`select l.id as left_id, r.id as right_id, n.match_weight,
      1 / (1 + pow(2, -n.match_weight)) as match_probability, n.household_bits, n.rule,
      ${join(levels)}
    from link_numbers n
    join record_ids l on l.record = n.left_record
    join record_ids r on r.record = n.right_record
    order by left_id, right_id`;
};

/** Makes the table of records and gives its rows: file, id, state, and the person of each. */
export async function recordRowsOf(
  db: Database,
  {state, personOf}: Resolved,
  leftCount: number,
): Promise<Sql> {
  await db.makeNumbers('record_numbers', {
    record: Int32Array.from(state, (_, r) => r),
    state,
    person_record: personOf,
  });
  return sql`select case when i.record < ${leftCount} then 'left' else 'right' end as file, i.id,
      list_extract(${[...RECORD_STATES]}, n.state + 1) as state, p.id as person_id
    from record_numbers n
    join record_ids i on i.record = n.record
    join record_ids p on p.record = n.person_record
    order by file, id`;
}

/** Writes rows in the format of the file's name: Parquet, Arrow (`.arrows` is a stream) or CSV. */
export async function writeRows(db: Database, rows: Sql, path: string): Promise<void> {
  const kind = extname(path).toLowerCase();
  if (kind === '.csv')
    await db.run(sql`copy (${rows}) to ${path} (format csv, header)`, 'write CSV');
  else if (kind === '.arrows') await writeArrow(db, rows, path, 'stream');
  else if (kind === '.arrow' || kind === '.feather') await writeArrow(db, rows, path, 'file');
  else await writeParquet(db, rows, path, 'write links');
}
