/** Similarities of texts, each computed once however many levels ask for it. */

import {damerauLevenshtein} from '../strings/damerau.ts';
import {jaccard, qgramDice} from '../strings/jaccard.ts';
import {jaro, jaroWinkler, jaroWinklerBound} from '../strings/jaro.ts';
import {levenshtein} from '../strings/levenshtein.ts';
import {isWithinOneEdit} from '../strings/one-edit.ts';
import type {ValueFeatures} from '../values/features.ts';

type Similarity = 'jaro' | 'jaroWinkler' | 'jaccard';
type PairValue = (a: number, b: number) => number;

const dictionaryOf = ({dictionary}: ValueFeatures) => {
  if (!dictionary) throw new TypeError('a text measure without texts');
  return dictionary;
};

/** The measures of one comparison; the last pair of each is kept, for the next level asks again. */
export class Measures {
  readonly #made = new Map<string, PairValue>();

  atLeast(
    kind: Similarity,
    name: string,
    value: ValueFeatures,
    atLeast: number | undefined,
    moreThan: number | undefined,
  ): (a: number, b: number) => boolean {
    const similarity = this.#remembered(`${kind} ${name}`, () => similarityOf(kind, value));
    const bound =
      kind === 'jaroWinkler' && value.masks
        ? this.#remembered(`bound ${name}`, () => boundOf(value))
        : null;
    const least = atLeast ?? moreThan ?? 0;
    const strict = atLeast === undefined;
    return (a, b) => {
      if (bound !== null && bound(a, b) < least) return false;
      const reached = similarity(a, b);
      return strict ? reached > least : reached >= least;
    };
  }

  dice(value: ValueFeatures, q: number, atLeast: number): (a: number, b: number) => boolean {
    const dictionary = dictionaryOf(value);
    return (a, b) => qgramDice(dictionary, a, b, q) >= atLeast;
  }

  within(
    kind: 'levenshtein' | 'damerauLevenshtein',
    value: ValueFeatures,
    atMost: number,
  ): (a: number, b: number) => boolean {
    const dictionary = dictionaryOf(value);
    const {offsets} = dictionary;
    const length = (code: number) => (offsets[code + 1] as number) - (offsets[code] as number);
    if (atMost === 1) {
      const withSwaps = kind === 'damerauLevenshtein';
      return (a, b) => isWithinOneEdit(dictionary, a, b, withSwaps);
    }
    return (a, b) => {
      if (a === b) return true;
      if (Math.abs(length(a) - length(b)) > atMost) return false;
      return kind === 'levenshtein'
        ? levenshtein(dictionary, a, b, atMost) <= atMost
        : damerauLevenshtein(dictionary, a, b) <= atMost;
    };
  }

  nickname(value: ValueFeatures): (a: number, b: number) => boolean {
    const pairs = value.nicknames ?? new Int32Array(0);
    const variants = new Set<number>();
    const key = (a: number, b: number) => a * (value.distinct + 1) + b;
    for (let i = 0; i < pairs.length; i += 2) {
      const [name, variant] = [pairs[i] as number, pairs[i + 1] as number];
      variants.add(key(name, variant)).add(key(variant, name));
    }
    return (a, b) => variants.has(key(a, b));
  }

  #remembered(name: string, make: () => PairValue): PairValue {
    const found = this.#made.get(name);
    if (found) return found;
    const measure = make();
    let [lastA, lastB, last] = [-1, -1, 0];
    const remembering: PairValue = (a, b) => {
      if (a !== lastA || b !== lastB) {
        last = measure(a, b);
        lastA = a;
        lastB = b;
      }
      return last;
    };
    this.#made.set(name, remembering);
    return remembering;
  }
}

function similarityOf(kind: Similarity, value: ValueFeatures): PairValue {
  const dictionary = dictionaryOf(value);
  switch (kind) {
    case 'jaro':
      return (a, b) => jaro(dictionary, a, b);
    case 'jaroWinkler':
      return (a, b) => jaroWinkler(dictionary, a, b);
    case 'jaccard':
      return (a, b) => jaccard(dictionary, a, b);
  }
}

/** No less than the Jaro–Winkler similarity, from letters present, lengths and first bytes alone. */
function boundOf(value: ValueFeatures): PairValue {
  const {bytes, offsets} = dictionaryOf(value);
  const masks = value.masks as Int32Array;
  return (a, b) => {
    const [fromA, fromB] = [offsets[a] as number, offsets[b] as number];
    return jaroWinklerBound(
      masks[a] as number,
      (offsets[a + 1] as number) - fromA,
      masks[b] as number,
      (offsets[b + 1] as number) - fromB,
      bytes[fromA] === bytes[fromB] ? 4 : 0,
    );
  };
}
