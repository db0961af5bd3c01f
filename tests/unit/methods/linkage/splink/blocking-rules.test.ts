import {describe, expect, it} from 'vitest';
import {
  blockingRuleSql,
  readBlockingRule,
} from '../../../../../src/methods/linkage/splink/blocking-rules.ts';

const asNamed = (column: string): string => column;

describe('a blocking rule of Splink', () => {
  it.each([
    ['l.surname = r.surname', ['surname']],
    ['r."first_name" = l."first_name"', ['first_name']],
    ['(l."a" = r."a") AND (l."b" = r."b")', ['a', 'b']],
    ['((L.a = R.a and l.c = r.c)) and (l.b = r.b)', ['a', 'c', 'b']],
    ['SUBSTRING(l.a, 1, 2) = SUBSTRING(r.a, 1, 2)', ['first(a,2)']],
    ['substr(l.a, 3, 2) = substr(r.a, 3, 2) and l.b = r.b', ['substring(a,3,2)', 'b']],
    ['LEFT(l.a, 3) = LEFT(r.a, 3) AND RIGHT(l.b, 2) = RIGHT(r.b, 2)', ['first(a,3)', 'last(b,2)']],
    ['YEAR(l.dob) = YEAR(r.dob)', ['dob.year']],
    ['EXTRACT(MONTH FROM l.dob) = EXTRACT(MONTH FROM r.dob)', ['dob.month']],
    [`date_part('day', l.dob) = date_part('day', r.dob)`, ['dob.day']],
    [
      `year(try_strptime(l.dob, '%d/%m/%Y')) = year(try_strptime(r.dob, '%d/%m/%Y'))`,
      [`date(dob,'%d/%m/%Y').year`],
    ],
    ['l.a = r.a and l.a = r.a', ['a']],
  ])('is read as keys: %s', (sql, keys) => {
    expect(readBlockingRule(sql, asNamed)).toEqual(keys);
    const written = blockingRuleSql(keys, asNamed) ?? '';
    expect(readBlockingRule(written, asNamed)).toEqual(keys);
  });

  it.each([
    ['two columns', 'l.a = r.b'],
    ['one side', 'l.a = l.a'],
    ['a constant', `l.a = r.a and l.b = 'x'`],
    ['or', 'l.a = r.a or l.b = r.b'],
    ['not', 'not l.a = r.a'],
    ['an inequality', 'l.a < r.a'],
    ['a similarity', 'l.a = r.a and levenshtein(l.b, r.b) <= 1'],
    ['a function that is not in the model', 'lower(l.a) = lower(r.a)'],
    ['different slices', 'substr(l.a, 1, 2) = substr(r.a, 1, 3)'],
    ['columns of levels', 'a_l = a_r'],
    ['everything', '1 = 1'],
  ])('is refused: %s', (_, sql) => {
    expect(readBlockingRule(sql, asNamed)).toBeNull();
  });

  it('is not written where SQL has no such key', () => {
    expect(blockingRuleSql(['a', 'soundex(a)'], asNamed)).toBeNull();
  });
});
