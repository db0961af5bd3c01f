/** What came in: files with their digests, how full and valid their fields are, and what cleaning changed. */

import {basename, extname} from 'node:path';
import type {Database} from '../../../../engine/database.ts';
import {digestOfFile} from '../../../../engine/files.ts';
import {ident, sql} from '../../../../kernel/sql.ts';
import {cleanedSql} from '../../clean/cleaners.ts';
import {type Inputs, recordRows, type Side, sides} from '../../encode/inputs.ts';
import type {Field, LinkageModel} from '../../model/schema.ts';
import type {Linkage, LinkageReport} from '../../report/schema.ts';

type Provision = LinkageReport['provision'];
type Cleaning = Linkage['cleaning'];

/** A file without its folder and ending: what a reader knows it by. */
export const nameOfFile = (path: string): string =>
  basename(path, extname(path)) || basename(path) || 'file';

const NOT_TOLD = {notKnown: 'the run was not told'};

export async function provisionOf(
  db: Database,
  inputs: Inputs,
  paths: readonly string[],
  model: LinkageModel,
): Promise<{provision: Provision; cleaning: Cleaning}> {
  const files = await Promise.all(
    sides(inputs).map(async ([side, {source}], i) => ({
      name: nameOfFile(paths[i] as string),
      side,
      records: source.count,
      asAt: NOT_TOLD,
      extractedOn: NOT_TOLD,
      optedOut: {notKnown: 'opt-outs are removed, if at all, before the files come here'},
      digest: `sha256:${await digestOfFile(paths[i] as string)}`,
    })),
  );
  const [first, second] = files;
  if (second?.name === first?.name && first && second) second.name = `${second.name} (right)`;
  const counted: FieldCount[] = [];
  for (const field of model.fields) counted.push(...(await countField(db, inputs, field)));
  return {
    provision: {
      purpose: NOT_TOLD,
      population: NOT_TOLD,
      geography: NOT_TOLD,
      files: files as Provision['files'],
      completeness: counted.map(({field, side, records, filled, valid}) => {
        return {field: field.name, side, records, filled, valid};
      }) as Provision['completeness'],
      changes: NOT_TOLD,
    },
    cleaning: model.fields.map((field) => {
      const rows = counted.filter((row) => row.field === field);
      const sum = (of: (row: FieldCount) => number) => rows.reduce((all, row) => all + of(row), 0);
      return {
        field: field.name,
        rule: field.clean,
        changed: sum(({changed}) => changed),
        emptied: sum(({filled, valid}) => filled - valid),
      };
    }),
  };
}

interface FieldCount {
  readonly field: Field;
  readonly side: Side;
  readonly records: number;
  readonly filled: number;
  readonly valid: number;
  readonly changed: number;
}

/** Counts a field on each side; each distinct value is cleaned once. */
async function countField(db: Database, inputs: Inputs, field: Field): Promise<FieldCount[]> {
  const column = ident(field.name);
  const values = sql`select record >= ${inputs.leftCount} as is_right, ${column} as raw,
      count(*) as records from ${recordRows(inputs, [field])}
    where trim(${column}) <> '' group by all`;
  const rows = await db.rows(
    sql`select is_right, sum(records)::bigint as filled,
        coalesce(sum(records) filter (where value is not null), 0)::bigint as valid,
        coalesce(sum(records) filter (where value <> raw), 0)::bigint as changed
      from (select is_right, records, raw, ${cleanedSql(field.clean, sql`raw`)} as value
        from (${values}))
      group by is_right`,
    'count values',
  );
  return sides(inputs).map(([side, {source}]) => {
    const row = rows.find(({is_right}) => is_right === (side === 'right'));
    return {
      field,
      side,
      records: source.count,
      filled: Number(row?.filled ?? 0),
      valid: Number(row?.valid ?? 0),
      changed: Number(row?.changed ?? 0),
    };
  });
}
