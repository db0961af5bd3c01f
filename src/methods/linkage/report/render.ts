/** The linkage report as one HTML file: no network, no script, no value of any record. */

import {html} from '../../../kernel/html.ts';
import {factsOf} from './facts.ts';
import type {LinkageReport} from './schema.ts';
import type {Section} from './section.ts';
import {accuracySection} from './sections/accuracy.ts';
import {blockingSection} from './sections/blocking.ts';
import {explanationSection} from './sections/explanations.ts';
import {funnelSection} from './sections/funnel.ts';
import {guildSection} from './sections/guild.ts';
import {headline} from './sections/headline.ts';
import {inputSection} from './sections/inputs.ts';
import {modelSection} from './sections/model.ts';
import {againSection, paperSection} from './sections/paper.ts';
import {peopleSection} from './sections/people.ts';
import {scoreSection} from './sections/scores.ts';
import {subgroupSection} from './sections/subgroups.ts';
import {STYLE} from './style.ts';
import {HEADINGS} from './words.ts';

const SECTIONS: readonly Section[] = [
  funnelSection,
  accuracySection,
  subgroupSection,
  inputSection,
  blockingSection,
  modelSection,
  scoreSection,
  explanationSection,
  peopleSection,
  guildSection,
  paperSection,
  againSection,
];

/** Without a policy of its own the page could be made to fetch; with this one it cannot. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export function renderReport(report: LinkageReport): string {
  const facts = factsOf(report);
  const page = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${report.title}: linkage report</title>
<link rel="icon" href="data:,">
${STYLE}
</head>
<body>
<header>${headline(report, facts)}
<nav aria-label="Contents"><ol>${SECTIONS.map(({id}) => html`<li><a href="#${id}">${HEADINGS[id]}</a></li>`)}</ol></nav>
</header>
<main>
${SECTIONS.map(
  ({id, render}) => html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${HEADINGS[id]}</h2>
${render(report, facts)}
</section>
`,
)}
</main>
<footer><p>Nobody can be recognised on this page: it holds counts and sums, and no value of any record.</p></footer>
</body>
</html>
`;
  return page.toString();
}
