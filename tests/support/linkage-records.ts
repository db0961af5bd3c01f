/** Records that trouble a linkage: near misses, diacritics, dates that do not exist, nothing at all. */

import fc from 'fast-check';
import type {Database} from '../../src/engine/database.ts';
import {sql} from '../../src/kernel/sql.ts';
import {type Inputs, inputsFromTables} from '../../src/methods/linkage/encode/inputs.ts';
import type {LinkageModel} from '../../src/methods/linkage/model/schema.ts';
import {tableOf} from '../unit/engine/quiet-database.ts';

export const FIELDS = [
  {name: 'forename', clean: 'name'},
  {name: 'surname', clean: 'name'},
  {name: 'note', clean: 'asIs'},
  {name: 'birth', clean: 'date'},
  {name: 'postcode', clean: 'postcode'},
  {name: 'amount', clean: 'asIs'},
  {name: 'tags', clean: 'asIs'},
  {name: 'email', clean: 'email'},
  {name: 'latitude', clean: 'asIs'},
  {name: 'longitude', clean: 'asIs'},
  {name: 'sex', clean: 'sex'},
] as const satisfies LinkageModel['fields'];

export type FieldName = (typeof FIELDS)[number]['name'];
export type MadeUpRecord = Readonly<Record<FieldName, string | null>>;

export const NAMES = [
  'SIAN',
  'SIÂN',
  'Siân',
  'Sia\u0302n',
  'SION',
  'CATRIN',
  'KATRINE',
  'CATHERINE',
  'KATE',
  'K',
  'C',
  'WILLIAM',
  'WILIAM',
  'WILL',
  'BILL',
  'AP RHYS',
  'RHYS',
  'REES',
  "O'BRIEN",
  'OBRIEN',
  'O BRIEN',
  'JONES',
  'JONES-DAVIES',
  'DAVIES',
  'DAVIS',
  'EVANS',
  'EFANS',
  'VAN DE BERG',
  'DE',
  'MAC',
  'Ŵyn',
  'Ŷr',
  'Øre',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFHG',
  '-',
  "'",
] as const;

const DATES = [
  '1980-05-12',
  '1980-12-05',
  '1980-05-13',
  '1981-05-12',
  '1980-05-21',
  '1985-05-12',
  '1980-06-12',
  '1900-01-01',
  '1990-01-01',
  '2000-02-29',
  '2001-02-29',
  '1980-13-40',
  '9999-12-31',
  '8000-00-00',
  '0000-01-01',
  '19800512',
  '12/05/1980',
  '5/12/1980',
  '1980-5-12',
  'x',
] as const;

const POSTCODES = [
  'CF10 3AT',
  'CF1O 3AT',
  'CF10 3AA',
  'CF10 3TA',
  'CF11 3AT',
  'SA1 1AA',
  'SA2 8PP',
  'ZZ99 3VZ',
  'W1A 1AA',
  'nowhere',
] as const;

const NUMBERS = [
  '0',
  '-0',
  '1',
  '1.0',
  '+1',
  '10',
  '-10',
  '10.5',
  '20',
  '.5',
  '5.',
  '1e3',
  '1e999',
  '-1e999',
  'x',
  '1e-400',
  '100',
  '110',
  '0.1',
  '0.30000000000000004',
  '1_000',
  ' 1',
  '0x10',
  'Infinity',
] as const;

const LISTS = [
  '[]',
  '["a"]',
  '["a","b"]',
  '["b","a","a"]',
  '["c"]',
  '["a","b","c","d"]',
  '[1,"1",null]',
  '{"a":1}',
  'a',
  '[',
  '["â"]',
  '[["a"]]',
  '[true]',
] as const;

const EMAILS = [
  'a.b@x.org',
  'ab@x.org',
  'a.b@y.org',
  'A.B@X.ORG',
  '@',
  'x@',
  '@x',
  'a@b@c',
  'x',
] as const;
const LATITUDES = ['51.48', '51.4801', '51.6', '0', '90', '-90', 'north', '1e400'] as const;
const LONGITUDES = ['-3.18', '-3.1801', '-3.9', '0', '180', '-180'] as const;
const SEXES = ['1', '2', '9', 'F', 'male'] as const;

const CHARACTERS = "abAB19 -'.@/âŴ\u0302\u200dß🙂\u{1F3FD}\u0000\u00a0\ue000";
const anyText = fc.oneof(
  fc.string({unit: fc.constantFrom(...CHARACTERS), maxLength: 8}),
  fc.constantFrom('', ' ', 'a', 'A', '🙂', '🙂🙂', '\0', '\0a', 'ab 🙂', '🙂 ab', 'ab', 'ba', 'aa'),
  fc.string({unit: 'binary', maxLength: 6}),
  fc.string({unit: fc.constantFrom(...'ABC'), minLength: 30, maxLength: 300}),
);

const oneOf = (texts: readonly string[], anything = 1): fc.Arbitrary<string | null> =>
  fc.oneof(
    {weight: 12, arbitrary: fc.constantFrom<string | null>(...texts)},
    {weight: 2, arbitrary: fc.constant(null)},
    {weight: anything, arbitrary: anyText},
  );

/** Texts of all kinds, for measures that take any. */
export const valuesOfAllKinds: fc.Arbitrary<string | null> = fc.oneof(
  ...[NAMES, DATES, POSTCODES, NUMBERS, LISTS, EMAILS].map((texts) => oneOf(texts, 0)),
  anyText,
  anyText,
);

/** A text of each list that is written here. */
export const ALL_TEXTS: readonly string[] = [
  ...[NAMES, DATES, POSTCODES, NUMBERS, LISTS, EMAILS, LATITUDES, LONGITUDES].flat(),
];

export const madeUpRecord: fc.Arbitrary<MadeUpRecord> = fc.record({
  forename: oneOf(NAMES),
  surname: oneOf(NAMES),
  note: oneOf([...DATES, ...NAMES.slice(0, 8)], 14),
  birth: oneOf(DATES),
  postcode: oneOf(POSTCODES),
  amount: oneOf(NUMBERS),
  tags: oneOf(LISTS),
  email: oneOf(EMAILS),
  latitude: oneOf(LATITUDES),
  longitude: oneOf(LONGITUDES),
  sex: oneOf(SEXES),
});

/** Variants of a few of the names; two are each other's. */
export const LEXICON: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['WILLIAM', new Set(['WILL', 'BILL', 'WILLIAM'])],
  ['WILL', new Set(['WILLIAM'])],
  ['CATHERINE', new Set(['KATE', 'CATRIN', 'NOBODY'])],
]);

/** The records as the inputs of a run; ids are those of their places in the list. */
export async function inputsOf(
  db: Database,
  left: readonly MadeUpRecord[],
  right: readonly MadeUpRecord[] | null,
): Promise<Inputs> {
  const types = {
    place: sql`integer`,
    ...Object.fromEntries(FIELDS.map(({name}) => [name, sql`varchar`])),
  };
  const rowsOf = (records: readonly MadeUpRecord[]) =>
    records.map((record, place) => [place, ...FIELDS.map(({name}) => record[name])]);
  await tableOf(db, 'left_made_up', types, rowsOf(left));
  if (right !== null) await tableOf(db, 'right_made_up', types, rowsOf(right));
  return inputsFromTables(
    db,
    {table: 'left_made_up', order: 'place'},
    right && {table: 'right_made_up', order: 'place'},
  );
}
