import {expect, it} from 'vitest';
import {makeDictionary} from '../../../../../src/methods/linkage/strings/byte-dictionary.ts';
import {damerauLevenshtein} from '../../../../../src/methods/linkage/strings/damerau.ts';
import {levenshtein} from '../../../../../src/methods/linkage/strings/levenshtein.ts';

it.each([
  ['CA', 'ABC', 3, 2],
  ['MARTHA', 'MARHTA', 2, 1],
  ['19800512', '19800521', 2, 1],
  ['19800512', '19801205', 4, 4],
  ['CF103AT', 'CF103TA', 2, 1],
  ['SIAN', 'SIÂN', 2, 2],
  ['', 'ABC', 3, 3],
  ['', '', 0, 0],
])('%s and %s are so many edits apart, without and with swaps', (l, r, edits, withSwaps) => {
  const dictionary = makeDictionary([l, r]);
  expect([levenshtein(dictionary, 1, 2), levenshtein(dictionary, 2, 1)]).toEqual([edits, edits]);
  expect(damerauLevenshtein(dictionary, 1, 2)).toBe(withSwaps);
  expect(damerauLevenshtein(dictionary, 2, 1)).toBe(withSwaps);
});

it.each([32, 33, 70])('counts the edits of texts of %i bytes, and stops at a limit', (length) => {
  const text = 'ABCDEFGHIJ'.repeat(7).slice(0, length);
  const dictionary = makeDictionary([text, `X${text.slice(0, -2)}YZ`]);
  expect(levenshtein(dictionary, 1, 2)).toBe(3);
  expect(levenshtein(dictionary, 1, 2, 3)).toBe(3);
  expect(levenshtein(dictionary, 1, 2, 2)).toBe(3);
  expect(levenshtein(dictionary, 1, 2, 0)).toBe(1);
});
