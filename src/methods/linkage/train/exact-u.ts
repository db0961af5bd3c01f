/** u of the levels of one comparison from how often values occur: exact, or sampled by strata. */

import {type Cell, type EstimatedU, estimateU} from './estimated-u.ts';
import {addAt} from './patterns.ts';
import {drawByWeight, randomFrom} from './random.ts';

export interface ValueFrequencies {
  /** Records with each code; 0 is the code of no value. Equal values of both files have one code. */
  readonly left: Float64Array;
  /** Absent within one file, where a pair is two records of it. */
  readonly right?: Float64Array;
}

export interface UOptions {
  /** How many levels there are, without missing. */
  readonly levels: number;
  /** Level of two codes, 0 when it says nothing; the same from both sides. */
  readonly levelOf: (a: number, b: number) => number;
  /** Level of a value with itself, when it is one for all values. */
  readonly selfLevel?: number;
  /** Records without a value are compared too, because the comparison has a level for them. */
  readonly comparesNulls?: boolean;
  /** Most pairs of values that are all looked at. */
  readonly exactUpTo?: number;
  /** Beyond that: pairs of common values looked at one by one, and draws among the others. */
  readonly sample?: number;
  readonly seed?: number;
}

/** The values of one side, most frequent first. */
interface Side {
  readonly codes: Int32Array;
  readonly counts: Float64Array;
}

/**
 * u over all pairs of records. Equal values are counted exactly, always. Different values are too when
 * their pairs are at most `exactUpTo`; else pairs of common values are counted exactly, and the strata
 * common–rare, rare–common and rare–rare are sampled in proportion to the record pairs behind them.
 */
export function uOfComparison(values: ValueFrequencies, options: UOptions): EstimatedU {
  const {levels, levelOf, selfLevel, exactUpTo = 1e8, sample = 1e7, seed = 1} = options;
  const first = options.comparesNulls ? 0 : 1;
  const within = values.right === undefined;
  const left = byFrequency(values.left, first);
  const right = values.right ? byFrequency(values.right, first) : left;
  const exact = left.codes.length * right.codes.length <= exactUpTo;
  const [commonLeft, commonRight] = exact
    ? [left.codes.length, right.codes.length]
    : commonValues(left, right, sample);

  const certain = new Float64Array(levels + 1);
  const diagonal = new Float64Array(levels + 1);
  for (let code = first; code < values.left.length; code++) {
    const n = values.left[code] as number;
    const pairs = within ? (n * (n - 1)) / 2 : n * ((values.right as Float64Array)[code] ?? 0);
    if (pairs > 0) addAt(diagonal, selfLevel ?? levelOf(code, code), pairs);
  }
  const one = new Float64Array(levels + 1);
  for (let i = 0; i < commonLeft; i++) {
    const a = left.codes[i] as number;
    one.fill(0);
    for (let j = within ? i + 1 : 0; j < commonRight; j++) {
      const b = right.codes[j] as number;
      if (a !== b) addAt(one, levelOf(a, b), right.counts[j] as number);
    }
    for (let level = 0; level <= levels; level++)
      addAt(certain, level, (left.counts[i] as number) * (one[level] as number));
  }

  const [headLeft, tailLeft] = split(left, commonLeft);
  const [headRight, tailRight] = split(right, commonRight);
  const random = randomFrom(seed);
  const strata: readonly Stratum[] = [
    stratum(headLeft, tailRight, values, false),
    ...(within ? [] : [stratum(tailLeft, headRight, values, false)]),
    stratum(tailLeft, tailRight, values, within),
  ].filter(({mass}) => mass > 0);
  const uncertain = strata.reduce((sum, {mass}) => sum + mass, 0);
  const cells = strata.map(({mass, a, b}): Cell => {
    const draws = Math.max(1000, Math.round((sample * mass) / uncertain));
    return {mass, draws, hits: drawPairs(a, b, draws, options, random)};
  });
  return estimateU(certain, diagonal, cells);
}

interface Stratum {
  readonly a: Side;
  readonly b: Side;
  /** Pairs of records with different values, one value of each side. */
  readonly mass: number;
}

function stratum(a: Side, b: Side, values: ValueFrequencies, unordered: boolean): Stratum {
  const others = new Set(b.codes);
  const right = values.right ?? values.left;
  let equal = 0;
  for (const code of a.codes) {
    if (others.has(code)) equal += (values.left[code] as number) * (right[code] as number);
  }
  const mass = sum(a.counts) * sum(b.counts) - equal;
  return {a, b, mass: unordered ? mass / 2 : mass};
}

function drawPairs(
  a: Side,
  b: Side,
  draws: number,
  {levels, levelOf}: UOptions,
  random: () => number,
): Float64Array {
  const drawA = drawByWeight(a.counts, random);
  const drawB = drawByWeight(b.counts, random);
  const hits = new Float64Array(levels + 1);
  for (let n = 0; n < draws; ) {
    const codeA = a.codes[drawA()] as number;
    const codeB = b.codes[drawB()] as number;
    if (codeA === codeB) continue;
    addAt(hits, levelOf(codeA, codeB), 1);
    n++;
  }
  return hits;
}

/** So many of the most frequent values of each side that their pairs are about `pairs`. */
function commonValues(left: Side, right: Side, pairs: number): [number, number] {
  const a = Math.min(left.codes.length, Math.floor(Math.sqrt(pairs)));
  const b = Math.min(right.codes.length, Math.floor(pairs / Math.max(a, 1)));
  return left === right ? [a, a] : [a, b];
}

function byFrequency(frequencies: Float64Array, first: number): Side {
  const codes: number[] = [];
  for (let code = first; code < frequencies.length; code++) {
    if ((frequencies[code] as number) > 0) codes.push(code);
  }
  codes.sort((a, b) => (frequencies[b] as number) - (frequencies[a] as number) || a - b);
  return {
    codes: Int32Array.from(codes),
    counts: Float64Array.from(codes, (code) => frequencies[code] as number),
  };
}

const split = ({codes, counts}: Side, at: number): [Side, Side] => [
  {codes: codes.subarray(0, at), counts: counts.subarray(0, at)},
  {codes: codes.subarray(at), counts: counts.subarray(at)},
];

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
