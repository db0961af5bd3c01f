import {describe, expect, it} from 'vitest';
import {sql} from '../../../../../src/kernel/sql.ts';
import {measure} from '../../../../../src/methods/disclosure/intruder/measure.ts';
import {wordsOf} from '../../../../../src/methods/disclosure/intruder/sets.ts';
import {quietDatabase, tableOf} from '../../../engine/quiet-database.ts';
import {BY_HAND, ofSet, smallExtract} from './extracts.ts';

async function figures(words: string) {
  const {db, request} = await smallExtract(BY_HAND);
  return ofSet((await measure(db, request)).sets, words).figures;
}

describe('people who look alike', () => {
  it('are counted in the extract and in the population, each person by the place that gives them away most', async () => {
    expect(await figures('week of birth + LSOA + sex')).toEqual({
      people: 5,
      combinations: 5,
      // The first is alone in their second place, the second is one of two, the others are alone.
      extract: {unique: 4, below5: 5, below10: 5, belowGate: 5, smallest: 1, median: 1},
      // 1, since nobody is counted in the second place; then 10, 4, 1 and 12.
      population: {unique: 2, below5: 3, below10: 3, belowGate: 3, smallest: 1, median: 4},
    });
  });

  it('are more when less is known, and who has no area is among them', async () => {
    expect(await figures('year of birth + sex')).toEqual({
      people: 6,
      combinations: 2,
      extract: {unique: 0, below5: 6, below10: 6, belowGate: 6, smallest: 3, median: 3},
      population: {unique: 0, below5: 0, below10: 0, belowGate: 0, smallest: 13, median: 13.5},
    });
  });

  it('are counted by larger areas, where a table says which these are', async () => {
    expect((await figures('month of birth + MSOA + sex')).population).toEqual({
      ...{unique: 1, below5: 1, below10: 1, belowGate: 1},
      ...{smallest: 1, median: 14},
    });
  });

  it('are never fewer in the population than in the extract', async () => {
    const {db, request} = await smallExtract({...BY_HAND, population: []});
    const {population, extract} = ofSet((await measure(db, request)).sets, 'sex').figures;
    expect(population).toEqual(extract);
  });

  it('are not counted in the population by what it is not counted by', async () => {
    const {db, request} = await smallExtract({...BY_HAND, events: [[1, '2020-01-01']]});
    const {sets} = await measure(db, request);
    const {figures: found} = ofSet(sets, 'week of birth + LSOA + sex + first event date');
    expect(found.population).toBeNull();
    expect(found.people).toBe(1);
    const without = await smallExtract({...BY_HAND, population: null});
    const measured = await measure(without.db, without.request);
    expect(measured.sets.every((one) => one.figures.population === null)).toBe(true);
  });
});

describe('what an extract says', () => {
  it('is measured as finely as it is, and as it would be if it were coarser', async () => {
    const {db, request} = await smallExtract(BY_HAND);
    expect((await measure(db, request)).sets.map(({set}) => wordsOf(set))).toEqual([
      'week of birth + LSOA + sex',
      'week of birth + MSOA + sex',
      'week of birth + sex',
      'month of birth + LSOA + sex',
      'month of birth + MSOA + sex',
      'month of birth + sex',
      'year of birth + LSOA + sex',
      'year of birth + MSOA + sex',
      'year of birth + sex',
      'LSOA + sex',
      'MSOA + sex',
      'sex',
    ]);
  });

  it('is nothing where a column of that name holds something else', async () => {
    const {db} = await quietDatabase();
    await tableOf(db, 'odd', {alf_pe: sql`integer`, year_of_birth: sql`varchar`}, [
      [1, 'nineteen'],
      [2, '1990'],
    ]);
    const {sets} = await measure(db, {
      tables: [
        {dataset: 'odd', rows: sql`odd`, person: 'alf_pe', columns: [{name: 'year_of_birth'}]},
      ],
      around: {population: null, areas: null},
      ...{seed: 's', smallestK: 5, largestShare: 5, justified: []},
    });
    expect(sets.map(({figures}) => figures.people)).toEqual([1]);
  });

  it('is what all its tables say together, with practice and household among it', async () => {
    const {db} = await quietDatabase();
    const uuid = sql`uuid`;
    const id = (n: number) => `00000000-0000-0000-0000-00000000000${n}`;
    await tableOf(db, 'birth', {alf_pe: uuid, year_of_birth: sql`bigint`}, [
      [id(1), 1990],
      [id(2), 1990],
      [id(3), 1990],
    ]);
    await tableOf(db, 'home', {alf_pe: uuid, ralf_pe: uuid, surgery: uuid}, [
      [id(1), id(7), id(8)],
      [id(2), id(7), id(8)],
      [id(3), id(9), id(8)],
    ]);
    const {sets} = await measure(db, {
      tables: [
        {
          dataset: 'birth',
          rows: sql`birth`,
          person: 'alf_pe',
          columns: [{name: 'year_of_birth'}],
        },
        {
          dataset: 'home',
          rows: sql`home`,
          person: 'alf_pe',
          columns: [
            {name: 'ralf_pe', role: 'pseudonym:residence'},
            {name: 'surgery', role: 'pseudonym:practice'},
          ],
        },
      ],
      around: {population: null, areas: null},
      ...{seed: 's', smallestK: 5, largestShare: 5, justified: []},
    });
    expect(sets.map(({set, figures: {extract}}) => [wordsOf(set), extract.unique])).toEqual([
      ['year of birth', 0],
      ['year of birth + practice', 0],
      // Two live together, one lives alone.
      ['year of birth + household size', 1],
    ]);
  });
});
