/** Cleaning in SQL and its slow twin agree on whatever people write. */

import fc from 'fast-check';
import {expect, it} from 'vitest';
import {quietDatabase} from '../unit/engine/quiet-database.ts';
import {
  nameTwin,
  nhsNumberTwin,
  postcodeTwin,
  sexTwin,
} from '../unit/methods/linkage/spine/cleaning-twin.ts';
import {clean} from '../unit/methods/linkage/spine/raw-records.ts';

const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, {freq: 12});
const of = (letters: string, minLength: number, maxLength: number) =>
  fc.string({unit: fc.constantFrom(...letters), minLength, maxLength});

const names = fc.oneof(
  fc.string({unit: 'binary', maxLength: 12}),
  of("abyzAÂŵŴŷâêîôûäëïéßøŁﬁſıİK\u0302\u0301 -'’\u00a0\t.1", 0, 12),
  fc.constantFrom('UNKNOWN', ' nk', 'Not known', 'baby ', 'Anona'),
);
const postcodes = fc.oneof(
  of('CFOIZ0139 atz', 0, 9),
  fc
    .tuple(of('CFPOIZ', 1, 2), of('019OIA', 1, 2), of('019OI', 1, 1), of('ABOIZ', 2, 2))
    .map(([area, district, digit, end]) => `${area}${district} ${digit}${end}`),
  fc.string({unit: 'binary', maxLength: 8}),
);
const numbers = fc.oneof(
  of('0123456789', 10, 10),
  of('0123456789 -\u00a0x', 8, 14),
  fc.constantFrom('943 476 5919', '943-476-5919', '9434765919\u2003', '0000000000'),
);
const records = fc.record({
  surname: orNull(names),
  forename: orNull(names),
  postcode: orNull(postcodes),
  nhs_number: orNull(numbers),
  sex_code: orNull(fc.constantFrom('0', '1', '2', '8', '9', 'M', 'm', 'F', 'f', 'X', '')),
  sex_code_system: fc.constantFrom('sail', 'nhs-england', 'mf'),
});

it('cleans any record as its twin does, and a clean name or postcode not again', async () => {
  const {db} = await quietDatabase();
  const sample = fc.sample(records, {numRuns: 4_000, seed: 7});
  const rows = await clean(db, sample);
  const twins = sample.map((record, i) => {
    const {postcode, district} = postcodeTwin(record.postcode);
    return {
      row_no: i,
      surname: nameTwin(record.surname),
      forename: nameTwin(record.forename),
      postcode,
      postcode_district: district,
      nhs_number: nhsNumberTwin(record.nhs_number),
      sex: sexTwin(record.sex_code, record.sex_code_system),
    };
  });
  const wanted = Object.keys(twins[0] ?? {});
  const got = rows.map((row) => Object.fromEntries(wanted.map((name) => [name, row[name]])));
  // Where they differ, say how often and not with what.
  for (const name of wanted) {
    const differing = got.filter((row, i) => row[name] !== (twins[i] as typeof row)[name]);
    expect(`${name}: ${differing.length} differ`).toBe(`${name}: 0 differ`);
  }
  const once = got.map(({surname, forename, postcode}) => ({surname, forename, postcode}));
  const again = await clean(db, once as never);
  expect(again.map(({surname, forename, postcode}) => ({surname, forename, postcode}))).toEqual(
    once,
  );
});
