/** The modulus-11 test in SQL and in TypeScript agree on any ten digits. */

import fc from 'fast-check';
import {expect, it} from 'vitest';
import {checkDigit, readNhsNumber} from '../../src/kernel/ids.ts';
import {isNhsNumber} from '../../src/kernel/nhs-number-sql.ts';
import {sql} from '../../src/kernel/sql.ts';
import {quietDatabase, tableOf} from '../unit/engine/quiet-database.ts';

const digits = (length: number) =>
  fc.string({unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length});
// Half of them with the digit that they ask for, so that both answers are common.
const tenDigits = fc.oneof(
  digits(10),
  digits(9).map((nine) => `${nine}${checkDigit(nine) % 10}`),
);

it('says of 30,000 random numbers in SQL what is said in TypeScript', async () => {
  const {db} = await quietDatabase();
  const equal = Array.from({length: 10}, (_, digit) => String(digit).repeat(10));
  const sample = [...equal, ...fc.sample(tenDigits, {numRuns: 30_000, seed: 17})];
  await tableOf(
    db,
    'numbers',
    {n: sql`varchar`},
    sample.map((n) => [n]),
  );
  const valid = await db.rows(
    sql`select ${isNhsNumber(sql`n`)} as valid from numbers order by rowid`,
  );
  const differing = sample.filter(
    (n, i) => valid[i]?.valid !== (readNhsNumber(n).status === 'valid'),
  );
  expect(differing).toHaveLength(0);
  const share = valid.filter((row) => row.valid).length / sample.length;
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(0.6);
});
