/** Scored pairs as a table of names and weights, one pair a line: `anna - ann 12`. */

import type {Edges, Records} from '../../../../../src/methods/linkage/resolve/edges.ts';

export interface Scored {
  readonly edges: Edges;
  readonly records: Records;
  readonly names: readonly string[];
  readonly numberOf: (name: string) => number;
  /** Edges as `left-right`, in alphabetical order. */
  readonly show: (chosen: Iterable<number>) => string[];
}

type Line = readonly [left: string, right: string, weight: number];

const linesOf = (table: string): Line[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+(?:-\s+)?/))
    .map(([left = '', right = '', weight]) => [left, right, Number(weight)]);

function scored(lines: readonly Line[], left: readonly string[], right: readonly string[]): Scored {
  const names = [...left, ...right];
  const numberOf = (name: string) => names.indexOf(name);
  const ends = lines.map(([l, r]) => [numberOf(l), numberOf(r)].sort((a, b) => a - b));
  const edges = {
    length: lines.length,
    left: Int32Array.from(ends, ([l]) => l as number),
    right: Int32Array.from(ends, ([, r]) => r as number),
    weight: Float64Array.from(lines, ([, , weight]) => weight),
  };
  const alphabet = [...names].sort();
  const rank = Int32Array.from(names, (name) => alphabet.indexOf(name));
  const show = (chosen: Iterable<number>) =>
    [...chosen].map((e) => `${names[edges.left[e] ?? -1]}-${names[edges.right[e] ?? -1]}`).sort();
  return {
    edges,
    records: {count: names.length, leftCount: left.length, rank},
    names,
    numberOf,
    show,
  };
}

const unique = (names: readonly string[]) => [...new Set(names)];

/** Left names are of the left file, right names of the right. */
export const twoFiles = (table: string): Scored => {
  const lines = linesOf(table);
  return scored(lines, unique(lines.map(([l]) => l)), unique(lines.map(([, r]) => r)));
};

/** All names are of one file. */
export const oneFile = (table: string): Scored => {
  const lines = linesOf(table);
  return scored(lines, unique(lines.flatMap(([l, r]: Line): string[] => [l, r])), []);
};

/** A code for each record, by name; 0 for those not named. */
export const codes = (of: Scored, byName: Readonly<Record<string, number>>): Int32Array =>
  Int32Array.from(of.names, (name) => byName[name] ?? 0);

/** Pairs of records, by names: `a-b`. */
export const pairsOf = (of: Scored, ...pairs: readonly string[]) => ({
  left: pairs.map((pair) => of.numberOf(pair.split('-')[0] ?? '')),
  right: pairs.map((pair) => of.numberOf(pair.split('-')[1] ?? '')),
});
