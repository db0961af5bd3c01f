/** Log-linear models of capture histories: rules that find matches, alone and in dependent pairs. */

import {addAt} from './patterns.ts';
import {inverseOf, times} from './symmetric.ts';

/** Pairs of rules, by index. */
export type Interactions = readonly (readonly [number, number])[];

export interface LogLinearFit {
  /** Log of the expected matches that no rule found. */
  readonly logUnseen: number;
  /** Its standard error. */
  readonly error: number;
  readonly interactions: Interactions;
}

interface Fit {
  readonly logUnseen: number;
  readonly variance: number;
  readonly deviance: number;
}

/**
 * Fienberg (1972, https://doi.org/10.1093/biomet/59.3.591). Every rule has its own effect. From all
 * pairs of rules, those stay whose dependence can be told from the histories and makes them likelier
 * by more than it costs (Schwarz's criterion); they are taken out one at a time, the idlest first.
 */
export function fitLogLinear(rules: number, histories: Float64Array): LogLinearFit | null {
  const seen = histories.subarray(1).reduce((sum, count) => sum + count, 0);
  let interactions: (readonly [number, number])[] = [];
  for (let a = 0; a < rules; a++) {
    for (let b = a + 1; b < rules; b++) {
      if (canBeTold(histories, a, b)) interactions.push([a, b]);
    }
  }
  const criterion = (fit: Fit, pairs: number) => fit.deviance + pairs * Math.log(Math.max(seen, 2));
  let best = poissonFit(rules, histories, interactions);
  while (interactions.length > 0) {
    let next: {fit: Fit; without: number} | undefined;
    for (let i = 0; i < interactions.length; i++) {
      const fit = poissonFit(rules, histories, interactions.toSpliced(i, 1));
      if (fit && (!next || fit.deviance < next.fit.deviance)) next = {fit, without: i};
    }
    if (!next) {
      if (best) break;
      interactions = interactions.slice(0, -1);
      best = poissonFit(rules, histories, interactions);
      continue;
    }
    const count = interactions.length;
    if (best && criterion(next.fit, count - 1) >= criterion(best, count)) break;
    best = next.fit;
    interactions = interactions.toSpliced(next.without, 1);
  }
  return best && {logUnseen: best.logUnseen, error: Math.sqrt(best.variance), interactions};
}

/** Matches exist with both rules, with one of them only and with the other only. */
function canBeTold(histories: Float64Array, a: number, b: number): boolean {
  const found = new Float64Array(4);
  for (let history = 1; history < histories.length; history++) {
    addAt(found, ((history >> a) & 1) + 2 * ((history >> b) & 1), histories[history] as number);
  }
  return (found[1] as number) > 0 && (found[2] as number) > 0 && (found[3] as number) > 0;
}

/** Poisson regression by iterated weighted least squares; the intercept is the unseen history's log. */
function poissonFit(
  rules: number,
  histories: Float64Array,
  interactions: Interactions,
): Fit | null {
  const cells = histories.length - 1;
  const size = 1 + rules + interactions.length;
  if (size > cells) return null;
  const design = new Float64Array(cells * size);
  for (let cell = 0; cell < cells; cell++) {
    const found = (rule: number) => ((cell + 1) >> rule) & 1;
    const row = cell * size;
    design[row] = 1;
    for (let rule = 0; rule < rules; rule++) design[row + 1 + rule] = found(rule);
    interactions.forEach(([a, b], i) => {
      design[row + 1 + rules + i] = found(a) & found(b);
    });
  }
  let expected = histories.subarray(1).map((count) => count + 0.5);
  let logs = expected.map(Math.log);
  let deviance = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 100; round++) {
    const information = new Float64Array(size * size);
    const target = new Float64Array(size);
    for (let cell = 0; cell < cells; cell++) {
      const weight = expected[cell] as number;
      const work = (logs[cell] as number) + ((histories[cell + 1] as number) - weight) / weight;
      for (let i = 0; i < size; i++) {
        const x = design[cell * size + i] as number;
        if (x === 0) continue;
        addAt(target, i, x * weight * work);
        for (let j = 0; j < size; j++) {
          addAt(information, i * size + j, x * weight * (design[cell * size + j] as number));
        }
      }
    }
    const covariance = inverseOf(information, size);
    if (!covariance) return null;
    const effects = times(covariance, target);
    logs = logs.map((_, cell) => {
      let sum = 0;
      for (let i = 0; i < size; i++)
        sum += (design[cell * size + i] as number) * (effects[i] as number);
      return Math.max(-30, Math.min(40, sum));
    });
    expected = logs.map(Math.exp);
    const before = deviance;
    deviance = devianceOf(histories, expected);
    if (Math.abs(before - deviance) < 1e-9 * (1 + Math.abs(deviance))) {
      // Histories that vary more than a Poisson count do make the error larger, never smaller.
      const excess = cells > size ? Math.max(1, deviance / (cells - size)) : 1;
      return {
        logUnseen: effects[0] as number,
        variance: (covariance[0] as number) * excess,
        deviance,
      };
    }
  }
  return null;
}

function devianceOf(histories: Float64Array, expected: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < expected.length; cell++) {
    const count = histories[cell + 1] as number;
    sum +=
      (expected[cell] as number) -
      count +
      (count > 0 ? count * Math.log(count / (expected[cell] as number)) : 0);
  }
  return 2 * sum;
}
