/** Records as rows of codes at random, and their pairs the slow way: every two records looked at. */

import fc from 'fast-check';
import {sharedInts} from '../../../../../src/engine/shared-arrays.ts';
import {
  groupRecords,
  type KeyColumn,
  type Rows,
} from '../../../../../src/methods/linkage/block/group.ts';
import {sortRecords} from '../../../../../src/methods/linkage/block/neighbours.ts';
import type {RuleBlocks} from '../../../../../src/methods/linkage/score/pair-source.ts';

export interface MadeUpRule {
  readonly keys: readonly KeyColumn[];
  readonly window: number | null;
}

export interface MadeUpRows {
  readonly rows: Rows;
  readonly rules: readonly MadeUpRule[];
}

const STRIDE = 4;
const MOST = 6;

/** A key is a field or something made of one, of which some values have nothing. */
const key: fc.Arbitrary<KeyColumn> = fc.oneof(
  fc.nat({max: STRIDE - 1}).map((slot) => ({slot, map: null, distinct: MOST})),
  fc
    .tuple(
      fc.nat({max: STRIDE - 1}),
      fc.array(fc.nat({max: 3}), {minLength: MOST, maxLength: MOST}),
    )
    .map(([slot, codes]) => ({slot, map: Int32Array.from([0, ...codes]), distinct: 3})),
);

const rule: fc.Arbitrary<MadeUpRule> = fc.record({
  keys: fc.array(key, {minLength: 1, maxLength: 3}),
  window: fc.option(fc.integer({min: 1, max: 4}), {freq: 3}),
});

export const madeUpRows: fc.Arbitrary<MadeUpRows> = fc
  .record({
    records: fc.array(fc.array(fc.nat({max: MOST}), {minLength: STRIDE, maxLength: STRIDE}), {
      maxLength: 40,
      size: 'max',
    }),
    leftShare: fc.integer({min: 0, max: 100}),
    crossing: fc.boolean(),
    rules: fc.array(rule, {minLength: 1, maxLength: 4}),
  })
  .map(({records, leftShare, crossing, rules}) => ({
    rows: {
      codes: Int32Array.from(records.flat()),
      stride: STRIDE,
      count: records.length,
      leftCount: crossing ? Math.floor((records.length * leftShare) / 100) : records.length,
      crossing,
    },
    rules,
  }));

/** The code of a key of a record; 0 where it has none. */
export const codeOf = ({codes, stride}: Rows, {slot, map}: KeyColumn, record: number): number => {
  const code = codes[record * stride + slot] as number;
  return map === null ? code : (map[code] as number);
};

/** The blocks of all rules, as a run makes them. */
export function blocksOf({rows, rules}: MadeUpRows): RuleBlocks {
  // What a run finds there is not always zero.
  const placeOf = sharedInts(rows.count * rules.length).fill(99);
  return {
    rules: rules.map(({keys, window}, q) => ({
      blocks: (window === null ? groupRecords : sortRecords)(rows, keys, placeOf, rules.length, q),
      window,
    })),
    placeOf,
    leftCount: rows.leftCount,
    crossing: rows.crossing,
  };
}

/** The pairs that each rule finds by itself, as `left–right`. */
export const pairsByRule = ({rows, rules}: MadeUpRows): Set<string>[] =>
  rules.map(({keys, window}) => {
    const places = window === null ? null : placesOf(rows, keys);
    const found = new Set<string>();
    for (let l = 0; l < rows.count; l++) {
      for (let r = l + 1; r < rows.count; r++) {
        if (rows.crossing && l < rows.leftCount === r < rows.leftCount) continue;
        const meet = places
          ? places.has(l) &&
            places.has(r) &&
            Math.abs((places.get(l) as number) - (places.get(r) as number)) <= (window as number)
          : keys.every((one) => {
              const code = codeOf(rows, one, l);
              return code !== 0 && code === codeOf(rows, one, r);
            });
        if (meet) found.add(`${l}–${r}`);
      }
    }
    return found;
  });

function placesOf(rows: Rows, keys: readonly KeyColumn[]): Map<number, number> {
  const codes = Array.from({length: rows.count}, (_, r) => keys.map((one) => codeOf(rows, one, r)));
  const usable = [...codes.keys()].filter((r) => !codes[r]?.includes(0));
  const compared = (a: number, b: number) => {
    const [one, other] = [codes[a] as number[], codes[b] as number[]];
    const at = one.findIndex((code, i) => code !== other[i]);
    return at === -1 ? a - b : (one[at] as number) - (other[at] as number);
  };
  return new Map(usable.sort(compared).map((record, place) => [record, place]));
}
