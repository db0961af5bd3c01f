import {expect, it} from 'vitest';
import {makeDictionary} from '../../../../../src/methods/linkage/strings/byte-dictionary.ts';
import {jaccard, qgramDice} from '../../../../../src/methods/linkage/strings/jaccard.ts';

it.each([
  ['AAB', 'ABC', 2 / 3],
  ['ABC', 'CBA', 1],
  ['AB', 'CD', 0],
  ['é', 'è', 1 / 3],
  ['', 'A', 0],
  ['', '', 0],
])('shares bytes as sets: %s and %s', (l, r, share) => {
  expect(jaccard(makeDictionary([l, r]), 1, 2)).toBe(share);
});

it.each([
  ['NIGHT', 'NACHT', 2, 2 / 8],
  ['AAAA', 'AA', 2, 2 / 4],
  ['ABAB', 'BABA', 2, 4 / 6],
  ['ABAB', 'BABA', 3, 1],
  ['A', 'A', 2, 0],
  ['AB', 'AB', 2, 1],
])('shares q-grams as often as they occur: %s and %s', (l, r, q, share) => {
  const dictionary = makeDictionary([l, r]);
  expect(qgramDice(dictionary, 1, 2, q)).toBe(share);
  expect(qgramDice(dictionary, 2, 1, q)).toBe(share);
});
