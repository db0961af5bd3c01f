import {describe, expect, it} from 'vitest';
import {sql} from '../../../src/kernel/sql.ts';
import {compose, materialise, step} from '../../../src/kernel/steps.ts';
import {quietDatabase} from '../engine/quiet-database.ts';

const numbers = step('numbers', sql`select n from range(${10}) t(n)`);
const evens = step('evens', sql`select n from numbers where n % ${2} = 0`);

describe('named steps', () => {
  it('compose to one statement that names each of them, in order', () => {
    const query = compose([numbers, evens], sql`select count(*) from evens where n > ${3}`);
    expect(query.text).toBe(
      'with "numbers" as (select n from range(?) t(n)), "evens" as (select n from numbers where n % ? = 0) select count(*) from evens where n > ?',
    );
    expect(query.values).toEqual([10, 2, 3]);
  });

  it('without any step are the body alone', () => {
    const body = sql`select 1`;
    expect(compose([], body)).toBe(body);
  });

  it('quote their names', () => {
    expect(materialise(step('a"b', sql`select 1`)).text).toBe(
      'create or replace temp table "a""b" as select 1',
    );
  });

  it('give the same rows composed and materialised, values bound in both', async () => {
    const {db} = await quietDatabase();
    const wanted = sql`select n from evens order by n`;
    const composed = await db.rows(compose([numbers, evens], wanted));
    await db.run(materialise(numbers));
    await db.run(materialise(evens));
    expect(composed.map(({n}) => n)).toEqual([0, 2, 4, 6, 8]);
    expect(await db.rows(wanted)).toEqual(composed);
  });
});
