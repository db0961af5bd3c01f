import {describe, expect, it} from 'vitest';
import {quietDatabase} from '../../../engine/quiet-database.ts';
import {clean, type RawRecord} from './raw-records.ts';

async function cleanedOne(record: RawRecord) {
  const {db} = await quietDatabase();
  const [row] = await clean(db, [record]);
  return row ?? {};
}

async function columnOf(name: keyof RawRecord, as: string, values: readonly (string | null)[]) {
  const {db} = await quietDatabase();
  const rows = await clean(
    db,
    values.map((value) => ({[name]: value})),
  );
  return rows.map((row) => row[as]);
}

describe('a name', () => {
  it('folds Welsh letters and those of its neighbours', async () => {
    const written = ['Gŵyneth', 'Llŷr', 'Siân', 'Beatïre', 'Zoë', 'Núria', 'Žofia', 'D’Arcy'];
    expect(await columnOf('forename', 'forename', written)).toEqual([
      'GWYNETH',
      'LLYR',
      'SIAN',
      'BEATIRE',
      'ZOE',
      'NURIA',
      'ZOFIA',
      'DARCY',
    ]);
  });

  it('is the same whether its accents are one character with their letter or follow it', async () => {
    const composed = ['Gŵyneth', 'Llŷr', 'Siân'].map((name) => name.normalize('NFC'));
    const decomposed = composed.map((name) => name.normalize('NFD'));
    expect(decomposed).not.toEqual(composed);
    expect(await columnOf('surname', 'surname', decomposed)).toEqual(
      await columnOf('surname', 'surname', composed),
    );
  });

  it('keeps blanks, hyphens and apostrophes, and nothing twice', async () => {
    const written = ["  O'Brien ", 'Lloyd-Jones', 'ap  Rhys', 'Jones (née Prys)', 'J0nes.'];
    expect(await columnOf('surname', 'surname', written)).toEqual([
      "O'BRIEN",
      'LLOYD-JONES',
      'AP RHYS',
      'JONES NEE PRYS',
      'JNES',
    ]);
  });

  it('is null when it is no name, as a whole value only', async () => {
    const written = [
      'unknown',
      'Not  Known',
      'nk',
      'Baby',
      '?',
      '',
      '  ',
      null,
      'Babylon',
      'Testa',
    ];
    expect(await columnOf('surname', 'surname', written)).toEqual([
      ...Array<null>(8).fill(null),
      'BABYLON',
      'TESTA',
    ]);
  });
});

describe('a postcode', () => {
  it('is upper case without blanks, with its district', async () => {
    const row = await cleanedOne({postcode: ' cf10  3at '});
    expect([row.postcode, row.postcode_district]).toEqual(['CF103AT', 'CF10']);
    const shapes = ['M1 1AA', 'M60 1NW', 'CR2 6XH', 'DN55 1PT', 'W1A 1HQ', 'EC1A 1BB'];
    expect(await columnOf('postcode', 'postcode_district', shapes)).toEqual([
      'M1',
      'M60',
      'CR2',
      'DN55',
      'W1A',
      'EC1A',
    ]);
  });

  it('has O and I repaired where only a digit can stand', async () => {
    const written = [
      'CF1O 3AT',
      'CFIO 3AT',
      'CF10 OAT',
      'CF10 IAT',
      'S1O 2TN',
      'LI 8JQ',
      'SAI 1AA',
    ];
    expect(await columnOf('postcode', 'postcode', written)).toEqual([
      'CF103AT',
      'CF103AT',
      'CF100AT',
      'CF101AT',
      'S102TN',
      'L18JQ',
      'SA11AA',
    ]);
  });

  it('keeps O and I where a letter stands, as in Colchester, Portsmouth and Southampton', async () => {
    const written = ['CO3 4AB', 'PO9 1AA', 'SO14 0YG', 'IP1 1AA', 'OX1 2JD', 'SO1 4AA', 'HD1 1OI'];
    expect(await columnOf('postcode', 'postcode', written)).toEqual(
      written.map((text) => text.replace(' ', '')),
    );
    expect(await columnOf('postcode', 'postcode_district', written)).toEqual(
      written.map((text) => text.split(' ')[0]),
    );
  });

  it('that stands for no place is null, and so is its district', async () => {
    const nowhere = ['ZZ99 3VZ', 'zz993wz', 'ZZ99', '', ' - ', null];
    expect(await columnOf('postcode', 'postcode', nowhere)).toEqual(nowhere.map(() => null));
    expect(await columnOf('postcode', 'postcode_district', nowhere)).toEqual(
      nowhere.map(() => null),
    );
  });

  it('that is not whole has no district: two of them must not agree', async () => {
    const broken = ['CF10', 'CF10 3A', '3AT', 'CF10 3ATX', '12345'];
    expect(await columnOf('postcode', 'postcode_district', broken)).toEqual(broken.map(() => null));
  });
});

describe('a sex code', () => {
  it.each([
    [
      'sail',
      ['1', '2', '8', '9', 'M', 'F', '', null],
      ['1', '2', null, null, null, null, null, null],
    ],
    ['nhs-england', ['0', '1', '2', '9', 'X'], [null, '1', '2', null, null]],
    ['mf', ['M', 'f', 'm', 'F', '1', '2', 'U', ''], ['1', '2', '1', '2', '1', '2', null, null]],
  ])('of the system %s is 1, 2 or null', async (system, codes, sexes) => {
    const {db} = await quietDatabase();
    const rows = await clean(
      db,
      codes.map((sex_code) => ({sex_code, sex_code_system: system})),
    );
    expect(rows.map(({sex}) => sex)).toEqual(sexes);
  });
});

describe('an NHS number', () => {
  it('is ten digits when it is valid, and null otherwise', async () => {
    const written = [
      '943 476 5919',
      '943-476-5919',
      '943\u00a0476\u00a05919',
      '\ufeff9434765919 ',
      '9434765918',
      '1111111111',
      '943476591',
      'unknown',
      '',
      null,
    ];
    expect(await columnOf('nhs_number', 'nhs_number', written)).toEqual([
      ...Array<string>(4).fill('9434765919'),
      ...Array<null>(6).fill(null),
    ]);
  });
});

describe('a house number', () => {
  it('is the first number of an address, that of the flat if there is one', async () => {
    const written = [
      '12 High Street',
      ' 7a Lôn',
      'FLAT 3, 12 High Street',
      'Flat 3',
      'Tŷ Gwyn',
      null,
    ];
    expect(await columnOf('address_1', 'house_number', written)).toEqual([
      '12',
      '7',
      '3',
      '3',
      null,
      null,
    ]);
  });
});

describe('cleaning', () => {
  it('gives one row for each row, carrying its key', async () => {
    const {db} = await quietDatabase();
    const rows = await clean(db, [{surname: 'A'}, {surname: 'A'}, {}]);
    expect(rows.map(({row_no, surname}) => [row_no, surname])).toEqual([
      [0, 'A'],
      [1, 'A'],
      [2, null],
    ]);
  });
});
