/** Who made-up people really are: kept apart from both files, for measuring and nothing else. */

import {mkdir, readFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {writeWhole} from '../../engine/files.ts';
import {writeParquet} from '../../engine/parquet.ts';
import type {Source} from '../../engine/sources.ts';
import type {Contract} from '../../kernel/contract/schema.ts';
import {refuse, UsageError} from '../../kernel/errors.ts';
import {ident, type Sql, sql} from '../../kernel/sql.ts';
import {identifiedRows} from './system-ids.ts';

/**
 * Writes `system_id, person` for each row. The truth comes from a Parquet file with `row` and
 * `person`, or from the contract's column with role `truth`.
 * @throws Refusal REAL_PEOPLE when the contract does not say that its people are made up.
 */
export async function writeTruth(
  db: Database,
  source: Source,
  contract: Contract,
  truth: {readonly from?: string; readonly to: string},
  job: Job,
): Promise<void> {
  if (contract.dolen.people !== 'made-up') {
    throw refuse('REAL_PEOPLE', 'only made-up people have a truth to compare with');
  }
  const plain = job.workspace.file('truth.parquet');
  await writeParquet(db, truthQuery(source, contract, truth.from), plain, 'write truth');
  await mkdir(dirname(truth.to), {recursive: true});
  await writeWhole(truth.to, await readFile(plain));
}

function truthQuery(source: Source, contract: Contract, from: string | undefined): Sql {
  if (from !== undefined) {
    return sql`select s.system_id, t.person
      from ${identifiedRows(source, [sql`file_row_number`])} s
      join (select "row" as row_number, person from read_parquet(${from})) t
        on t.row_number = s.file_row_number
      order by system_id`;
  }
  const column = contract.fields.find(({dolen}) => dolen.role === 'truth');
  if (!column) {
    throw new UsageError('USAGE', [{where: '--truth', what: 'the contract has no truth column'}]);
  }
  return sql`select system_id, person
    from ${identifiedRows(source, [sql`${ident(column.name)}::varchar as person`])} order by system_id`;
}
