/** The report as flat tables: rows of one shape, in plain cells, that say what the page says. */

import {describe, expect, it} from 'vitest';
import {reportTables} from '../../../../../src/methods/linkage/report/tables.ts';
import {sampleReport} from './sample-report.ts';

const REPORT = sampleReport();
const TABLES = reportTables(REPORT);

describe('the tables of a report', () => {
  it('have the same columns in every row, and plain cells only', () => {
    for (const [name, rows] of Object.entries(TABLES)) {
      const columns = Object.keys(rows[0] ?? {});
      for (const row of rows) {
        expect(Object.keys(row), name).toEqual(columns);
        for (const cell of Object.values(row)) {
          const isPlain = cell === null || ['string', 'number', 'boolean'].includes(typeof cell);
          expect(isPlain, name).toBe(true);
        }
      }
    }
  });

  it('hold every record once, and every level of the model', () => {
    const records = TABLES.funnel?.reduce((sum, row) => sum + Number(row.records), 0);
    expect(records).toBe(20_000);
    expect(TABLES.model_levels).toHaveLength(
      REPORT.linkage.model.comparisons.reduce((sum, {levels}) => sum + levels.length, 0),
    );
    expect(TABLES.summary?.[0]).toMatchObject({links: 18_489, opted_out: 41});
  });

  it('withhold what the page withholds', () => {
    const row = TABLES.subgroups?.find(
      ({variable, level}) => variable === 'deprivation fifth' && level === 'not stated',
    );
    expect(row).toMatchObject({records: 67, link_rate: null, lost_at_scoring: null});
  });

  it('have no rows for what is not known', () => {
    const {drift, ...rest} = TABLES;
    expect(drift).toEqual([]);
    for (const [name, rows] of Object.entries(rest)) expect(rows.length, name).toBeGreaterThan(0);
    expect(TABLES.guild?.filter(({is_known}) => !is_known)).toHaveLength(4);
  });
});
