/** Where the line was drawn: the weights of all pairs, and what other thresholds would have linked. */

import {type Html, html, type Part} from '../../../../kernel/html.ts';
import {bestRow} from '../../evaluate/thresholds.ts';
import {count, fraction, plainBits} from '../numbers.ts';
import type {LinkageReport, ThresholdReport} from '../schema.ts';
import {isKnown} from '../schema-parts.ts';
import {howPhrase, notKnown, type Section} from '../section.ts';
import {table} from '../table.ts';
import {precisionRecallPlot, thresholdPlot, weightPlot} from './score-plots.ts';

export const scoreSection: Section = {
  id: 'scores',
  render({linkage}) {
    const {thresholds, resolve} = linkage;
    return html`
${introduction(linkage)}
<div class="pair">${weightPlot(linkage.histogram, resolve.theta)}${
      isKnown(thresholds) && thresholdPlot(thresholds, resolve.theta)
    }</div>
${
  isKnown(thresholds)
    ? html`<div class="pair">${precisionRecallPlot(thresholds, resolve.theta)}<div>${bestNote(thresholds)}</div></div>${thresholdsTable(thresholds, resolve.theta)}`
    : notKnown('Precision and recall at other thresholds', thresholds)
}`;
  },
};

const introduction = ({resolve}: LinkageReport['linkage']): Html =>
  html`<p>A pair can be a link from ${plainBits(resolve.theta)} bits on${
    resolve.delta > 0 &&
    html`, and only if the best person leads over every other by ${plainBits(resolve.delta)} bits`
  }. Good linkage has two hills with a valley between them, and the line stands in the valley.</p>`;

function bestNote(thresholds: ThresholdReport): Part {
  const best = bestRow(thresholds.curve);
  return (
    best?.f1 !== undefined &&
    html`<h3>By weight alone</h3><p>If every pair above a threshold were linked, the best balance would be at ${plainBits(best.threshold)} bits: precision ${fraction(best.precision)}, recall ${fraction(best.recall)}, F1 ${fraction(best.f1)}, ${howPhrase(thresholds)}.</p>
<p class="quiet">These charts and the table are about scored pairs, before the resolver chose among them. What was published is judged under <a href="#accuracy">How sure the links are</a>.</p>`
  );
}

const thresholdsTable = (thresholds: ThresholdReport, theta: number): Html =>
  table({
    caption: 'What each threshold would have linked',
    note: html`One row per threshold, ${howPhrase(thresholds)}. The threshold of this run is shaded.`,
    columns: [
      {head: 'threshold, bits'},
      {head: 'right', is: 'num'},
      {head: 'wrong', is: 'num'},
      {head: 'missed', is: 'num'},
      {head: 'precision', is: 'num'},
      {head: 'recall', is: 'num'},
      {head: 'F1', is: 'num'},
    ],
    rows: thresholds.rows.map((row) => ({
      ...(row.threshold === theta && {kind: 'chosen' as const}),
      cells: [
        plainBits(row.threshold),
        count(row.truePositive),
        count(row.falsePositive),
        count(row.falseNegative),
        fraction(row.precision),
        fraction(row.recall),
        fraction(row.f1),
      ],
    })),
  });
