/** The counts of the population: made of everybody as they are today, and taken in by the store alone. */

import {cp, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {Database} from '../../src/engine/database.ts';
import {sql} from '../../src/kernel/sql.ts';
import {sharedScratch} from './support/homes.ts';
import {type SpineHome, spineHome} from './support/spine-home.ts';

describe('counts of the population', async () => {
  const root = await sharedScratch();
  let home: SpineHome;
  const counts = join(root, 'counts');

  beforeAll(async () => {
    home = await spineHome(root);
    // Born on one Monday and its Wednesday; the third has moved; of the last no area is known.
    await home.split(
      'register',
      `p0|9434765919|Prys|Mair|1950-01-02|2|1 Heol Fawr|CF10 3AT
       p1|9434765870|Bowen|Nia|1950-01-04|2|2 Heol Fawr|CF10 3AA
       p2|9434765838|Ellis|Carys|1972-09-09|2|3 Heol Fach|CF10 3AT
       p2|9434765838|Ellis|Carys|1972-09-09|2|9 Heol Newydd|SA1 1AA
       p3|9434765846|Fychan|Gethin|1983-11-10|1|4 Heol Fach|SA2 8PP`,
      'register',
    );
    const postcodes = join(root, 'postcodes.csv');
    await writeFile(
      postcodes,
      'postcode,lsoa_code\nCF10 3AT,W01000001\nCF10 3AA,W01000001\nSA1 1AA,W01000002\n',
    );
    await home.build('register', '--postcodes', postcodes);
    await home.run('third-party', 'population', '--out', counts);
  });

  const stored = async () => {
    const db = await Database.open({
      path: join(home.home, 'store', 'store.duckdb'),
      directories: [],
      tempDirectory: join(root, 'spill'),
      readOnly: true,
    });
    try {
      return await db.rows(sql`
        select week_of_birth::varchar as week, sex, lsoa_code, people from population order by all`);
    } finally {
      db.close();
    }
  };

  it('hold one row for each week of birth, sex and area, and nothing of who it is', async () => {
    expect(await home.run('store', 'population', '--from', counts)).toMatchObject({
      ...{combinations: 2, areas: 0},
    });
    const rows = await stored();
    expect(rows.slice(0, 1)).toEqual([
      {week: '1950-01-02', sex: '2', lsoa_code: 'W01000001', people: 2},
    ]);
    // Where the third lives today, or lived before: each person is counted once.
    expect(rows[1]).toMatchObject({week: '1972-09-04', people: 1});
    expect(rows).toHaveLength(2);
  });

  it('are not taken in when nobody announced them, nor by anybody but the store', async () => {
    const elsewhere = join(root, 'elsewhere');
    await cp(counts, elsewhere, {recursive: true});
    await writeFile(join(elsewhere, 'manifest.json'), '{}');
    expect(await home.codeOf('store', 'population', '--from', elsewhere)).toBe('BORDER_DAMAGED');
    expect(await home.codeOf('third-party', 'spine', 'build', '--file1', counts)).toBe(
      'WRONG_BORDER',
    );
  });

  it('need to be told which larger areas there are by a table of both', async () => {
    const areas = join(root, 'areas.csv');
    await writeFile(areas, 'lsoa_code,msoa\nW01000001,W02000001\n');
    const take = ['store', 'population', '--from', counts, '--areas', areas];
    expect(await home.codeOf(...take)).toBe('COLUMN_MISSING');
    await writeFile(areas, 'lsoa_code,msoa_code\nW01000001,W02000001\n');
    expect(await home.run(...take)).toMatchObject({areas: 1});
  });
});
