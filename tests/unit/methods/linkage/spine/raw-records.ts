/** Rows with the columns of File 1 that cleaning reads, as they were written. */

import type {Database} from '../../../../../src/engine/database.ts';
import {sql} from '../../../../../src/kernel/sql.ts';
import {materialise} from '../../../../../src/kernel/steps.ts';
import {cleaned} from '../../../../../src/methods/linkage/spine/cleaning.ts';
import {tableOf} from '../../../engine/quiet-database.ts';

export interface RawRecord {
  readonly nhs_number?: string | null;
  readonly surname?: string | null;
  readonly forename?: string | null;
  readonly postcode?: string | null;
  readonly address_1?: string | null;
  readonly sex_code?: string | null;
  readonly sex_code_system?: string;
}

/** Cleans the records, and gives them back in their order. */
export async function clean(db: Database, records: readonly RawRecord[]) {
  const text = sql`varchar`;
  await tableOf(
    db,
    'raw',
    {
      row_no: sql`integer`,
      nhs_number: text,
      surname: text,
      forename: text,
      postcode: text,
      address_1: text,
      sex_code: text,
      sex_code_system: text,
    },
    records.map((r, i) => [
      i,
      r.nhs_number ?? null,
      r.surname ?? null,
      r.forename ?? null,
      r.postcode ?? null,
      r.address_1 ?? null,
      r.sex_code ?? null,
      r.sex_code_system ?? 'sail',
    ]),
  );
  const whole = sql`(select *, null::varchar as uprn, null::date as as_at, null::date as valid_from,
    null::date as valid_to, null::date as date_of_birth, null::integer as birth_day,
    null::integer as birth_month, null::integer as birth_year from raw)`;
  await db.run(materialise(cleaned(whole, 'row_no')));
  return db.rows(sql`select * from cleaned order by row_no`);
}
