/** NHS numbers that were replaced by others: a list with dates, followed step by step, never in circles. */

import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {digestOfFile} from '../../engine/files.ts';
import {openSource} from '../../engine/sources.ts';
import {DataFault, type Fault} from '../../kernel/errors.ts';
import {isNhsNumber} from '../../kernel/nhs-number-sql.ts';
import {sql} from '../../kernel/sql.ts';

const COLUMNS = ['nhs_number', 'replaced_by', 'valid_from'] as const;

/**
 * Adds a CSV of `nhs_number, replaced_by, valid_from` to what the spine knows.
 * @throws DataFault SUPERSEDED_INVALID, with counts, for what is no number, for a number that was
 *   replaced by two, and for circles
 */
export async function loadSuperseded(
  db: Database,
  path: string | undefined,
  job: Job,
): Promise<void> {
  if (path === undefined) return;
  const where = 'superseded numbers';
  const source = await openSource(db, path, {format: 'csv', where}, job.workspace);
  const names = source.columns.map(({name}) => name);
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new DataFault(
      'COLUMN_MISSING',
      missing.map((name) => ({where, what: `no column ${name}`})),
    );
  }
  await db.run(
    sql`create or replace temp table replaced as
      select nhs_number, replaced_by, try_cast(valid_from as date) as valid_from,
        coalesce(${isNhsNumber(sql`nhs_number`)} and ${isNhsNumber(sql`replaced_by`)}, false)
          and (valid_from is null or try_cast(valid_from as date) is not null) as is_valid
      from (
        select regexp_replace(nhs_number, '[^0-9]', '', 'g') as nhs_number,
          regexp_replace(replaced_by, '[^0-9]', '', 'g') as replaced_by,
          nullif(trim(valid_from), '') as valid_from
        from ${source.rows}
      )
      union
      select nhs_number, replaced_by, valid_from, true from superseded_number`,
    where,
  );
  const faults: Fault[] = [];
  const refuse = async (what: string, rows: ReturnType<typeof sql>) => {
    const count = await db.count(rows);
    if (count > 0) faults.push({where, what: `${count} ${what}`});
  };
  await refuse('lines without two NHS numbers and a date', sql`replaced where not is_valid`);
  await refuse(
    'numbers replaced by two',
    sql`(select nhs_number from replaced group by nhs_number having count(distinct replaced_by) > 1)`,
  );
  // A number on a circle is still being followed after as many steps as there are lines.
  await refuse(
    'numbers that lead back to themselves',
    sql`(
      with recursive chain as (
        select nhs_number as start, replaced_by as number from replaced
        union
        select c.start, r.replaced_by from chain c join replaced r on r.nhs_number = c.number
        where c.number <> c.start
      )
      select distinct start from chain where number = start)`,
  );
  if (faults.length > 0) throw new DataFault('SUPERSEDED_INVALID', faults);
  await job.record({
    action: 'SUPERSEDED_NUMBERS_RECEIVED',
    inputHashes: [await digestOfFile(path)],
    rows: source.count,
  });
  await db.run(sql`delete from superseded_number`, where);
  await db.run(
    sql`insert into superseded_number select nhs_number, replaced_by, valid_from from replaced`,
    where,
  );
}
