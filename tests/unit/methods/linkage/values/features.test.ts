/** What the kernel knows of distinct values: dates, numbers, tokens, members, cores, variants, initials. */

import {expect, it} from 'vitest';
import type {Encoded} from '../../../../../src/methods/linkage/encode/encode.ts';
import type {Leaf} from '../../../../../src/methods/linkage/model/conditions.ts';
import {
  makeDictionary,
  textOf,
} from '../../../../../src/methods/linkage/strings/byte-dictionary.ts';
import {
  featuresOf,
  type Lexicon,
  type Lists,
  membersOf,
  NOT_A_DATE,
  numberOf,
  type ValueFeatures,
} from '../../../../../src/methods/linkage/values/features.ts';
import {readLexicon} from '../../../../../src/methods/linkage/values/lexicon.ts';

/** The features of one value of a field `x` that has these texts. */
async function of(
  texts: readonly string[],
  leaf: Leaf | null,
  value = 'x',
  lexicon: Lexicon = new Map(),
): Promise<ValueFeatures> {
  const encoded: Encoded = {
    count: 0,
    leftCount: 0,
    codes: new Int32Array(0),
    stride: 4,
    fields: new Map([['x', {name: 'x', slot: 2, distinct: texts.length}]]),
    texts: async () => texts,
    dictionary: async () => makeDictionary(texts),
  };
  const features = await featuresOf(encoded, leaf ? [leaf] : [], [value], lexicon);
  return features.get(value) as ValueFeatures;
}

const listOf = ({starts, items}: Lists, code: number): number[] => [
  ...items.subarray(starts[code], starts[code + 1]),
];

it('has nothing but codes for a field whose texts nobody reads', async () => {
  expect(await of(['A', 'B'], {is: 'exact', on: 'x'})).toEqual({slot: 2, map: null, distinct: 2});
});

it('numbers what a transform makes in byte order, and nothing as 0', async () => {
  const {map, distinct, dictionary} = await of(
    ['ab', 'ba', 'b🙂', 'a\ue000', ''],
    {is: 'jaro', on: 'last(x,1)', atLeast: 0.9},
    'last(x,1)',
  );
  expect([...(map as Int32Array)]).toEqual([0, 3, 2, 5, 4, 1]);
  expect(distinct).toBe(5);
  const texts = [1, 2, 3, 4, 5].map((code) => dictionary && textOf(dictionary, code));
  expect(texts).toEqual(['', 'a', 'b', '\ue000', '🙂']);
  expect([...((await of(['-', 'JONES'], null, 'soundex(x)')).map as Int32Array)]).toEqual([
    0, 0, 1,
  ]);
});

it('counts days of real dates, and keeps the digits of others', async () => {
  const texts = ['1970-01-02', '1980-02-30', '8000-00-00', '9999-12-31', 'x'];
  const {days, digits} = await of(texts, {is: 'dateWithin', on: 'x', unit: 'day', atMost: 1});
  expect([...(days as Int32Array)].slice(1)).toEqual([
    1,
    NOT_A_DATE,
    NOT_A_DATE,
    2_932_896,
    NOT_A_DATE,
  ]);
  expect((digits as Int32Array)[2]).toBe(0x19800230);
  expect((digits as Int32Array)[3]).not.toBe(NOT_A_DATE);
  expect((digits as Int32Array)[5]).toBe(NOT_A_DATE);
});

it('says whether all values are dates', async () => {
  const leaf: Leaf = {is: 'damerauLevenshtein', on: 'x', atMost: 1};
  expect((await of(['1980-02-30'], leaf)).allDates).toBe(true);
  expect((await of(['1980-02-30', '1980'], leaf)).allDates).toBe(false);
});

it.each([
  ['12', 12],
  ['+1.50', 1.5],
  ['.5', 0.5],
  ['5.', 5],
  ['1e3', 1000],
  ['1e999', Number.NaN],
  ['', Number.NaN],
  [' 1', Number.NaN],
  ['0x10', Number.NaN],
  ['Infinity', Number.NaN],
  ['1_000', Number.NaN],
])('reads %j as the number %d', (text, number) => {
  expect(numberOf(text)).toBe(number);
});

it.each([
  ['["a","b","a"]', ['a', 'b']],
  ['[1,"1",null,true]', ['1', 'true']],
  ['[]', []],
  ['{"a":1}', []],
  ['"a"', []],
  ['[', []],
])('finds the members of %j', (text, members) => {
  expect(membersOf(text)).toEqual(members);
});

it('lists the codes of tokens of two letters or more', async () => {
  const {tokens} = await of(['JONES-DAVIES', 'DAVIES B', '🙂 AB'], {is: 'sharesToken', on: 'x'});
  expect(listOf(tokens as Lists, 1)).toEqual([1, 2]);
  expect(listOf(tokens as Lists, 2)).toEqual([2]);
  expect(listOf(tokens as Lists, 3)).toEqual([3]);
});

it('gives names without particles and marks one core', async () => {
  const {cores} = await of(['AP RHYS', "O'BRIEN", 'OBRIEN', 'RHYS', '-'], {
    is: 'sameCore',
    on: 'x',
  });
  const [, apRhys, oBrien, obrien, rhys, none] = [...(cores as Int32Array)];
  expect(apRhys).toBe(rhys);
  expect(oBrien).not.toBe(rhys);
  expect(none).toBe(0);
  // O is a particle before an apostrophe, and part of the name without one.
  expect(oBrien).not.toBe(obrien);
});

it('pairs a name with the variants that are there, in one step', async () => {
  const lexicon = readLexicon('William,Bill,Will\nBill,Billy\n\nlonely\n');
  const {nicknames} = await of(
    ['BILL', 'BILLY', 'WILLIAM'],
    {is: 'nickname', on: 'x'},
    'x',
    lexicon,
  );
  expect([...(nicknames as Int32Array)]).toEqual([1, 2, 3, 1]);
});

it('knows a single letter from the first of many', async () => {
  const {initials} = await of(['S', 'SIAN', '🙂', '🙂B', '', '\0'], {is: 'initial', on: 'x'});
  const [, s, sian, smile, smileB, nothing, nul] = [...(initials as Int32Array)] as number[];
  expect([-(s as number), -(smile as number)]).toEqual([sian, smileB]);
  expect(s).toBeLessThan(0);
  expect(nothing).toBe(0);
  expect(nul).toBeLessThan(0);
});

it('knows the codes of the texts that conditions name', async () => {
  const leaf: Leaf = {is: 'literal', on: 'x', value: 'B', side: 'either'};
  expect((await of(['A', 'B'], leaf)).literals).toEqual({B: 2});
});
