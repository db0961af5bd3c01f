import {describe, expect, it} from 'vitest';
import {canonicalJson, type Json} from '../../../src/kernel/canonical-json.ts';

describe('canonical JSON', () => {
  it('gives the sample of RFC 8785 §3.2.2, of what we admit', () => {
    const sample = {
      numbers: [333333333, 4, 0, -1],
      string: '\u20ac$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333,4,0,-1],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('orders keys by UTF-16 code unit, as RFC 8785 §3.2.3 does', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = [...canonicalJson(sample).matchAll(/:"(\w+)/g)].map(([, word]) => word);
    expect(order).toEqual(['Carriage', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew']);
  });

  it('orders keys at every depth, numbers among them as text, and never elements of lists', () => {
    expect(canonicalJson({b: [{d: 1, c: 2}, 'z', 'a'], a: {'10': 1, '9': 2}})).toBe(
      '{"a":{"10":1,"9":2},"b":[{"c":2,"d":1},"z","a"]}',
    );
  });

  it('leaves out what is undefined', () => {
    expect(canonicalJson({a: undefined, b: null})).toBe('{"b":null}');
  });

  it('writes the largest safe integers, and minus zero as zero', () => {
    expect(canonicalJson([2 ** 53 - 1, -(2 ** 53 - 1), -0])).toBe(
      '[9007199254740991,-9007199254740991,0]',
    );
  });

  it.each([0.5, 1e-9, 2 ** 53, -(2 ** 53), 1e300, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses the number %d',
    (number) => {
      expect(() => canonicalJson({deep: [number]})).toThrow(TypeError);
    },
  );

  it.each(['\ud800', 'a\udc00b', '\ude00\ud83d'])('refuses lone surrogates: %j', (text) => {
    expect(() => canonicalJson(text)).toThrow(TypeError);
    expect(() => canonicalJson({[text]: 1})).toThrow(TypeError);
  });

  it('does not say what it refuses', () => {
    for (const value of [123456789.5, 'canary\ud800'] as Json[]) {
      expect(() => canonicalJson(value)).toThrow(/^canonical JSON holds [a-z -]+ only$/);
    }
  });
});
