/** Charts of weights and thresholds. */

import {type Html, html, type Part} from '../../../../kernel/html.ts';
import {bestRow} from '../../evaluate/thresholds.ts';
import {count, fraction, percent, plainBits, total} from '../numbers.ts';
import {type Axis, lineThrough, plot, roundTicks, type Scale} from '../plot.ts';
import type {Linkage, ThresholdReport} from '../schema.ts';
import {isEstimate} from '../words.ts';

const bitsAxis = (from: number, to: number): Axis => ({
  from,
  to,
  label: 'weight, bits',
  ticks: roundTicks(from, to, 6).map((at) => ({at, text: plainBits(at)})),
});

const thetaLine = (theta: number, {x, top, base}: Scale, at: 'top' | 'base' = 'top'): Html =>
  html`<path class="line l-ink dash" d="M${x(theta)} ${top}V${base}"/><text class="strong" x="${x(theta) + 5}" y="${at === 'top' ? top + 9 : base - 8}">θ = ${plainBits(theta)}</text>`;

/** How many pairs have each weight, on a logarithmic scale; those that became links are filled. */
export function weightPlot({bins, width}: Linkage['histogram'], theta: number): Html {
  const most = Math.max(1, ...bins.map(({pairs}) => pairs));
  const top = Math.ceil(Math.log10(most) + 0.05);
  const height = (n: number) => (n <= 0 ? 0 : Math.log10(n) + 0.25);
  const [from, to] = [bins[0]?.from ?? 0, (bins.at(-1)?.from ?? 0) + width];
  return plot({
    id: 'weights',
    title: 'Weights of all compared pairs',
    description: `${count(total(bins.map((b) => b.pairs)))} pairs between ${plainBits(from)} and ${plainBits(to)} bits; ${count(total(bins.map((b) => b.links)))} are links. The threshold is ${plainBits(theta)} bits.`,
    caption: html`Filled: links. Pale: other pairs. The scale is logarithmic: each line is ten times the one below.`,
    x: bitsAxis(from, to),
    y: {
      from: 0,
      to: top + 0.25,
      label: 'pairs',
      ticks: Array.from({length: top + 1}, (_, i) => ({at: i + 0.25, text: count(10 ** i)})),
    },
    draw: (scale) => [
      bins.map(({from: at, pairs, links}) => {
        const [x, w] = [scale.x(at) + 0.5, Math.max(0.5, scale.x(at + width) - scale.x(at) - 1)];
        const box = (n: number, kind: string): Part =>
          n > 0 &&
          html`<rect class="${kind}" x="${x}" y="${scale.y(height(n))}" width="${w.toFixed(1)}" height="${(scale.base - scale.y(height(n))).toFixed(1)}"/>`;
        return [box(pairs, 'f-soft'), box(links, 'f-for')];
      }),
      thetaLine(theta, scale),
    ],
  });
}

/** Precision and recall as the threshold rises. */
export function thresholdPlot({curve, how}: ThresholdReport, theta: number): Html | null {
  const rows = [...curve].reverse();
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last || first === last) return null;
  const path = (measure: 'precision' | 'recall', {x, y}: Scale): string =>
    lineThrough(
      rows.flatMap((row) => {
        const value = row[measure];
        return value === null ? [] : [[x(row.threshold), y(value)] as const];
      }),
    );
  return plot({
    id: 'by-threshold',
    title: 'The trade: precision against recall',
    description: `Precision rises from ${fraction(first.precision)} to ${fraction(last.precision)}, and recall falls from ${fraction(first.recall)} to ${fraction(last.recall)}, as the threshold rises from ${plainBits(first.threshold)} to ${plainBits(last.threshold)} bits.`,
    caption: html`Solid: precision. Dashed: recall. A higher line links fewer people and errs less.${isEstimate({how}) && ' Both are estimates.'}`,
    x: bitsAxis(first.threshold, last.threshold),
    y: percentAxis(0, 'share'),
    draw: (scale) => [
      html`<path class="line thick l-for" d="${path('precision', scale)}"/><path class="line thick l-against dash" d="${path('recall', scale)}"/>`,
      html`<text x="${scale.left + 6}" y="${scale.y(first.recall ?? 0) + 15}">recall</text><text x="${scale.left + 6}" y="${scale.y(first.precision ?? 0) - 7}">precision</text>`,
      thetaLine(theta, scale, 'base'),
    ],
  });
}

/** Precision over recall, close up: where linkage is decided. */
export function precisionRecallPlot({curve, how}: ThresholdReport, theta: number): Html | null {
  const best = bestRow(curve);
  if (!best?.f1) return null;
  const near = curve.filter(({f1}) => (f1 ?? 0) >= 0.9 * (best.f1 ?? 1));
  const floor = (measure: 'precision' | 'recall') =>
    Math.floor(20 * Math.min(...near.map((row) => row[measure] ?? 1))) / 20;
  const point = (row: {precision: number | null; recall: number | null}, {x, y}: Scale) =>
    [x(row.recall ?? 0), y(row.precision ?? 0)] as const;
  const atTheta = curve.reduce((a, b) =>
    Math.abs(b.threshold - theta) < Math.abs(a.threshold - theta) ? b : a,
  );
  return plot({
    id: 'precision-recall',
    title: 'Precision and recall, close up',
    description: `The best F1 is ${fraction(best.f1)}, at ${plainBits(best.threshold)} bits; near the threshold of this run, precision is ${fraction(atTheta.precision)} and recall ${fraction(atTheta.recall)}.`,
    caption: html`Each point is a threshold. The dot is θ = ${plainBits(theta)}; the ring is the best F1.${isEstimate({how}) && ' Both are estimates.'}`,
    x: percentAxis(floor('recall'), 'recall'),
    y: percentAxis(floor('precision'), 'precision'),
    draw: (scale) => {
      const [bx, by] = point(best, scale);
      const [tx, ty] = point(atTheta, scale);
      return [
        html`<path class="line thick l-for" d="${lineThrough(near.map((row) => point(row, scale)))}"/>`,
        html`<circle class="line l-ink" cx="${bx}" cy="${by}" r="7"/>`,
        near.includes(atTheta) && html`<circle class="f-against" cx="${tx}" cy="${ty}" r="4"/>`,
      ];
    },
  });
}

function percentAxis(from: number, label: string): Axis {
  return {
    from,
    to: 1,
    label,
    ticks: roundTicks(from, 1).map((at) => ({at, text: percent(at).replace('.0 %', ' %')})),
  };
}
