/** A form as one page that prints: no script, nothing fetched, every answer escaped. */

import {type Html, html} from '../../../kernel/html.ts';
import {blankOf, completeness, type Form, type FormField, factsOf} from './forms.ts';
import {PAGE_STYLE} from './page-style.ts';
import {dayInWords, type Printed} from './printed-answer.ts';

export const formHtml = (form: Form): string =>
  html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${form.title}: ${form.bodyTitle}</title>
${PAGE_STYLE}
</head>
<body>
<header>
<p class="eyebrow">Application for approval</p>
<h1>${form.title}</h1>
<dl class="facts">
${factsOf(form).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
<p>${completeness(form)}</p>
</header>
<main>
${form.sections.map(
  ({title, fields}, i) => html`<section aria-labelledby="section-${i + 1}">
<h2 id="section-${i + 1}">${title}</h2>
${fields.map(fieldHtml)}</section>
`,
)}</main>
<footer><p>Printed from ${form.application}, version ${form.version}: one set of answers for every body.</p></footer>
</body>
</html>
`.toString();

const fieldHtml = (
  field: FormField,
): Html => html`<h3 id="q-${field.id}"><span class="number">${field.number}.</span>${field.text}</h3>
${
  field.answer && field.answered
    ? html`${printedHtml(field.answer, field.text)}
<p class="source"><code>${field.id}</code>: ${field.answered.how} ${dayInWords(field.answered.on)}</p>
`
    : html`<p class="blank">${blankOf(field)}</p>
`
}`;

function printedHtml(answer: Printed, question: string): Html {
  if (answer.kind === 'paragraphs')
    return html`${answer.paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}`;
  if (answer.kind === 'list')
    return html`<ul>${answer.items.map((item) => html`<li>${item}</li>`)}</ul>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${question}"><table>
<thead><tr>${answer.columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${answer.rows.map(
    ([name = '', ...rest]) =>
      html`<tr><th scope="row">${name}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
  )}</tbody>
</table></div>`;
}
