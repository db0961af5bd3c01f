/**
 * The first look at pairs: a function compiled for the model that goes through the comparisons of each
 * pair on integers alone, until no outcome of what is left could bring it to the floor. Where texts
 * would have to be read, the comparison is marked and waits for the second look.
 */

import type {ComparisonKernel} from './comparison-kernel.ts';
import {agreeingParts, areSwapped, isOneIsoEdit} from './dates-compared.ts';
import {gainOf, type TermFrequency} from './weights.ts';

/** Level of a comparison that is not known yet. */
export const PENDING = 255;

/**
 * Fills, for `filled` pairs of records `left` and `right`: `bound`, the most that each pair can still
 * reach; `levels`, of comparison c and pair k at `c * batch + k`; `alive`, the pairs that may reach
 * `least`. Returns how many those are.
 */
export type FirstLook = (
  filled: number,
  left: Int32Array,
  right: Int32Array,
  most: number,
  least: number,
  bound: Float64Array,
  levels: Uint8Array,
  alive: Int32Array,
) => number;

/** Compiles the first look; the comparisons that tell most for their cost come first. */
export function compileFirstLook(
  codes: Int32Array,
  stride: number,
  batch: number,
  comparisons: readonly ComparisonKernel[],
): FirstLook {
  const ordered = [...comparisons].sort(
    (a, b) => b.head.telling - a.head.telling || a.index - b.index,
  );
  const rarity = (index: number, level: number, lo: number, ro: number): number => {
    const tf = comparisons[index]?.frequencies[level] as TermFrequency;
    const {slot, map} = tf.value;
    const a = codes[lo + slot] as number;
    const b = codes[ro + slot] as number;
    return map === null ? gainOf(tf, a, b) : gainOf(tf, map[a] as number, map[b] as number);
  };
  const body = `return (filled, left, right, most, least, bound, levels, alive) => {
    let kept = 0;
    for (let k = 0; k < filled; k++) {
      const lo = left[k] * ${stride}, ro = right[k] * ${stride};
      let reach = most;
      ${ordered.map((one) => comparisonText(one, batch)).join('\n')}
      bound[k] = reach;
      alive[kept++] = k;
    }
    return kept;
  };`;
  const names = ['codes', 'rarity', 'isOneIsoEdit', 'areSwapped', 'agreeingParts'];
  const make = new Function(...names, body);
  return make(codes, rarity, isOneIsoEdit, areSwapped, agreeingParts) as FirstLook;
}

function comparisonText(comparison: ComparisonKernel, batch: number): string {
  const {index, head, bits, frequencies, most} = comparison;
  const reads = head.slots.map((s) => `const a${s} = codes[lo + ${s}], b${s} = codes[ro + ${s}];`);
  const settle = (level: number) => {
    const gain = (bits[level] as number) - most;
    const rare = frequencies[level] ? ` + rarity(${index}, ${level}, lo, ro)` : '';
    return `{ v = ${level}; reach += ${gain}${rare}; }`;
  };
  const branches = head.tests.map(({holds, level}) => `if (${holds}) ${settle(level)} else`);
  const last = head.isWhole
    ? '{ v = 0; }'
    : `{ v = ${PENDING}; reach += ${comparison.mostPending - most}; }`;
  return `{
        ${reads.join(' ')}
        let v;
        ${branches.join('\n        ')} ${last}
        levels[${index * batch} + k] = v;
        if (reach < least) continue;
      }`;
}
