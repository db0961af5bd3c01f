/** GUILD's four steps as a list: what this report holds, and what nobody knows. */

import {type Html, html} from '../../../../kernel/html.ts';
import {type GuildItem, guildItems} from '../guild-items.ts';
import type {LinkageReport} from '../schema.ts';
import type {Section} from '../section.ts';
import {table} from '../table.ts';
import {HEADINGS} from '../words.ts';

export const guildSection: Section = {
  id: 'guild',
  render(report) {
    const items = guildItems(report);
    const known = items.filter(({missing}) => missing === null).length;
    return html`
<p>The GUILD guidance (Gilbert and others 2018, <a href="https://doi.org/10.1093/pubmed/fdx037">doi 10.1093/pubmed/fdx037</a>) asks for information on linked data at four steps. This report holds ${known} of ${items.length} parts and says of the others why not.</p>
${guildTable(items)}
${fieldsList(report)}
<h3>Limitations</h3><ul>${report.reporting.limitations.map((one) => html`<li>${one}</li>`)}</ul>`;
  },
};

const guildTable = (items: readonly GuildItem[]): Html =>
  table({
    caption: 'GUILD, step by step',
    columns: [{head: 'part'}, {head: ''}, {head: 'what is said'}],
    rows: items.flatMap((item, i) => [
      ...(item.step === items[i - 1]?.step ? [] : [{kind: 'group' as const, cells: [item.step]}]),
      {
        cells: [
          item.part,
          item.missing === null ? 'given' : html`<span class="flag">not known</span>`,
          item.missing ??
            item.said ??
            html`<a href="#${item.section}">${HEADINGS[item.section]}</a>`,
        ],
      },
    ]),
  });

const fieldsList = ({analysis: {rowFields}}: LinkageReport): Html | null =>
  rowFields.length === 0
    ? null
    : html`<h3>Fields on each row for analysts</h3><ul>${rowFields.map(({name, meaning}) => html`<li><code>${name}</code>: ${meaning}</li>`)}</ul>`;
