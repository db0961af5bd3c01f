/** How sure the links are: precision and recall in every way they are known, and whether these agree. */

import {type Html, html} from '../../../../kernel/html.ts';
import {AGREEMENT_TOLERANCE, disagreements} from '../../evaluate/agreement.ts';
import {dotAndWhisker} from '../cell-charts.ts';
import {count, NONE, percent, withInterval} from '../numbers.ts';
import type {AccuracyRow, LinkageReport} from '../schema.ts';
import {isKnown} from '../schema-parts.ts';
import {howPhrase, notKnown, type Section} from '../section.ts';
import {table} from '../table.ts';
import {HOW_WORDS} from '../words.ts';
import {calibrationTableOf} from './calibration.ts';

export const accuracySection: Section = {
  id: 'accuracy',
  render({linkage}) {
    const {accuracy, calibration, clerical} = linkage;
    return html`
<p><em>Precision</em> is the share of links that are right. <em>Recall</em> is the share of true matches that were found. Nobody can know both from the files alone, so each is given in every way it could be had.</p>
${accuracyTable(accuracy)}
${agreementNote(accuracy)}
${isKnown(calibration) ? calibrationTableOf(calibration) : notKnown('Calibration', calibration)}
${isKnown(clerical) ? clericalNote(clerical) : notKnown('Clerical review', clerical)}`;
  },
};

const accuracyTable = (rows: readonly AccuracyRow[]): Html => {
  const lows = rows.flatMap(({precision, recall}) => [precision?.low ?? 1, recall?.low ?? 1]);
  const domain = {from: Math.floor(20 * Math.min(...lows)) / 20, to: 1};
  return table({
    caption: 'Precision and recall, by how they are known',
    note: html`One row per way of knowing. Whiskers are 95 % intervals, on a scale from ${percent(domain.from)} to 100 %.`,
    columns: [
      {head: 'way'},
      {head: 'by'},
      {head: 'precision', is: 'num'},
      {head: '', is: 'chart slim'},
      {head: 'recall', is: 'num'},
      {head: '', is: 'chart slim'},
    ],
    rows: rows.map((row) => ({
      cells: [
        howPhrase(row),
        row.note,
        ...(['precision', 'recall'] as const).flatMap((measure) => {
          const share = row[measure];
          if (!share) return [NONE, ''];
          return [percent(share.share), dotAndWhisker(share, null, domain)];
        }),
      ],
    })),
  });
};

function agreementNote(rows: readonly AccuracyRow[]): Html {
  const points = 100 * AGREEMENT_TOLERANCE;
  const named = rows.map(({how, precision, recall}) => ({how: HOW_WORDS[how], precision, recall}));
  const found = disagreements(named);
  const isClaimed = rows.some(({how}) => how === 'uncalibrated_model');
  return html`${
    found.length === 0
      ? html`<p class="notice">All ways agree within ${points} points.</p>`
      : found.map(
          ({measure, between: [one, other], points: apart}) =>
            html`<p class="notice fail"><strong>Look into this.</strong> The ${measure} ${one} and that ${other} are ${apart.toFixed(1)} points apart, more than ${points}.</p>`,
        )
  }${
    isClaimed &&
    html`<p class="quiet">What a model claims without calibration is overconfident in the grey zone. It is shown to be compared, not to be quoted.</p>`
  }`;
}

type Clerical = Exclude<LinkageReport['linkage']['clerical'], {notKnown: string}>;

const clericalNote = ({pairs, reviewers, agreement, note}: Clerical): Html =>
  html`<p>Clerical review: ${count(pairs)} pairs, ${count(reviewers)} reviewers, ${note}. They agreed on ${withInterval(agreement)} of them.</p>`;
