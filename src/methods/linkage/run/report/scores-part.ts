/** What the weights say: their histogram, thresholds, calibration, and the patterns behind them. */

import {BANDS, calibrationTable} from '../../evaluate/calibration.ts';
import {modelProbability} from '../../evaluate/probability.ts';
import {
  thresholdCurve,
  thresholdsFromProbability,
  thresholdsFromTruth,
  thresholdTable,
} from '../../evaluate/thresholds.ts';
import type {Truth} from '../../evaluate/truth.ts';
import type {LinkageModel} from '../../model/schema.ts';
import type {CalibrationReport, Linkage, ThresholdReport} from '../../report/schema.ts';
import {SAYS_NOTHING} from '../../report/words.ts';
import {levelNumbers} from '../../score/comparison-kernel.ts';
import {levelBits} from '../../score/weights.ts';
import type {Linked} from '../link-files.ts';
import {labelsByNumber} from './waterfall.ts';

/** Bits of one bar. */
const WIDTH = 2;

/** Pairs and links by weight, without gaps, down to the floor of the run. */
export function histogramOf(weight: Float64Array, isLink: Uint8Array): Linkage['histogram'] {
  const counts = new Map<number, {pairs: number; links: number}>();
  weight.forEach((bits, e) => {
    const bin = Math.floor(bits / WIDTH);
    const found = counts.get(bin) ?? {pairs: 0, links: 0};
    found.pairs++;
    found.links += isLink[e] as number;
    counts.set(bin, found);
  });
  const keys = [...counts.keys()];
  const from = keys.length === 0 ? 0 : Math.min(...keys);
  const to = keys.length === 0 ? 0 : Math.max(...keys);
  const bins = Array.from({length: to - from + 1}, (_, i) => ({
    from: (from + i) * WIDTH,
    ...(counts.get(from + i) ?? {pairs: 0, links: 0}),
  }));
  return {width: WIDTH, bins: bins as Linkage['histogram']['bins']};
}

/** Bits from the threshold at which the table has a row; the curve has many more. */
const AROUND = [-10, -5, 0, 5, 10, 15, 20];

export function thresholdsOf(
  {pairs}: Pick<Linked, 'pairs'>,
  theta: number,
  truth: Truth | null,
  missedByBlocking: number,
): Linkage['thresholds'] {
  if (pairs.length === 0) return {notKnown: 'no pair came near the threshold'};
  const thresholds = truth
    ? thresholdsFromTruth(pairs, truth)
    : thresholdsFromProbability(pairs.weight, modelProbability, missedByBlocking);
  const at = AROUND.map((bits) => theta + bits).filter((bits) => bits >= pairs.floor);
  return {
    how: truth ? 'truth' : 'uncalibrated_model',
    rows: [...thresholdTable(thresholds, at)] as ThresholdReport['rows'],
    curve: [...thresholdCurve(thresholds)],
  };
}

export function calibrationOf(
  {pairs}: Pick<Linked, 'pairs'>,
  truth: Truth | null,
  how: string,
): Linkage['calibration'] {
  if (!truth) return {notKnown: 'nobody told the truth of any pair'};
  const finite = (bits: number) => (Number.isFinite(bits) ? bits : null);
  // Pairs below the floor of the run were not kept: no band says anything of them.
  const bounds = [pairs.floor, ...BANDS.filter((bound) => bound > pairs.floor)];
  const rows = calibrationTable(pairs, truth.entity, modelProbability, bounds).map(
    ({from, to, ...row}) => ({from: finite(from), to: finite(to), ...row}),
  );
  return {how, rows: rows as CalibrationReport['rows']};
}

const MOST_PATTERNS = 25;

export function patternsOf(
  {pairs, resolved}: Pick<Linked, 'pairs' | 'resolved'>,
  {comparisons}: LinkageModel,
): Linkage['patterns'] {
  const width = comparisons.length;
  const {levels, counts} = pairs.patterns;
  const keyOf = (of: Uint8Array, i: number) => of.subarray(i * width, (i + 1) * width).join();
  const most = [...counts.keys()]
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
    .slice(0, MOST_PATTERNS);
  const links = new Map(most.map((i) => [keyOf(levels, i), 0]));
  for (const edge of resolved.links) {
    const key = keyOf(pairs.levels, edge);
    const known = links.get(key);
    if (known !== undefined) links.set(key, known + 1);
  }
  const labels = comparisons.map(labelsByNumber);
  const bits = comparisons.map(({levels: of}) => {
    const table = new Map([[0, 0]]);
    levelNumbers(of).forEach((number, place) => {
      if (number > 0) table.set(number, levelBits(of[place] as (typeof of)[number]));
    });
    return table;
  });
  return {
    distinct: counts.length,
    rows: most.map((i) => {
      const at = [...levels.subarray(i * width, (i + 1) * width)];
      return {
        levels: at.map((level, c) => labels[c]?.[level] ?? SAYS_NOTHING),
        weight: at.reduce((sum, level, c) => sum + (bits[c]?.get(level) ?? 0), pairs.prior),
        pairs: counts[i] as number,
        links: links.get(keyOf(levels, i)) ?? 0,
      };
    }),
  };
}
