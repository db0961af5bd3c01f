/** The report as one page: no script, nothing from elsewhere, made to be printed. */

import {type Html, html} from '../../../kernel/html.ts';
import {PAGE_STYLE} from '../../approval/application/page-style.ts';
import type {Block, Document, Section} from './document.ts';

export const reportPage = ({title, about, summary, detail}: Document): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
${PAGE_STYLE}
<style>
.detail { break-before: page; margin-top: 3rem; padding-top: 1.5rem; border-top: 3px double var(--ink); }
.detail > h1 { margin-top: 0; }
.detail thead th { overflow-wrap: normal; }
.detail th[scope=row] { white-space: nowrap; }
@media print {
  .summary { line-height: 1.4; }
  .summary h1 { margin-bottom: .6rem; }
  .summary h2 { margin-top: 1.1rem; padding-top: .5rem; font-size: 1.2rem; border-top-color: var(--rule); }
  .summary section { break-inside: avoid; }
  .detail { border-top: 0; padding-top: 0; margin-top: 0; }
}
</style>
</head>
<body>
<header>
<p class="eyebrow">Access review</p>
<h1>${title}</h1>
<p>${about}</p>
</header>
<main>
<div class="summary">
${summary.map(sectionPart)}</div>
<div class="detail">
<h1>In detail</h1>
${detail.map(sectionPart)}</div>
</main>
</body>
</html>
`.toString();

const sectionPart = ({title, blocks}: Section): Html => html`<section>
<h2>${title}</h2>
${blocks.map(blockPart)}</section>
`;

function blockPart(block: Block): Html {
  switch (block.kind) {
    case 'text':
      return html`<p>${block.text}</p>
`;
    case 'list':
      return html`<ul>
${block.items.map(
  (item) => html`<li>${item}</li>
`,
)}</ul>
`;
    case 'facts':
      return html`<dl class="facts">
${block.facts.map(
  ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>
`,
)}</dl>
`;
    case 'table':
      return tablePart(block.table);
  }
}

function tablePart({head, rows, none}: Extract<Block, {kind: 'table'}>['table']): Html {
  if (rows.length === 0) {
    return html`<p>${none}</p>
`;
  }
  return html`<div class="scroll" tabindex="0"><table>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([first = '', ...others]) => html`<tr><th scope="row">${first}</th>${others.map(
    (cell) => html`<td>${cell}</td>`,
  )}</tr>
`,
)}</tbody>
</table></div>
`;
}
