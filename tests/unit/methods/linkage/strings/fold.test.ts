import {expect, it} from 'vitest';
import {foldName} from '../../../../../src/methods/linkage/strings/fold.ts';

it.each([
  ['Siân', 'SIAN'],
  ['  Ŵyn  ap\tYŷr ', 'WYN APYYR'],
  ["o'Brien-Jones 3rd", "O'BRIEN-JONES RD"],
  ['Straße', 'STRASSE'],
  ['Æthelred Øre Łuk Đan Þór', 'AETHELRED ORE LUK DAN THOR'],
  ['W\u0302yn', 'WYN'],
  ['ıİiſ', 'IIIS'],
  ['Σωκράτης', ''],
  ['a\0b', 'AB'],
  [' - ', '-'],
  ['', ''],
])('folds %j', (written, folded) => {
  expect(foldName(written)).toBe(folded);
  expect(foldName(folded)).toBe(folded);
});
