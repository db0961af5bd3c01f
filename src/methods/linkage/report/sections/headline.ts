/** The head of the page: what was linked, in one sentence and eight numbers. */

import {type Html, html, type Part} from '../../../../kernel/html.ts';
import type {Facts, KnownAccuracy} from '../facts.ts';
import {bits, count, interval, inWords, percent, plainBits, seconds} from '../numbers.ts';
import type {LinkageReport} from '../schema.ts';
import {ESTIMATE, howPhrase} from '../section.ts';
import {isEstimate, KIND_WORDS} from '../words.ts';

export const headline = (report: LinkageReport, facts: Facts): Html => html`
<p class="eyebrow">Linkage report, ${inWords(report.madeOn)}</p>
<h1>${report.title}</h1>
<p class="lead">${leadOf(report, facts)}</p>
<dl class="figures">
${figure('Records', count(facts.records), filesOf(report))}
${figure('Pairs compared', count(report.linkage.blocking.pairs), `of ${count(report.linkage.blocking.possiblePairs)} that are possible`)}
${figure('Links', count(report.linkage.links), `${report.linkage.resolve.method}; threshold ${plainBits(report.linkage.resolve.theta)} bits, lead ${plainBits(report.linkage.resolve.delta)} bits`)}
${figure('Link rate', percent(facts.linkRate.share), `95 % interval ${interval(facts.linkRate)}; those who opted out are not counted`)}
${accuracy('Precision', 'Links the model expects to be right', facts.precision)}
${accuracy('Recall', 'Matches the model expects to have found', facts.recall)}
${figure('Blocking recall', facts.blockingRecall ? percent(facts.blockingRecall.share) : 'not known', facts.blockingRecall && html`${interval(facts.blockingRecall)} of matches were compared ${ESTIMATE}`)}
${figure('Time', seconds(facts.seconds), `${count(report.linkage.blocking.pairs / Math.max(facts.seconds, 0.01))} pairs a second, all steps together`)}
</dl>`;

function leadOf({kind, linkage}: LinkageReport, facts: Facts): Html {
  const {left, right, linked, records, optedOut, linkRate} = facts;
  const outOf = optedOut > 0 ? ` ${count(optedOut)} more had opted out.` : '';
  const share = html`<strong>${percent(linkRate.share)}</strong>`;
  const eligible = count(records - optedOut);
  if (linkage.funnel.of === 'all') {
    return html`${count(linked)} of ${eligible} records (${share}) were found to share a person with another record.${outOf}`;
  }
  const to = kind === 'spine' ? 'one person on the spine' : `${right}`;
  return html`${count(linked)} of ${eligible} records of ${left} (${share}) were linked to ${to}.${outOf} ${ambition(facts)}`;
}

/** One sentence on how right that is; silent when nobody knows. */
function ambition({precision}: Facts): Part {
  const share = precision?.share.share ?? null;
  if (!precision || share === null) return null;
  const wrong = Math.round(1_000 * (1 - share));
  const says = isEstimate(precision)
    ? {one: 'is thought to be', more: 'are thought to be'}
    : {one: 'is', more: 'are'};
  if (wrong === 0) return html`Of a thousand links, fewer than one ${says.one} wrong.`;
  return html`Of a thousand links, about ${wrong === 1 ? `one ${says.one}` : `${wrong} ${says.more}`} wrong.`;
}

const filesOf = ({provision, kind}: LinkageReport): string =>
  `${provision.files.map(({name, records}) => `${name} ${count(records)}`).join(', ')}: ${KIND_WORDS[kind]}`;

const figure = (name: string, value: string, note: Part): Html =>
  html`<div><dt>${name}</dt><dd><span class="figure">${value}</span><small>${note}</small></dd></div>\n`;

/** What an uncalibrated model claims is not called precision or recall. */
function accuracy(name: string, claim: string, known: KnownAccuracy | null): Html {
  if (!known) return figure(name, 'not known', 'nobody has counted or estimated it');
  const isClaim = known.how === 'uncalibrated_model';
  return figure(
    isClaim ? claim : name,
    percent(known.share.share),
    html`${interval(known.share)}, ${howPhrase(known)}`,
  );
}

/** Weight of evidence in words, for who has not met bits before. */
export const inBits = (weight: number): string =>
  `${bits(weight)} bits${weight > 0 ? ` (odds ${count(2 ** Math.min(weight, 40))} to 1)` : ''}`;
