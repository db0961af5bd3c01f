/** What became of every record, as a hundred dots and as counts. */

import {type Html, html} from '../../../../kernel/html.ts';
import {bar} from '../cell-charts.ts';
import type {Facts} from '../facts.ts';
import {count, percent} from '../numbers.ts';
import type {LinkageReport} from '../schema.ts';
import type {Section} from '../section.ts';
import {table} from '../table.ts';
import {STATE_MEANINGS, STATE_WORDS} from '../words.ts';

type States = LinkageReport['linkage']['funnel']['states'];

export const funnelSection: Section = {
  id: 'records',
  render({linkage}, facts) {
    const {states} = linkage.funnel;
    return html`
<p>Every record is in exactly one of these groups, and the groups add up to all ${count(facts.records)}.</p>
<div class="hundred">${hundred(states, facts)}
<ul class="key">${states
      .filter(({records}) => records > 0)
      .map(
        ({state, records}) =>
          html`<li><span class="swatch s-${state}"></span>${STATE_WORDS[state]}, ${percent(records / facts.records)}</li>`,
      )}</ul></div>
${funnelTable(states, facts)}`;
  },
};

const funnelTable = (states: States, {records: all}: Facts): Html => {
  let left = all;
  return table({
    caption: 'Records by what became of them',
    note: 'One row per outcome, in the order in which a record can meet them.',
    columns: [
      {head: 'outcome'},
      {head: 'meaning'},
      {head: 'records', is: 'num'},
      {head: 'share', is: 'num'},
      {head: 'still in', is: 'num'},
      {head: '', is: 'chart slim'},
    ],
    rows: [
      ...states.map(({state, records}) => {
        const isLinked = state === 'linked';
        if (!isLinked) left -= records;
        return {
          cells: [
            STATE_WORDS[state],
            STATE_MEANINGS[state],
            count(records),
            percent(records / all),
            count(left),
            bar(records, all, `s-${state}`),
          ],
        };
      }),
      {kind: 'sum' as const, cells: ['all', '', count(all), percent(1), '', '']},
    ],
  });
};

/** Dots of a hundred, largest remainders first, so that they are a hundred. */
export function dotsOf(states: States, all: number): States[number]['state'][] {
  const exact = states.map(({records}) => (100 * records) / (all || 1));
  const dots = exact.map(Math.floor);
  const missing = Math.min(states.length, 100 - dots.reduce((a, b) => a + b, 0));
  exact
    .map((x, i) => ({i, rest: x - Math.floor(x)}))
    .sort((a, b) => b.rest - a.rest)
    .slice(0, missing)
    .forEach(({i}) => {
      dots[i] = (dots[i] as number) + 1;
    });
  return [...states.keys()]
    .reverse()
    .flatMap((i) =>
      Array.from({length: dots[i] as number}, () => (states[i] as States[number]).state),
    );
}

function hundred(states: States, {records}: Facts): Html {
  const dots = dotsOf(states, records);
  const linked = dots.filter((state) => state === 'linked').length;
  return html`<figure><svg viewBox="0 0 400 100" role="img" aria-labelledby="hundred-title">
<title id="hundred-title">Of every 100 records, ${linked} were linked and ${dots.length - linked} were not.</title>
${dots.map((state, i) => html`<circle class="s-${state}" cx="${10 + 20 * (i % 20)}" cy="${10 + 20 * Math.floor(i / 20)}" r="7"/>`)}
</svg><figcaption>Each dot is one record in a hundred: ${linked} linked, ${dots.length - linked} not.</figcaption></figure>`;
}
