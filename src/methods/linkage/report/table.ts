/** Tables of the page: a caption that says what a row is, a head, and rows that scroll when narrow. */

import {type Html, html, type Part} from '../../../kernel/html.ts';

export interface Column {
  readonly head: Part;
  readonly is?: 'num' | 'chart' | 'chart slim';
}

export interface Row {
  /** The first cell names the row. */
  readonly cells: readonly Part[];
  readonly kind?: 'sum' | 'chosen' | 'group';
  readonly attributes?: Html;
}

export interface Table {
  readonly caption: string;
  readonly note?: Part;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly attributes?: Html;
}

export const table = ({caption, note, columns, rows, attributes}: Table): Html => html`
<div class="scroll${rows.length < 10 && ' short'}" role="region" tabindex="0" aria-label="${caption}"><table${attributes && html` ${attributes}`}>
<caption><span>${caption}</span>${note && html`<small>${note}</small>`}</caption>
<thead><tr>${columns.map(({head, is}) => html`<th scope="col"${is && html` class="${is}"`}>${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => rowOf(row, columns))}</tbody>
</table></div>`;

function rowOf({cells, kind, attributes}: Row, columns: readonly Column[]): Html {
  if (kind === 'group') {
    return html`<tr><th class="group" scope="rowgroup" colspan="${columns.length}">${cells}</th></tr>`;
  }
  const [name, ...rest] = cells;
  return html`<tr${kind && html` class="${kind}"`}${attributes && html` ${attributes}`}><th scope="row"${columns[0]?.is && html` class="${columns[0].is}"`}>${name}</th>${rest.map(
    (cell, i) =>
      html`<td${columns[i + 1]?.is && html` class="${columns[i + 1]?.is}"`}>${cell}</td>`,
  )}</tr>\n`;
}
