/** What linkage did to each record: how much of its matches it missed, and how much of its links is wrong. */

import {modelProbability} from '../../evaluate/probability.ts';
import {isTruePair, sizesOf, type Truth} from '../../evaluate/truth.ts';
import type {Linked} from '../link-files.ts';

/** One place per record, each from 0 to 1. */
export interface Misses {
  readonly missed: Float64Array;
  readonly wrong: Float64Array;
}

/** Counted: the share of a record's true matches that is not linked, and of its links that is not true. */
export function countedMisses({pairs, resolved, records}: Linked, truth: Truth): Misses {
  const {count} = records;
  const matches = partnersOf(truth.entity, truth);
  const [linked, right] = [new Float64Array(count), new Float64Array(count)];
  const add = (into: Float64Array, record: number, by = 1) => {
    into[record] = (into[record] as number) + by;
  };
  if (resolved.isClustered) {
    const cluster = resolved.personOf.map((person) => person + 1);
    partnersOf(cluster, truth).forEach((n, r) => {
      add(linked, r, n);
    });
    partnersOf(cellsOf(cluster, truth.entity), truth).forEach((n, r) => {
      add(right, r, n);
    });
  } else {
    for (const edge of resolved.links) {
      const [l, r] = [pairs.left[edge] as number, pairs.right[edge] as number];
      const by = isTruePair(truth.entity, l, r) ? 1 : 0;
      for (const record of [l, r]) {
        add(linked, record);
        add(right, record, by);
      }
    }
  }
  const without = (part: Float64Array) => (whole: number, r: number) =>
    whole > 0 ? Math.max(0, whole - (part[r] as number)) / whole : 0;
  return {missed: matches.map(without(right)), wrong: linked.map(without(right))};
}

/** How many records of the other side have the code of each; in one file, how many others. */
function partnersOf(codes: Int32Array, truth: Truth): Float64Array {
  const sizes = sizesOf(codes, truth);
  return Float64Array.from(codes, (code, r) => {
    if (code === 0) return 0;
    if (truth.kind === 'dedupe') return (sizes.left[code] as number) - 1;
    return (r < truth.leftCount ? sizes.right[code] : sizes.left[code]) as number;
  });
}

/** A dense code, from 1, of each (cluster, entity). */
function cellsOf(cluster: Int32Array, entity: Int32Array): Int32Array {
  const known = new Map<number, number>();
  const width = entity.reduce((most, code) => Math.max(most, code), 0) + 1;
  return cluster.map((code, r) => {
    if (entity[r] === 0) return 0;
    const key = code * width + (entity[r] as number);
    const found = known.get(key) ?? known.size + 1;
    known.set(key, found);
    return found;
  });
}

/**
 * Estimated: the probability of the pairs that are no links, and the doubt about those that are.
 * Matches that no rule compared are not in it.
 * @param weight bits of each pair, rivals considered
 */
export function estimatedMisses(
  {pairs, records}: Pick<Linked, 'pairs' | 'records'>,
  isLink: Uint8Array,
  weight: Float64Array,
): Misses {
  const {count} = records;
  const [missed, wrong, links] = [0, 1, 2].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const add = (into: Float64Array, record: number, by: number) => {
    into[record] = (into[record] as number) + by;
  };
  for (let edge = 0; edge < pairs.length; edge++) {
    const p = modelProbability(weight[edge] as number);
    for (const record of [pairs.left[edge] as number, pairs.right[edge] as number]) {
      if (isLink[edge]) {
        add(links, record, 1);
        add(wrong, record, 1 - p);
      } else add(missed, record, p);
    }
  }
  return {
    missed: missed.map((sum) => Math.min(1, sum)),
    wrong: wrong.map((sum, r) => (links[r] ? sum / (links[r] as number) : 0)),
  };
}
