/** Cleaners: what is written in files, and the value that is compared or nothing (R1, R4, R7–R9, §6.2). */

import {describe, expect, it} from 'vitest';
import {ident, type Sql, sql} from '../../../../../src/kernel/sql.ts';
import {cleanedSql} from '../../../../../src/methods/linkage/clean/cleaners.ts';
import type {CleanerName} from '../../../../../src/methods/linkage/model/schema.ts';
import {shared} from '../../../../support/shared.ts';
import {quietDatabase} from '../../../engine/quiet-database.ts';

async function cleaned(cleaner: CleanerName, texts: readonly string[]): Promise<unknown[]> {
  const {db} = await quietDatabase();
  const rows = await db.rows(
    sql`select ${cleanedSql(cleaner, sql`text`)} as value from (select unnest(${texts}) as text)`,
  );
  return rows.map(({value}) => value);
}

/** Written texts beside their values. */
type Vectors = readonly (readonly [written: string, value: string | null])[];

const VECTORS: Readonly<Record<CleanerName, Vectors>> = {
  asIs: [
    [' a ', ' a '],
    ['', ''],
  ],
  trimmed: [
    [' a ', 'a'],
    ['  ', null],
  ],
  text: [
    ['Tŷ’r Ysgol, 3b', 'TY R YSGOL 3B'],
    ['Øvre Łódź', 'OVRE LODZ'],
    [' - ', null],
  ],
  name: [
    ['Siân', 'SIAN'],
    ['Mr  Ŵyn Ap-Rhys', 'WYN AP-RHYS'],
    ["O'Brien", "O'BRIEN"],
    ['Ǿ ǿ Ǽ ǽ Ǣ ǣ ǰ ẖ ẗ ẘ ẙ', 'O O AE AE AE AE J H T W Y'],
    ['Ħ Ŧ Ŋ Ĳ Ŀ ŉ ĸ Ə Ɓ Ɖ Ɗ Ɛ Ƙ Ɨ Ƶ Ǥ', 'H T N IJ L N Q E B D D E K I Z G'],
    ['ħ ŧ ŋ ĳ ŀ ə ɓ ɖ ɗ ɛ ƙ ɨ ƶ ǥ ł ø ð þ', 'H T N IJ L E B D D E K I Z G L O D TH'],
    ['Ǆ ǅ ǆ Ǉ ǈ ǉ Ǌ ǋ ǌ Ǳ ǲ ǳ ﬁ', 'DZ DZ DZ LJ LJ LJ NJ NJ NJ DZ DZ DZ FI'],
    ['12', null],
  ],
  date: [
    ['1980-05-12', '1980-05-12'],
    [' 19800512 ', '1980-05-12'],
    ['1980-05-12 00:00:00', '1980-05-12'],
    ['1980-5-2', '1980-05-02'],
    ['2000-02-29', '2000-02-29'],
    ['2001-02-29', null],
    ['1980-13-01', null],
    ['12/05/1980', null],
    ['2001123', null],
    ['80-05-12', null],
    ['epoch', null],
    ['infinity', null],
    ['', null],
  ],
  dateDayFirst: [
    ['12/05/1980', '1980-05-12'],
    ['1.2.1980', '1980-02-01'],
    ['31-02-1980', null],
    ['12/05/80', null],
    ['1980-05-12', null],
    ['epoch', null],
  ],
  dateMonthFirst: [
    ['12/05/1980', '1980-12-05'],
    ['13/05/1980', null],
  ],
  number: [
    ['007', '7'],
    ['7.0', '7'],
    ['seven', null],
  ],
  /** SAIL's codes are 1, 2, 8 and 9; NHS England's 0, 1, 2 and 9. */
  sex: [
    ['1', '1'],
    ['2', '2'],
    ['0', null],
    ['8', null],
    ['9', null],
    ['M', '1'],
    [' female ', '2'],
    ['X', null],
  ],
  postcode: [
    ['CF1O 3AT', 'CF10 3AT'],
    ['cf103at', 'CF10 3AT'],
    ['CF10 3A T', 'CF10 3AT'],
    ['SAI 1AA', 'SA1 1AA'],
    ['CF10 OAT', 'CF10 0AT'],
    ['W1A 1AA', 'W1A 1AA'],
    ['EC1A 1BB', 'EC1A 1BB'],
    ['ZZ99 3VZ', null],
    ['ZZ993CZ', null],
    ['CF10', null],
    ['CF10 33T', null],
    ['', null],
  ],
  nhsNumber: [
    ['943 476 5919', '9434765919'],
    ['943-476-5919', '9434765919'],
    ['9990000018', '9990000018'],
    ['9990000026', '9990000026'],
    ['9990000034', '9990000034'],
    ['9990000050', '9990000050'],
    ['9990123454', '9990123454'],
    ['9434765918', null],
    ['943476591', null],
    ['94347659190', null],
    ['943476591X', null],
    ...Array.from({length: 10}, (_, digit) => [String(digit).repeat(10), null] as const),
    // No tenth digit makes these valid.
    ...Array.from({length: 10}, (_, digit) => [`999000000${digit}`, null] as const),
    ...Array.from({length: 10}, (_, digit) => [`123456789${digit}`, null] as const),
  ],
  houseNumber: [
    ['Flat 3b, 12 High St', '3b'],
    ['012 High St', '12'],
    ['High St 3', null],
  ],
  street: [
    ['12 High-Street', 'HIGH STREET'],
    ['Flat 3 Tŷ Gwyn', 'TY GWYN'],
  ],
  phone: [
    ['+44 (0)29 2087 4000', '920874000'],
    ['029 2087 4000', '920874000'],
    ['999', null],
  ],
  email: [
    [' A.B@X.org ', 'a.b@x.org'],
    ['nobody', null],
  ],
  identifier: [
    ['ab-12 c', 'AB12C'],
    ['-', null],
  ],
};

describe.each(Object.keys(VECTORS) as CleanerName[])('the cleaner %s', (cleaner) => {
  it('knows its vectors', async () => {
    const vectors = VECTORS[cleaner];
    const values = await cleaned(
      cleaner,
      vectors.map(([written]) => written),
    );
    expect(vectors.map(([written], i) => [written, values[i]])).toEqual(vectors);
  });

  it('leaves what it has made as it is', async () => {
    const values = VECTORS[cleaner].flatMap(([, value]) => (value === null ? [] : [value]));
    // A date in any order becomes one in ISO order, and a house number is no whole address.
    const again = cleaner.startsWith('date') ? 'date' : cleaner;
    if (cleaner !== 'phone') expect(await cleaned(again, values)).toEqual(values);
  });
});

const febrl = shared('data/linkage/febrl3.csv');

it.skipIf(febrl === null)('finds the 35 dates of FEBRL 3 that do not exist', async () => {
  const {db} = await quietDatabase({directories: [shared('data/linkage') as string]});
  const born: Sql = ident('date_of_birth');
  const [row] = await db.rows(sql`
    select count(*) filter (written is not null and ${cleanedSql('date', sql`written`)} is null) as invalid,
      count(*) filter (written is null) as missing, count(*) as records
    from (select nullif(trim(${born}), '') as written
      from read_csv(${febrl as string}, all_varchar = true, header = true))`);
  expect(row).toMatchObject({invalid: 35, records: 5000});
});
