/** The register as one page for everybody: no script, nothing fetched; the browser's own search finds all. */

import {type Html, html} from '../../../kernel/html.ts';
import {PAGE_STYLE} from '../application/page-style.ts';
import {dayInWords} from '../application/printed-answer.ts';
import type {Register, RegisterRecord} from './record.ts';

export const registerHtml = ({log, as_of, records}: Register): string =>
  html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Register of data uses</title>
${PAGE_STYLE}
</head>
<body>
<header>
<p class="eyebrow">As of ${dayInWords(as_of)}</p>
<h1>Register of data uses</h1>
<p>Who uses data about people here, for what, and who agreed. Applications that were turned down are listed too, with the reason.</p>
${records.length === 0 ? html`<p>Nothing has been decided yet.</p>` : contents(records)}
</header>
<main>
${records.map(project)}</main>
<footer><p>Made from audit log <code>${log.origin}</code> of ${log.size} entries with root <code>${log.root}</code>. Whoever holds a checkpoint of that log can tell whether it is the same log.</p></footer>
</body>
</html>
`.toString();

const contents = (
  records: readonly RegisterRecord[],
): Html => html`<div class="scroll" role="region" tabindex="0" aria-label="All projects"><table>
<caption>${records.length} ${records.length === 1 ? 'application was' : 'applications were'} decided</caption>
<thead><tr><th scope="col">Project</th><th scope="col">Organisation</th><th scope="col">Now</th><th scope="col">Approved</th></tr></thead>
<tbody>${records.map(
  (record) =>
    html`<tr><th scope="row"><a href="#${record.dolen_application}">${record.project_title}</a></th><td>${record.organisation_name}</td><td>${now(record)}</td><td class="short">${when(record.latest_approval_date) ?? '–'}</td></tr>\n`,
)}</tbody>
</table></div>`;

const project = (record: RegisterRecord): Html => html`<article id="${record.dolen_application}">
<h2>${record.project_title}</h2>
<p class="eyebrow">${record.organisation_name} · ${now(record)}</p>
${record.rejection_reason && html`<p class="blank">Turned down: ${record.rejection_reason}</p>`}
<h3>In plain words</h3>
${paragraphs(record.lay_summary)}
<h3>Good for the public</h3>
${paragraphs(record.public_benefit_statement)}
<h3>What is done</h3>
${paragraphs(record.technical_summary)}
<dl class="facts">
${factsOf(record).map(([name, value]) => value && html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
</article>
`;

const now = ({dolen_state}: RegisterRecord): string => dolen_state.replaceAll('_', ' ');

const when = (day: string | null): string | null => (day === null ? null : dayInWords(day));

const joined = (texts: readonly string[]): string | null => texts.join('; ') || null;

const factsOf = (record: RegisterRecord): readonly (readonly [string, string | null])[] => [
  ['Data', joined(record.non_gateway_datasets)],
  ['People from', joined(record.non_gateway_applicants)],
  ['Paid for by', joined(record.funders_and_sponsors)],
  ['Committees', joined(record.other_approval_committees)],
  ['Approved', when(record.latest_approval_date)],
  ['Starts', when(record.project_start_date)],
  ['Ends', when(record.project_end_date)],
  ['Data first provided', when(record.access_date)],
  ['Access', record.access_type],
  ['Opt-outs', record.national_data_optout],
  ['UK GDPR, article 6', record.legal_basis_for_data_article6],
  ['UK GDPR, article 9', record.legal_basis_for_data_article9],
  ['Confidentiality', record.duty_of_confidentiality],
  ['Linkage', record.dataset_linkage_description],
  ['Confidential information', record.confidential_data_description],
  ['Protected by', record.privacy_enhancements],
  ['Passed on to others', record.sublicence_arrangements],
  ['Released', joined(record.non_gateway_outputs)],
  ['Project', record.project_id_text],
  ['Application', `${record.dolen_application}, version ${record.dolen_version}`],
  ['Entry in the audit log', record.dolen_decision_entry?.toString() ?? null],
];

const paragraphs = (text: string): Html =>
  html`${text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => html`<p>${part}</p>\n`)}`;
