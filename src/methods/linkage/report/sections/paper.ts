/** The paragraph for a paper, and what it takes to do the linkage again. */

import {html} from '../../../../kernel/html.ts';
import {bar} from '../cell-charts.ts';
import {seconds, total} from '../numbers.ts';
import {paperParagraph} from '../paper-paragraph.ts';
import type {Section} from '../section.ts';
import {table} from '../table.ts';

export const paperSection: Section = {
  id: 'paper',
  render: (report, facts) => html`
<p class="quiet">Written from the numbers, in the order that the RECORD statement asks for. Yours to shorten.</p>
<blockquote id="paragraph">${paperParagraph(report, facts)}</blockquote>`,
};

export const againSection: Section = {
  id: 'again',
  render({provision, reporting: {versions, digests, seconds: steps}}) {
    const most = Math.max(1e-9, ...steps.map((step) => step.seconds));
    return html`
${table({
  caption: 'Versions and digests',
  note: 'The same digests in give the same digests out.',
  columns: [{head: 'what'}, {head: 'version or digest'}],
  rows: [
    ...versions.map(({what, version}) => ({cells: [what, version]})),
    ...provision.files.map(({name, digest}) => ({
      cells: [`file ${name}`, html`<span class="mono">${digest}</span>`],
    })),
    ...digests.map(({what, digest}) => ({
      cells: [what, html`<span class="mono">${digest}</span>`],
    })),
  ],
})}
${table({
  caption: 'Time by step',
  columns: [{head: 'step'}, {head: 'time', is: 'num'}, {head: '', is: 'chart'}],
  rows: [
    ...steps.map((step) => ({
      cells: [step.step, seconds(step.seconds), bar(step.seconds, most, 'f-none')],
    })),
    {
      kind: 'sum' as const,
      cells: ['all', seconds(total(steps.map((step) => step.seconds))), ''],
    },
  ],
})}`;
  },
};
