import {expect, it} from 'vitest';
import {soundex} from '../../../../../src/methods/linkage/strings/soundex.ts';

it.each([
  ['R163', 'ROBERT', 'RUPERT'],
  ['R150', 'RUBIN'],
  ['A261', 'ASHCRAFT'],
  ['T522', 'TYMCZAK'],
  ['P236', 'PFISTER'],
  ['H555', 'HONEYMAN'],
  ['L450', 'LLEWELYN', 'LLYWELYN'],
  ['R200', 'RHYS', 'REECE'],
  ['J520', 'JONES', 'JOHNS'],
  ['D120', 'DAVIES', 'DAVIS'],
  ['E152', 'EVANS'],
  ['O165', "O'BRIEN", 'OBRIEN', "-'O BRIEN"],
  ['Y000', 'Y'],
  ['', '', "-'", '7'],
])('gives %s', (code, ...names) => {
  expect(names.map(soundex)).toEqual(names.map(() => code));
});
