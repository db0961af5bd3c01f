/** Opt-outs: people who dissent are removed before any linkage step, and again once it is known who a row is. */

import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {readInput} from '../../engine/files.ts';
import {VARCHAR_COLUMN} from '../../engine/values.ts';
import {sha256} from '../../kernel/digests.ts';
import {DataFault, refuse} from '../../kernel/errors.ts';
import {readNhsNumber} from '../../kernel/ids.ts';
import {sql} from '../../kernel/sql.ts';

/**
 * Loads a dissent list into the table `opted_out (nhs_number)`: one NHS number a line, each
 * followed by a comma (the exchange format of NHS England's national data opt-out).
 * @param list a path, or `none` for made-up people
 * @throws Refusal OPT_OUTS_MISSING; DataFault OPT_OUTS_INVALID
 */
export async function loadOptOuts(
  db: Database,
  list: string | undefined,
  people: 'real' | 'made-up',
  job: Job,
): Promise<void> {
  await db.run(sql`create or replace temp table opted_out (nhs_number varchar)`, 'opt-outs');
  if (list === 'none' && people === 'made-up') return;
  if (list === undefined || list === 'none') {
    throw refuse('OPT_OUTS_MISSING', 'linkage applies opt-outs by default and fails closed');
  }
  const bytes = await readInput(list, 'opt-outs');
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const numbers = lines.map((line) => readNhsNumber(line.replace(/,\s*$/, '')));
  const invalid = numbers.filter(({status}) => status !== 'valid').length;
  if (invalid > 0) {
    throw new DataFault('OPT_OUTS_INVALID', [{where: 'opt-outs', what: `${invalid} lines`}]);
  }
  await job.record({
    action: 'OPT_OUT_LIST_RECEIVED',
    inputHashes: [sha256(bytes)],
    rows: numbers.length,
  });
  const values = numbers.flatMap((n) => (n.status === 'valid' ? [n.value] : []));
  await db.append('opted_out', [VARCHAR_COLUMN], [values]);
}
