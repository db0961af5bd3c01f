/** Transforms: what one value is made of another, and that SQL makes the same of it. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {sql} from '../../../../../src/kernel/sql.ts';
import {readValue, type Transform} from '../../../../../src/methods/linkage/model/values.ts';
import {transformSql, transformText} from '../../../../../src/methods/linkage/values/transform.ts';
import {ALL_TEXTS, valuesOfAllKinds} from '../../../../support/linkage-records.ts';
import {quietDatabase} from '../../../engine/quiet-database.ts';

const made = (expression: string, text: string): string | null =>
  readValue(expression).transforms.reduce<string | null>(
    (value, transform) => (value === null ? null : transformText(value, transform)),
    text,
  );

it.each([
  ['first(x,3)', 'LLYWELYN', 'LLY'],
  ['first(x,3)', 'ŴY', 'ŴY'],
  ['first(x,1)', '🙂A', '🙂'],
  ['last(x,2)', 'A🙂B', '🙂B'],
  ['last(x,0)', 'ABC', ''],
  ['substring(x,2,3)', 'LLYWELYN', 'LYW'],
  ['substring(x,9,3)', 'LLYWELYN', ''],
  ['substring(x,0,3)', 'LLYWELYN', 'LL'],
  ['substring(x,0,0)', 'LLYWELYN', ''],
  ['soundex(x)', 'LLYWELYN', 'L450'],
  ['soundex(x)', '-', null],
  ['metaphone(x)', 'JONES', 'JNS'],
  ['first(soundex(x),1)', 'JONES', 'J'],
  ['x.year', '1980-05-12', '1980'],
  ['x.month', '1980-05-12', '05'],
  ['x.day', '1980-05-12', '12'],
  ['x.day', '12/05/1980', null],
  ['x.area', 'CF10 3AT', 'CF'],
  ['x.district', 'CF10 3AT', 'CF10'],
  ['x.sector', 'CF10 3AT', 'CF10 3'],
  ['x.sector', 'W1A 1AA', 'W1A 1'],
  ['x.sector', 'CF10', null],
  ['x.user', 'a.b@x.org', 'a.b'],
  ['x.domain', 'a.b@x.org', 'x.org'],
  ['x.domain', 'a.b', null],
  ["matching(x,'[0-9]+')", 'flat 12b', '12'],
  ["matching(x,'[0-9]*')", 'flat', null],
  ["date(x,'%d/%m/%Y')", '5/12/1980', '1980-12-05'],
  ["date(x,'%d/%m/%Y')", '31/02/1980', null],
  ["date(x,'%d/%m/%Y').year", '5/12/1980', '1980'],
])('%s of %j is %j', (expression, text, wanted) => {
  expect(made(expression, text)).toBe(wanted);
});

const TRANSFORMS: readonly Transform[] = [
  ...[0, 1, 3, 12].flatMap((length): Transform[] => [
    {name: 'first', length},
    {name: 'last', length},
    {name: 'substring', from: 0, length},
    {name: 'substring', from: 2, length},
  ]),
  ...(['year', 'month', 'day', 'area', 'district', 'sector', 'user', 'domain'] as const).map(
    (name): Transform => ({name}),
  ),
  {name: 'matching', pattern: '[a-z]+'},
  {name: 'matching', pattern: '^[A-Z]{1,2}'},
  {name: 'date', format: '%Y-%m-%d'},
  {name: 'date', format: '%d/%m/%Y'},
];

describe('a transform', () => {
  it.each(TRANSFORMS)('%j makes the same in SQL', async (transform) => {
    const {db} = await quietDatabase();
    const random = fc.sample(valuesOfAllKinds, {numRuns: 2_000, seed: 31});
    const words = ['epoch', 'Infinity', '-infinity', 'now'];
    const texts = [...new Set([...ALL_TEXTS, ...words, ...random])].filter((text) => text !== null);
    const inSql = transformSql(sql`text`, transform);
    if (!inSql) throw new TypeError('a transform that SQL does not have');
    const rows = await db.rows(sql`select ${inSql} as made from (select unnest(${texts}) as text)`);
    const differing = rows.flatMap(({made: theirs}, i) => {
      const text = texts[i] as string;
      const ours = transformText(text, transform);
      return ours === theirs ? [] : [[text, ours, theirs]];
    });
    expect(differing.slice(0, 5)).toEqual([]);
  });
});
