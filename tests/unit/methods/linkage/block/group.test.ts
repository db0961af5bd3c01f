/** Blocks are the records that share all keys (R11), and their pairs are known from their sizes (R13). */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  countPairs,
  groupRecords,
  leftMembers,
} from '../../../../../src/methods/linkage/block/group.ts';
import {blocksOf, codeOf, madeUpRows, pairsByRule} from './made-up-rows.ts';

const rowsOf = (...codes: number[]) => ({
  codes: Int32Array.from(codes),
  stride: 1,
  count: codes.length,
  leftCount: codes.length,
  crossing: false,
});
const key = {slot: 0, map: null, distinct: 3};

describe('blocks', () => {
  it('hold the records that share a key, in their order', () => {
    const blockOf = new Int32Array(6);
    const {starts, members} = groupRecords(rowsOf(2, 1, 2, 3, 1, 2), [key], blockOf, 1, 0);
    expect([...members]).toEqual([1, 4, 0, 2, 5]);
    expect([...starts]).toEqual([0, 2, 5]);
    expect([...blockOf]).toEqual([2, 1, 2, 0, 1, 2]);
  });

  it('never hold a record without the key, nor one alone', () => {
    const blockOf = new Int32Array(4).fill(7);
    const {members} = groupRecords(rowsOf(0, 0, 1, 2), [key], blockOf, 1, 0);
    expect([...members]).toEqual([]);
    expect([...blockOf]).toEqual([0, 0, 0, 0]);
  });

  it('of two files hold records of both', () => {
    const rows = {...rowsOf(1, 1, 2, 2, 3), leftCount: 3, crossing: true};
    const blockOf = new Int32Array(5);
    const blocks = groupRecords(rows, [key], blockOf, 1, 0);
    expect([...blocks.members]).toEqual([2, 3]);
    expect(leftMembers(blocks, 0, 3)).toBe(1);
  });

  it('refuse a rule without keys', () => {
    expect(() => groupRecords(rowsOf(1), [], new Int32Array(1), 1, 0)).toThrow(TypeError);
  });

  it('make the pairs that a look at every two records finds', () => {
    fc.assert(
      fc.property(madeUpRows, ({rows, rules}) => {
        const plain = {rows, rules: rules.map(({keys}) => ({keys, window: null}))};
        const naive = pairsByRule(plain);
        blocksOf(plain).rules.forEach(({blocks}, q) => {
          const {starts, members} = blocks;
          const sizes: number[] = [];
          const found = new Set<string>();
          for (let block = 0; block + 1 < starts.length; block++) {
            const inside = [...members.subarray(starts[block], starts[block + 1])];
            expect(inside).toEqual([...inside].sort((a, b) => a - b));
            sizes.push(inside.length);
            inside.forEach((l, i) => {
              for (const r of inside.slice(i + 1)) {
                if (rows.crossing && l < rows.leftCount === r < rows.leftCount) continue;
                expect(found.has(`${l}–${r}`)).toBe(false);
                found.add(`${l}–${r}`);
              }
            });
          }
          expect(found).toEqual(naive[q]);
          expect(countPairs(blocks, rows)).toEqual({
            pairs: naive[q]?.size,
            blocks: sizes.length,
            largest: sizes.sort((a, b) => b - a).slice(0, 5),
          });
        });
      }),
      {numRuns: 500, seed: 11},
    );
  });

  it('know their records from both sides', () => {
    fc.assert(
      fc.property(madeUpRows, ({rows, rules}) => {
        const plain = {rows, rules: rules.map(({keys}) => ({keys, window: null}))};
        const made = blocksOf(plain);
        made.rules.forEach(({blocks}, q) => {
          for (let r = 0; r < rows.count; r++) {
            const block = made.placeOf[r * rules.length + q] as number;
            const inside = blocks.members.subarray(blocks.starts[block - 1], blocks.starts[block]);
            expect(block !== 0 && inside.includes(r)).toBe(blocks.members.includes(r));
            const isUsable = plain.rules[q]?.keys.every((one) => codeOf(rows, one, r) !== 0);
            if (!isUsable) expect(block).toBe(0);
          }
        });
      }),
      {numRuns: 200, seed: 13},
    );
  });
});
