import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {sql} from '../../../../src/kernel/sql.ts';
import {
  findIdentifiers,
  type ScannedColumn,
} from '../../../../src/methods/disclosure/identifiers.ts';
import {quietDatabase, tableOf} from '../../engine/quiet-database.ts';
import {everythingOf} from '../../kernel/failure-of.ts';
import {madeUpNumber} from '../linkage/made-up-people.ts';

const TYPES = {VARCHAR: sql`varchar`, BIGINT: sql`bigint`, DOUBLE: sql`double`} as const;

async function scan(
  values: readonly (string | number | null)[],
  column: Partial<ScannedColumn> & {sqlType?: ReturnType<typeof sql>} = {},
): Promise<string[]> {
  const {db} = await quietDatabase();
  const {sqlType, ...rest} = column;
  const type = rest.type ?? 'VARCHAR';
  await tableOf(
    db,
    'content',
    {c: sqlType ?? TYPES[type as keyof typeof TYPES]},
    values.map((value) => [value]),
  );
  const faults = await findIdentifiers(db, sql`content`, [{name: 'c', type, ...rest}]);
  for (const {where} of faults) expect(where).toBe('c');
  return faults.map(({what}) => what);
}

const numbers = Array.from({length: 20}, (_, i) => madeUpNumber(i));
const spaced = (n: string, by: string) => [n.slice(0, 3), n.slice(3, 6), n.slice(6)].join(by);

describe('NHS numbers in content', () => {
  it('are found as text, as it is written, and counted by distinct value', async () => {
    expect(await scan([...numbers, ...numbers, null])).toEqual([
      '20 values with valid NHS numbers',
    ]);
    expect(await scan(numbers.map((n) => spaced(n, ' ')))).toEqual([
      '20 values with valid NHS numbers',
    ]);
    expect(await scan(numbers.map((n) => spaced(n, '-')))).toEqual([
      '20 values with valid NHS numbers',
    ]);
  });

  it('are found inside text, one among many rows that hold none', async () => {
    const notes = Array.from({length: 200}, (_, i) => `seen on ward ${i}`);
    const found = await scan([...notes, `see also ${spaced(madeUpNumber(3), ' ')}, moved`]);
    expect(found).toEqual(['1 values with valid NHS numbers']);
    expect(await scan([`(${madeUpNumber(3)})`, `NHS:${madeUpNumber(4)};`])).toHaveLength(1);
  });

  it.each([
    ['BIGINT', sql`bigint`],
    ['DOUBLE', sql`double`],
    ['HUGEINT', sql`hugeint`],
    ['UBIGINT', sql`ubigint`],
    ['DECIMAL(10,0)', sql`decimal(10,0)`],
    ['DECIMAL(18,3)', sql`decimal(18,3)`],
  ])('are found in numbers of type %s', async (type, sqlType) => {
    expect(await scan(numbers, {type, sqlType})).toEqual(['20 values with valid NHS numbers']);
    expect(await scan(['1', '37', '1234567', null], {type, sqlType})).toEqual([]);
  });

  it('are not seen in ten-digit numbers of another kind, of which 1 in 11 passes by chance', async () => {
    const local = fc.sample(fc.integer({min: 1_000_000_000, max: 9_999_999_999}), {
      numRuns: 3_000,
      seed: 1,
    });
    expect(await scan(local.map(String))).toEqual([]);
    expect(await scan(local, {type: 'BIGINT'})).toEqual([]);
  });

  it('are seen when they are more than chance can explain', async () => {
    const local = fc
      .sample(fc.integer({min: 1_000_000_000, max: 9_999_999_999}), {numRuns: 20, seed: 1})
      .map(String);
    expect(await scan([...local, ...numbers])).toHaveLength(1);
  });

  it('are not seen in SNOMED CT identifiers or in longer runs of digits', async () => {
    const concepts = ['73211009', '44054006', '1234567890123456789', '900000000000207008'];
    expect(await scan(concepts, {codeSystem: 'snomedct'})).toEqual([]);
    expect(await scan(concepts)).toEqual([]);
    const tenDigits = numbers.map((n) => n.slice(0, 10));
    expect(await scan(tenDigits, {codeSystem: 'snomedct'})).toEqual([]);
    expect(await scan(tenDigits, {codeSystem: 'local'})).toHaveLength(1);
    expect(await scan(numbers.map((n) => `${n}00000001`))).toEqual([]);
  });
});

describe('postcodes in content', () => {
  it('are found whole, in any shape and case', async () => {
    const shapes = ['M1 1AA', 'M60 1NW', 'CR2 6XH', 'DN55 1PT', 'W1A 1HQ', 'EC1A 1BB', 'cf103at'];
    expect(await scan(shapes)).toEqual(['7 values with postcodes']);
  });

  it('are found inside text', async () => {
    expect(await scan(['moved to LL55 1AB in spring', 'no'])).toEqual(['1 values with postcodes']);
    expect(await scan(['(SA1 1AA)', 'x,CF103AT,y'])).toEqual(['2 values with postcodes']);
  });

  it('are not seen in codes', async () => {
    expect(await scan(['H33..', 'G573.', 'H33z.', '1371.'], {codeSystem: 'read2'})).toEqual([]);
    expect(
      await scan(['I48', 'I48.9', 'E11.9', 'J45X', 'C50', 'E1190'], {codeSystem: 'icd10'}),
    ).toEqual([]);
    expect(await scan(['K40.1', 'W37.1', 'E201'], {codeSystem: 'opcs4'})).toEqual([]);
    expect(await scan(['0212000B0AAABAB', '0601021M0AAAAAA'], {codeSystem: 'bnf'})).toEqual([]);
    expect(await scan(['H33..', 'I48.9', '44054006', '2024-02-29', '12.5 mg'])).toEqual([]);
  });

  it('are not seen in five-letter Read codes that have their shape, as C10FJ for diabetes', async () => {
    const read = ['C10FJ', 'C10FB', 'C10ED', 'E11zz', 'G20..'];
    expect(await scan(read, {codeSystem: 'read2'})).toEqual([]);
    expect(await scan(['X77Wg', 'X00ab'], {codeSystem: 'ctv3'})).toEqual([]);
  });

  it('are seen in a column that is only said to hold Read codes', async () => {
    expect(await scan(['CF10 3AT', 'SA11AA', 'M1 1AA'], {codeSystem: 'read2'})).toHaveLength(1);
  });
});

describe('addresses for mail in content', () => {
  it('are found whole and inside text', async () => {
    expect(await scan(['nobody@example.invalid'])).toEqual(['1 values with addresses for mail']);
    expect(await scan(['write to No.Body+x@post.example.invalid!', 'no'])).toEqual([
      '1 values with addresses for mail',
    ]);
    expect(await scan(['2 tablets @ night', '@home', 'a@b'])).toEqual([]);
  });
});

// Ofcom keeps these ranges for drama: nobody has them.
const PHONES = [
  '07700 900123',
  '07700900123',
  '07700 900 123',
  '01632 960123',
  '01632960123',
  '01632 960 123',
  '(01632) 960123',
  '020 7946 0123',
  '02079460123',
  '029 2018 0123',
  '(029) 2018 0123',
  '0113 496 0123',
  '0808 157 0123',
  '+44 7700 900123',
  '+447700900123',
  '+44 29 2018 0123',
  '+44 1632 960123',
];

describe('telephone numbers in content', () => {
  it.each(PHONES)('are found whole and inside text: %s', async (phone) => {
    expect(await scan([phone])).toEqual(['1 values with telephone numbers']);
    expect(await scan([`ring ${phone}, mornings`])).toEqual(['1 values with telephone numbers']);
  });

  it('are not seen in dates, times, doses and codes', async () => {
    const others = [
      '2024-02-29',
      '29/02/2024 10:30',
      '01 02 2003',
      '0.5 mg 3 times',
      '0042',
      '00000001234567',
      '44054006',
    ];
    expect(await scan(others)).toEqual([]);
    expect(
      await scan(
        PHONES.map((p) => p.replace(/\D/g, '')),
        {codeSystem: 'dmd'},
      ),
    ).toEqual([]);
  });
});

describe('a scan', () => {
  it('names the column and the kind, with counts and never a value', async () => {
    const {db} = await quietDatabase();
    const [first = ''] = numbers;
    await tableOf(db, 'content', {a: sql`varchar`, b: sql`varchar`, n: sql`bigint`}, [
      [`${first} and CF10 3AT`, 'nothing', first],
    ]);
    const faults = await findIdentifiers(db, sql`content`, [
      {name: 'a', type: 'VARCHAR'},
      {name: 'b', type: 'VARCHAR'},
      {name: 'n', type: 'BIGINT'},
    ]);
    expect(faults).toEqual([
      {where: 'a', what: '1 values with postcodes'},
      {where: 'a', what: '1 values with valid NHS numbers'},
      {where: 'n', what: '1 values with valid NHS numbers'},
    ]);
  });

  it('of dates, booleans and nothing finds nothing', async () => {
    expect(await scan([])).toEqual([]);
    expect(await scan([null, null])).toEqual([]);
    expect(await scan(['2024-02-29'], {type: 'DATE', sqlType: sql`date`})).toEqual([]);
    expect(await scan(['true'], {type: 'BOOLEAN', sqlType: sql`boolean`})).toEqual([]);
  });

  it('copes with numbers that no integer can hold', async () => {
    expect(await scan(['1e300', '-1e300', 'nan', 'inf', '9434765919.5'], {type: 'DOUBLE'})).toEqual(
      [],
    );
  });

  it('does not let a value out when it fails', async () => {
    const {db} = await quietDatabase();
    const [first = ''] = numbers;
    const failure = await findIdentifiers(db, sql`(select error(${first}) as c)`, [
      {name: 'c', type: 'VARCHAR'},
    ]).catch((error: Error) => error);
    expect(everythingOf(failure as Error)).not.toContain(first);
  });
});
