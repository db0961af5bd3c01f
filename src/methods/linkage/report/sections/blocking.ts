/** Which pairs were compared: each rule alone, what it added, its largest blocks, and what all rules missed. */

import {type Html, html} from '../../../../kernel/html.ts';
import {nestedBar} from '../cell-charts.ts';
import {count, percent, withInterval} from '../numbers.ts';
import type {LinkageReport} from '../schema.ts';
import {isKnown} from '../schema-parts.ts';
import {ESTIMATE, notKnown, type Section} from '../section.ts';
import {table} from '../table.ts';

type Blocking = LinkageReport['linkage']['blocking'];

export const blockingSection: Section = {
  id: 'blocking',
  render({linkage: {blocking}}) {
    const {pairs, possiblePairs, recall} = blocking;
    return html`
<p>Comparing everybody with everybody would take ${count(possiblePairs)} comparisons. Blocking rules chose ${count(pairs)} of them, one in ${count(possiblePairs / Math.max(pairs, 1))}. A match that shares no key under any rule is never seen, whatever comes after.</p>
${
  isKnown(recall)
    ? html`<p class="notice">Of all matches, the rules are thought to have seen <strong>${withInterval(recall.recall)}</strong> ${ESTIMATE} from ${recall.how}.</p>`
    : notKnown('Matches that no rule saw', recall)
}
${rulesTable(blocking)}`;
  },
};

function rulesTable({rules, pairs}: Blocking): Html {
  const most = Math.max(1, ...rules.map((rule) => rule.pairs));
  return table({
    caption: 'Blocking rules',
    note: 'One row per rule, in order. The dark part of the bar is what no rule before it had found. Largest blocks by number of records; their keys are not shown.',
    columns: [
      {head: 'records share'},
      {head: 'pairs', is: 'num'},
      {head: 'new pairs', is: 'num'},
      {head: '', is: 'chart'},
      {head: html`recall alone ${ESTIMATE}`, is: 'num'},
      {head: 'largest blocks', is: 'num'},
    ],
    rows: [
      ...rules.map(({rule, pairs: alone, newPairs, largest, recall}) => ({
        cells: [
          html`<code>${rule}</code>`,
          count(alone),
          count(newPairs),
          nestedBar(newPairs, alone, most),
          percent(recall),
          largest.map(({records}) => count(records)).join(', '),
        ],
      })),
      {kind: 'sum' as const, cells: ['together, each pair once', '', count(pairs), '', '', '']},
    ],
  });
}
