import {describe, expect, it} from 'vitest';
import {makeDictionary} from '../../../../../src/methods/linkage/strings/byte-dictionary.ts';
import {
  jaro,
  jaroWinkler,
  jaroWinklerBound,
  letterMasks,
} from '../../../../../src/methods/linkage/strings/jaro.ts';

it.each([
  ['MARTHA', 'MARHTA', 0.9444, 0.9611],
  ['DWAYNE', 'DUANE', 0.8222, 0.84],
  ['DIXON', 'DICKSONX', 0.7667, 0.8133],
  ['JELLYFISH', 'SMELLYFISH', 0.8963, 0.8963],
  ['JONES', 'JOHNSON', 0.7905, 0.8324],
  ['CATHERINE', 'KATHRYN', 0.7566, 0.7566],
  ['ABCDEFGH', 'ABXXXXXX', 0.5, 0.5],
  ['', 'A', 0, 0],
  ['', '', 0, 0],
  ['A', 'A', 1, 1],
  ["O'BRIEN", 'OBRIEN', 0.9524, 0.9571],
])('gives the published values for %s and %s', (l, r, similarity, raised) => {
  const dictionary = makeDictionary([l, r]);
  expect(jaro(dictionary, 1, 2)).toBeCloseTo(similarity, 4);
  expect(jaroWinkler(dictionary, 1, 2)).toBeCloseTo(raised, 4);
});

it('compares bytes, so that an accent costs two', () => {
  expect(jaroWinkler(makeDictionary(['SIAN', 'SIÂN']), 1, 2)).toBeCloseTo(0.8267, 4);
});

describe('the bound', () => {
  const bound = (l: string, r: string, prefixAtMost?: number) => {
    const masks = letterMasks(makeDictionary([l, r]));
    return jaroWinklerBound(Number(masks[1]), l.length, Number(masks[2]), r.length, prefixAtMost);
  };

  it('is 1 for a reordering, and 0 where no letter is shared', () => {
    expect(bound('MARTHA', 'MARHTA')).toBe(1);
    expect(bound('MARTHA', 'JONES')).toBe(0);
    expect(bound('', 'JONES')).toBe(0);
  });

  it('is lower when the first bytes are known to differ', () => {
    expect(bound('CATHERINE', 'KATHRYN')).toBeGreaterThan(bound('CATHERINE', 'KATHRYN', 0));
    expect(bound('CATHERINE', 'KATHRYN', 0)).toBeCloseTo((5 / 9 + 5 / 7 + 1) / 3, 10);
  });
});
