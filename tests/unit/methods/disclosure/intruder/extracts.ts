/** Small extracts and populations for tests, written as tables that a reader can check by hand. */

import type {Database} from '../../../../../src/engine/database.ts';
import {sql} from '../../../../../src/kernel/sql.ts';
import type {MeasureRequest} from '../../../../../src/methods/disclosure/intruder/measure.ts';
import {type QuasiSet, wordsOf} from '../../../../../src/methods/disclosure/intruder/sets.ts';
import {quietDatabase, tableOf} from '../../../engine/quiet-database.ts';

type Row = readonly (string | number | null)[];

export interface Small {
  /** `person, week of birth, sex, LSOA`. */
  readonly rows: readonly Row[];
  /** `week of birth, sex, LSOA, people`; null where nobody counted. */
  readonly population: readonly Row[] | null;
  /** `LSOA, MSOA`. */
  readonly areas?: readonly Row[];
  /** `person, day`. */
  readonly events?: readonly Row[];
}

const id = (n: unknown): string => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`;

/** Makes the tables, and what asks to have them measured. */
export async function smallExtract(
  small: Small,
  more: Partial<MeasureRequest> = {},
): Promise<{db: Database; request: MeasureRequest}> {
  const {db} = await quietDatabase();
  const {rows, population, areas, events} = small;
  await tableOf(
    db,
    'visit',
    {alf_pe: sql`uuid`, week_of_birth: sql`date`, sex: sql`varchar`, lsoa_code: sql`varchar`},
    rows.map(([person, ...others]) => [id(person), ...others]),
  );
  const counted = {week_of_birth: sql`date`, sex: sql`varchar`, lsoa_code: sql`varchar`};
  await tableOf(db, 'population', {...counted, people: sql`integer`}, population ?? []);
  await tableOf(db, 'area', {lsoa_code: sql`varchar`, msoa_code: sql`varchar`}, areas ?? []);
  await tableOf(
    db,
    'event',
    {alf_pe: sql`uuid`, day: sql`date`},
    (events ?? []).map(([person, day]) => [id(person), day ?? null]),
  );
  const columns = ['alf_pe', 'week_of_birth', 'sex', 'lsoa_code'].map((name) => ({name}));
  const tables = [
    {dataset: 'visit', rows: sql`visit`, person: 'alf_pe', columns},
    ...(events
      ? [
          {
            dataset: 'event',
            rows: sql`event`,
            person: 'alf_pe',
            columns: [{name: 'alf_pe'}, {name: 'day', role: 'date:event'}],
          },
        ]
      : []),
  ];
  const around = {population: population && sql`population`, areas: areas ? sql`area` : null};
  return {
    db,
    request: {
      ...{tables, around, seed: 'seed', smallestK: 5, largestShare: 5, justified: []},
      ...more,
    },
  };
}

/** The figures of one set, by its words. */
export function ofSet<T extends {readonly set: QuasiSet}>(sets: readonly T[], words: string): T {
  const found = sets.find(({set}) => wordsOf(set) === words);
  if (!found) throw new Error(`nothing was measured by ${words}`);
  return found;
}

/** Six people by hand. The first has lived in two places; of the last nobody knows where. */
export const BY_HAND: Small = {
  rows: [
    [1, '1990-01-01', '1', 'W1'],
    [1, '1990-01-01', '1', 'W2'],
    [2, '1990-01-01', '1', 'W1'],
    [2, '1990-01-01', '1', 'W1'],
    [3, '1990-01-08', '1', 'W1'],
    [4, '1990-01-08', '2', 'W2'],
    [5, '1990-06-04', '2', 'W2'],
    [6, '1990-06-04', '2', null],
  ],
  population: [
    ['1990-01-01', '1', 'W1', 10],
    ['1990-01-08', '1', 'W1', 4],
    ['1990-01-08', '2', 'W2', 1],
    ['1990-06-04', '2', 'W2', 12],
  ],
  areas: [
    ['W1', 'M1'],
    ['W2', 'M1'],
  ],
};
