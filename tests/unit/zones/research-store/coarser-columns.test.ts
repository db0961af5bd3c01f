/** What can be granted in place of a week of birth and a small area. */

import {describe, expect, it} from 'vitest';
import {ident, sql} from '../../../../src/kernel/sql.ts';
import {
  rowsWithCoarser,
  withCoarser,
} from '../../../../src/zones/research-store/coarser-columns.ts';
import {quietDatabase, tableOf} from '../../engine/quiet-database.ts';

const column = (name: string) => ({name, type: 'VARCHAR'});
const STORED = ['alf_e', 'week_of_birth', 'lsoa_code'].map(column);

async function rows(hasAreas: boolean, columns = STORED) {
  const {db} = await quietDatabase();
  await tableOf(db, 'area', {lsoa_code: sql`varchar`, msoa_code: sql`varchar`}, [['W1', 'M1']]);
  await tableOf(
    db,
    'stored_rows',
    {alf_e: sql`integer`, week_of_birth: sql`date`, lsoa_code: sql`varchar`},
    [
      [1, '1979-12-31', 'W1'],
      [2, '1980-02-25', 'W2'],
      [3, null, null],
    ],
  );
  const from = rowsWithCoarser(ident('stored_rows'), columns, hasAreas);
  return db.rows(sql`select columns(c -> c not in ('week_of_birth', 'lsoa_code')) from ${from}
    order by alf_e`);
}

describe('coarser columns', () => {
  it('are the month and year in which a week begins, and the larger area where it is known', async () => {
    const found = (await rows(true)).map((row) => ({
      ...row,
      month_of_birth: row.month_of_birth && String(row.month_of_birth),
      year_of_birth: row.year_of_birth && Number(row.year_of_birth),
    }));
    expect(found).toEqual([
      {alf_e: 1, month_of_birth: '1979-12-01', year_of_birth: 1979, msoa_code: 'M1'},
      {alf_e: 2, month_of_birth: '1980-02-01', year_of_birth: 1980, msoa_code: null},
      {alf_e: 3, month_of_birth: null, year_of_birth: null, msoa_code: null},
    ]);
  });

  it('have no larger area where no table says which it is', async () => {
    expect(Object.keys((await rows(false))[0] ?? {})).not.toContain('msoa_code');
    expect(withCoarser(STORED, false).map(({name}) => name)).toEqual([
      ...['alf_e', 'week_of_birth', 'lsoa_code', 'month_of_birth', 'year_of_birth'],
    ]);
  });

  it('leave alone what a dataset holds itself, and what has nothing to be made from', () => {
    const own = [...STORED, column('year_of_birth')];
    expect(withCoarser(own, true).filter(({name}) => name === 'year_of_birth')).toHaveLength(1);
    expect(withCoarser([column('alf_e')], true).map(({name}) => name)).toEqual(['alf_e']);
  });
});
