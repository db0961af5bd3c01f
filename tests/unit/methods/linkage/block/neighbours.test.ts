/** Sorted neighbourhood: every record that has all keys, in their order (R17). */

import fc from 'fast-check';
import {expect, it} from 'vitest';
import {sortRecords} from '../../../../../src/methods/linkage/block/neighbours.ts';
import {codeOf, madeUpRows} from './made-up-rows.ts';

it('sorts by the first key, then by the next, then by number', () => {
  const rows = {
    codes: Int32Array.from([2, 1, 1, 2, 1, 1, 0, 1, 2, 1]),
    stride: 2,
    count: 5,
    leftCount: 5,
    crossing: false,
  };
  const keys = [
    {slot: 0, map: null, distinct: 2},
    {slot: 1, map: null, distinct: 2},
  ];
  const placeOf = new Int32Array(5).fill(9);
  const {starts, members} = sortRecords(rows, keys, placeOf, 1, 0);
  expect([...members]).toEqual([2, 1, 0, 4]);
  expect([...starts]).toEqual([0, 4]);
  expect([...placeOf]).toEqual([3, 2, 1, 0, 4]);
});

it('places exactly the records that have all keys, and none of them before a lesser one', () => {
  fc.assert(
    fc.property(madeUpRows, ({rows, rules}) => {
      const keys = rules.flatMap((rule) => rule.keys);
      const placeOf = new Int32Array(rows.count).fill(-1);
      const {members} = sortRecords(rows, keys, placeOf, 1, 0);
      const codes = Array.from({length: rows.count}, (_, r) =>
        keys.map((key) => codeOf(rows, key, r)),
      );
      const usable = [...codes.keys()].filter((r) => !codes[r]?.includes(0));
      expect([...members].sort((a, b) => a - b)).toEqual(usable);
      members.forEach((r, place) => {
        expect(placeOf[r]).toBe(place + 1);
      });
      expect(placeOf.filter((place) => place === 0)).toHaveLength(rows.count - usable.length);
      const isBefore = (a: number, b: number) => {
        const at = codes[a]?.findIndex((code, i) => code !== codes[b]?.[i]) as number;
        return at === -1 ? a < b : Number(codes[a]?.[at]) < Number(codes[b]?.[at]);
      };
      for (let i = 1; i < members.length; i++) {
        expect(isBefore(members[i - 1] as number, members[i] as number)).toBe(true);
      }
    }),
    {numRuns: 300, seed: 17},
  );
});
