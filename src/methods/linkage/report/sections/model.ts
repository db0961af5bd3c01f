/** What counts as evidence: how often each level holds among matches and among others, and what it weighs. */

import {type Html, html, type Part} from '../../../../kernel/html.ts';
import {bar, type Domain, divergingBar} from '../cell-charts.ts';
import {bits, fraction, plainBits} from '../numbers.ts';
import type {Linkage} from '../schema.ts';
import {isKnown} from '../schema-parts.ts';
import {notKnown, type Section} from '../section.ts';
import {type Row, table} from '../table.ts';
import {inBits} from './headline.ts';

type Model = Linkage['model'];
type Level = Model['comparisons'][number]['levels'][number];

export const modelSection: Section = {
  id: 'model',
  render({linkage: {model}}) {
    const {prior, training} = model;
    const odds = (1 - prior.probability) / prior.probability;
    return html`
<p>Two records taken at random are one person once in ${new Intl.NumberFormat('en-GB', {maximumSignificantDigits: 3}).format(odds + 1)} times. So a pair starts at ${inBits(prior.bits)}: ${prior.how}. Each comparison then adds bits for, or takes bits away. One bit doubles the odds; ten make them a thousand times as good.</p>
${levelsTable(model)}
${isKnown(training) ? html`<p class="quiet">${training}</p>` : notKnown('Training', training)}`;
  },
};

function levelsTable({comparisons, name}: Model): Html {
  const levels = comparisons.flatMap((comparison) => comparison.levels);
  const domain: Domain = {
    from: Math.min(0, ...levels.map((level) => level.low ?? level.bits)),
    to: Math.max(0, ...levels.map((level) => level.high ?? level.bits)),
  };
  return table({
    caption: `Levels of ${name}`,
    note: html`One row per level. <em>m</em>: how often it holds among matches. <em>u</em>: how often among other pairs. The weight is the binary logarithm of <em>m</em> over <em>u</em>; the thin line is its 95 % interval. Weights run from ${bits(domain.from)} to ${bits(domain.to)}.`,
    columns: [
      {head: 'level'},
      {head: 'm', is: 'num'},
      {head: 'matches', is: 'chart slim'},
      {head: 'u', is: 'num'},
      {head: 'others', is: 'chart slim'},
      {head: 'bits', is: 'num'},
      {head: 'against · for', is: 'chart'},
    ],
    rows: comparisons.flatMap((comparison): Row[] => [
      {kind: 'group', cells: [html`<code>${comparison.name}</code>`]},
      ...comparison.levels.map((level): Row => ({cells: cellsOf(level, domain)})),
    ]),
  });
}

const cellsOf = (level: Level, domain: Domain): Part[] => [
  html`${level.label}${noteOf(level)}`,
  fraction(level.m),
  level.m !== null && bar(level.m, 1),
  fraction(level.u),
  level.u !== null && bar(level.u, 1, 'f-none'),
  html`${bits(level.bits, 2)}${
    level.low !== null &&
    level.high !== null &&
    html`<span class="visually-hidden">, ${plainBits(level.low)} to ${plainBits(level.high)}</span>`
  }`,
  divergingBar(level, domain),
];

const NOTES = {
  missing: 'says nothing',
  unobserved: 'never seen in training',
  fixed: 'given, not trained',
} as const;

function noteOf({note, termFrequency}: Level): Part {
  const notes = [note && NOTES[note], termFrequency && 'and rarer values weigh more'].filter(
    Boolean,
  );
  return notes.length > 0 && html` <span class="quiet">(${notes.join('; ')})</span>`;
}
