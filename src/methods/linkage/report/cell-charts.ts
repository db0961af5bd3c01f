/** Charts that fit in a cell of a table; the numbers stand in the cells beside, so a reader may skip these. */

import {type Html, html} from '../../../kernel/html.ts';

export interface Domain {
  readonly from: number;
  readonly to: number;
}

/** Positions from 0 to 100 in a chart, one decimal: they are bytes of the page. */
const at = (x: number, {from, to}: Domain): number =>
  Math.round(1000 * Math.min(1, Math.max(0, (x - from) / (to - from || 1)))) / 10;

const frame = (content: Html | readonly Html[]): Html =>
  html`<svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">${content}</svg>`;

const upright = (x: number, kind: string): Html =>
  html`<path class="line ${kind}" d="M${x} 0V16"/>`;

const span = (from: number, to: number, kind: string): Html =>
  html`<rect class="${kind}" x="${Math.min(from, to)}" y="3" width="${Math.max(0.4, Math.abs(to - from))}" height="10"/>`;

/** A bar from nothing. */
export const bar = (x: number, most: number, kind = 'f-for'): Html =>
  frame(x <= 0 ? [] : span(0, at(x, {from: 0, to: most}), kind));

/** Two bars, one inside the other: a part and its whole. */
export const nestedBar = (part: number, whole: number, most: number): Html => {
  const domain = {from: 0, to: most};
  return frame([span(0, at(whole, domain), 'f-soft'), span(0, at(part, domain), 'f-for')]);
};

/** Bits for (to the right) and against (to the left), with their interval. */
export function divergingBar(
  {
    bits,
    low,
    high,
  }: {readonly bits: number; readonly low: number | null; readonly high: number | null},
  domain: Domain,
): Html {
  const zero = at(0, domain);
  const whisker =
    low === null || high === null
      ? null
      : html`<path class="line l-ink" d="M${at(low, domain)} 8H${at(high, domain)}"/>`;
  return frame(
    html`${bits !== 0 && span(zero, at(bits, domain), bits > 0 ? 'f-for' : 'f-against')}${whisker}${upright(zero, 'l-none')}`,
  );
}

/** A step of a waterfall: from one running total to the next, with the threshold and zero behind. */
export function stepBar(from: number, to: number, domain: Domain, threshold: number): Html {
  const kind = to >= from ? 'f-for' : 'f-against';
  return frame(
    html`${upright(at(0, domain), 'l-rule')}${upright(at(threshold, domain), 'l-ink dash')}${span(at(from, domain), at(to, domain), kind)}`,
  );
}

/** A dot with its interval, against a line that holds for everybody. */
export function dotAndWhisker(
  {share, low, high}: {readonly share: number | null; readonly low: number; readonly high: number},
  reference: number | null,
  domain: Domain,
  isFlagged = false,
): Html {
  const kind = isFlagged ? 'l-against' : 'l-for';
  return frame(
    html`${reference !== null && upright(at(reference, domain), 'l-none')}<path class="line ${kind}" d="M${at(low, domain)} 8H${at(high, domain)}"/>${share !== null && html`<path class="line dot ${kind}" d="M${at(share, domain)} 8h0"/>`}`,
  );
}

/** What is claimed (ring) and what is true (dot, with its interval). */
export function dumbbell(
  claimed: number,
  {share, low, high}: {readonly share: number | null; readonly low: number; readonly high: number},
): Html {
  const domain = {from: 0, to: 1};
  const truth =
    share !== null &&
    html`<path class="line l-none" d="M${at(claimed, domain)} 8H${at(share, domain)}"/><path class="line thick l-for" d="M${at(low, domain)} 8H${at(high, domain)}"/><path class="line dot l-for" d="M${at(share, domain)} 8h0"/>`;
  return frame(html`${truth}<path class="line thick l-against" d="M${at(claimed, domain)} 2V14"/>`);
}
