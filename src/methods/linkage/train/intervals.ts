/** How sure m, u and the weights are: standard errors from the observed information of the mixture. */

import type {EmPass} from './em.ts';
import {type Cells, cellsOf, expectedAt, logLikelihoods, logsOf, posterior} from './mixture.ts';
import {addAt, entryOf, type LevelCounts, type Patterns, type Table} from './patterns.ts';
import {inverseOf, quadratic} from './symmetric.ts';

/** 97.5 % point of the normal distribution. */
export const Z95 = 1.959964;

export interface ErrorOptions {
  readonly patterns: Patterns;
  readonly levelCounts: LevelCounts;
  /** u was estimated by this pass, not given. */
  readonly freeU?: boolean;
  /** As for `trainBlock`: values of m that did not move. */
  readonly fixedM?: Table;
}

export interface StandardErrors {
  readonly lambda: number;
  readonly m: Table;
  /** 0 when u was given: its own error comes from where it was estimated. */
  readonly u: Table;
  /** Of log2(m/u), in bits, with m and u as they vary together. */
  readonly weight: Table;
  /** False when the patterns do not tell the parameters apart; then the errors are as wide as can be. */
  readonly identified: boolean;
}

/** The levels of one comparison that move, for m or for u, and their parameters. */
interface Family {
  readonly levels: readonly number[];
  /** Parameters from here: one for each of the levels but the last, the log of its odds against that. */
  readonly from: number;
  /** Chance of each of the levels, given that it is one of them. */
  readonly q: Float64Array;
}

/**
 * Louis (1982, https://doi.org/10.1111/j.2517-6161.1982.tb01203.x): information that the pairs would
 * give if it were known which match, less what not knowing it costs. Treating expected matches as if
 * they had been seen leaves the second part out and gives errors that are too small.
 */
export function standardErrors(pass: EmPass, options: ErrorOptions): StandardErrors {
  const {patterns, levelCounts, freeU = false, fixedM} = options;
  const {lambda, m, u, leftOut} = pass;
  const cells = cellsOf(patterns, levelCounts, leftOut);
  const like = (table: Table) => logLikelihoods(cells, logsOf(table, cells.size), patterns);
  const {p} = posterior(lambda, like(m), like(u), patterns.counts);
  let size = 1;
  const familiesOf = (table: Table, moves: (c: number, level: number) => boolean) =>
    table.map((row, c): Family => {
      const levels = [...row.keys()].filter((level) => !leftOut[c] && moves(c, level));
      const mass = levels.reduce((sum, level) => sum + (row[level] as number), 0);
      const from = size;
      size += Math.max(0, levels.length - 1);
      return {levels, from, q: Float64Array.from(levels, (level) => (row[level] as number) / mass)};
    });
  const ofM = familiesOf(m, (c, level) => Number.isNaN(fixedM?.[c]?.[level] ?? Number.NaN));
  const ofU = familiesOf(u, () => freeU);

  const information = completeInformation(size, cells, patterns, p, lambda, ofM, ofU);
  subtractMissing(information, size, cells, patterns, p, ofM, ofU);
  const covariance = inverseOf(information, size);
  if (!covariance) return unidentified(levelCounts);

  const gradient = (family: Family, level: number, sign: number, g: Float64Array) => {
    const at = family.levels.indexOf(level);
    if (at < 0) return;
    for (let k = 0; k < family.levels.length - 1; k++) {
      addAt(g, family.from + k, sign * ((k === at ? 1 : 0) - (family.q[k] as number)));
    }
  };
  const ofLogs = (families: readonly [readonly Family[], number][], c: number, level: number) => {
    const g = new Float64Array(size);
    for (const [family, sign] of families) gradient(family[c] as Family, level, sign, g);
    return Math.sqrt(Math.max(0, quadratic(covariance, g)));
  };
  const tableOf = (error: (c: number, level: number) => number) =>
    levelCounts.map((levels, c) =>
      Float64Array.from({length: levels}, (_, level) => error(c, level)),
    );
  return {
    lambda: lambda * (1 - lambda) * Math.sqrt(covariance[0] as number),
    m: tableOf((c, level) =>
      leftOut[c] ? 0 : entryOf(m, c, level) * ofLogs([[ofM, 1]], c, level),
    ),
    u: tableOf((c, level) =>
      leftOut[c] ? 0 : entryOf(u, c, level) * ofLogs([[ofU, 1]], c, level),
    ),
    weight: tableOf(
      (c, level) =>
        ofLogs(
          [
            [ofM, 1],
            [ofU, -1],
          ],
          c,
          level,
        ) / Math.LN2,
    ),
    identified: true,
  };
}

/** Information if matches were known: for shares q of n pairs, n times diag(q) less q·q'. */
function completeInformation(
  size: number,
  cells: Cells,
  patterns: Patterns,
  p: Float64Array,
  lambda: number,
  ofM: readonly Family[],
  ofU: readonly Family[],
): Float64Array {
  const information = new Float64Array(size * size);
  const {counts} = patterns;
  information[0] = counts.reduce((sum, count) => sum + count, 0) * lambda * (1 - lambda);
  const add = (families: readonly Family[], expected: Float64Array) => {
    families.forEach(({levels, from, q}, c) => {
      const pairs = levels.reduce(
        (sum, level) => sum + (expected[(cells.starts[c] as number) + level] as number),
        0,
      );
      for (let i = 0; i < levels.length - 1; i++) {
        for (let j = 0; j < levels.length - 1; j++) {
          const share = i === j ? (q[i] as number) : 0;
          const spread = share - (q[i] as number) * (q[j] as number);
          addAt(information, (from + i) * size + from + j, pairs * spread);
        }
      }
    });
  };
  add(
    ofM,
    expectedAt(cells, patterns, (i) => (p[i] as number) * (counts[i] as number)),
  );
  add(
    ofU,
    expectedAt(cells, patterns, (i) => (1 - (p[i] as number)) * (counts[i] as number)),
  );
  return information;
}

/** What is lost by not knowing: p(1 − p) times the square of how far the two scores are apart. */
function subtractMissing(
  information: Float64Array,
  size: number,
  cells: Cells,
  {comparisons, counts}: Patterns,
  p: Float64Array,
  ofM: readonly Family[],
  ofU: readonly Family[],
): void {
  const apart = new Float64Array(size);
  const score = ({levels, from, q}: Family, level: number, sign: number) => {
    const at = levels.indexOf(level);
    if (at < 0) return;
    for (let k = 0; k < levels.length - 1; k++) {
      apart[from + k] = sign * ((k === at ? 1 : 0) - (q[k] as number));
    }
  };
  for (let i = 0; i < counts.length; i++) {
    apart.fill(0);
    apart[0] = 1;
    for (let c = 0; c < comparisons; c++) {
      const place = cells.places[i * comparisons + c] as number;
      if (place === cells.size) continue;
      score(ofM[c] as Family, place - (cells.starts[c] as number), 1);
      score(ofU[c] as Family, place - (cells.starts[c] as number), -1);
    }
    const loss = (counts[i] as number) * (p[i] as number) * (1 - (p[i] as number));
    if (loss === 0) continue;
    for (let a = 0; a < size; a++) {
      if (apart[a] === 0) continue;
      for (let b = 0; b < size; b++)
        addAt(information, a * size + b, -loss * (apart[a] as number) * (apart[b] as number));
    }
  }
}

function unidentified(levelCounts: LevelCounts): StandardErrors {
  const widest = (value: number) =>
    levelCounts.map((levels) => new Float64Array(levels).fill(value));
  // A share has no larger standard deviation than 0.5; a weight between two floors spans 20 bits.
  return {lambda: 0.5, m: widest(0.5), u: widest(0.5), weight: widest(20), identified: false};
}

export interface WeightInterval {
  readonly weight: number;
  /** 95 % limits, in bits. */
  readonly lower: number;
  readonly upper: number;
}

/** log2(m/u) with its 95 % limits by the delta method, m and u estimated apart. */
export function weightInterval(m: number, u: number, seM: number, seU: number): WeightInterval {
  const weight = Math.log2(m / u);
  const half = (Z95 * Math.hypot(seM / m, seU / u)) / Math.LN2;
  return {weight, lower: weight - half, upper: weight + half};
}
