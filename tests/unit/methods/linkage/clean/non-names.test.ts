/** Words that are no names go, whole ones only; names that people have stay (R5). */

import {expect, it} from 'vitest';
import {sql} from '../../../../../src/kernel/sql.ts';
import {personName} from '../../../../../src/methods/linkage/clean/name-sql.ts';
import {NON_NAMES} from '../../../../../src/methods/linkage/clean/non-names.ts';
import {foldName} from '../../../../../src/methods/linkage/strings/fold.ts';
import {shared} from '../../../../support/shared.ts';
import {quietDatabase} from '../../../engine/quiet-database.ts';

async function namesOf(texts: readonly string[]): Promise<unknown[]> {
  const {db} = await quietDatabase();
  const rows = await db.rows(
    sql`select ${personName(sql`text`)} as name from (select unnest(${texts}) as text)`,
  );
  return rows.map(({name}) => name);
}

it.each([
  ['unknown', null],
  ['Mr Unknown', null],
  ['N/K', null],
  ['Twin 1', null],
  ['TWIN ONE', null],
  ['baby of Sarah Jones', null],
  ['Baby girl', null],
  ['test', null],
  ['Dr', null],
  ['Dr. Siân', 'SIAN'],
  ['Prof Sir John', 'JOHN'],
  ['William known as Bill', 'WILLIAM BILL'],
  ['known as Bill', 'BILL'],
  ['William known as', 'WILLIAM'],
  ['Testa', 'TESTA'],
  ['Twinney', 'TWINNEY'],
  ['Drew', 'DREW'],
  ['Missy', 'MISSY'],
  ['Baby-Jane', 'BABY-JANE'],
  ['Babyo Fry', 'BABYO FRY'],
  ['Jones Dr', 'JONES DR'],
  ['Null', 'NULL'],
  ['Lord', 'LORD'],
])('makes of %j the name %j', async (written, name) => {
  expect(await namesOf([written])).toEqual([name]);
});

it('takes every phrase of the list', async () => {
  const alone = NON_NAMES.filter(({where}) => where !== 'between').flatMap(({words}) => words);
  expect((await namesOf(alone)).filter((name) => name !== null)).toEqual([]);
});

it('says why, and writes its phrases as folding leaves them, each once', () => {
  const words = NON_NAMES.flatMap((one) => one.words);
  expect(words.filter((word) => foldName(word) !== word)).toEqual([]);
  expect(new Set(words).size).toBe(words.length);
  expect(NON_NAMES.every(({reason}) => reason.length > 0)).toBe(true);
});

/** The lists count what was written on forms, and these three are what was written for no name. */
const PLACEHOLDERS = ['BABY', 'INFANT', 'UNKNOWN'];
const folder = shared('data/linkage/names');

it.skipIf(folder === null).each(['female-first-names', 'male-first-names', 'last-names'])(
  'keeps every name of %s that more than 1 in 100,000 have',
  async (list) => {
    const {db} = await quietDatabase({directories: [folder as string]});
    const rows = await db.rows(sql`
      with names as (
        select column0 as name, trim(column1)::bigint as people
        from read_csv(${`${folder}/${list}.csv`}, all_varchar = true, header = false, skip = 1)
      )
      select upper(name) as name from names
      where people > (select sum(people) from names) / 1e5
        and ${personName(sql`name`)} is distinct from upper(name)
      order by name`);
    const removed = rows.map(({name}) => name);
    expect(removed).toEqual(list === 'last-names' ? [] : PLACEHOLDERS);
  },
);
