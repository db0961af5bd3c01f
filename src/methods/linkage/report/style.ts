/** How the page looks: system fonts, two inks and rules; light, dark and on paper. */

import {html} from '../../../kernel/html.ts';

export const STYLE = html`<style>
:root {
  color-scheme: light dark;
  --paper: #fdfcf8; --ink: #1f1d1a; --quiet: #625d54; --rule: #d9d4c7; --faint: #f3f0e7;
  --for: #27598f; --against: #b3541e; --none: #a39c8d; --soft: #cfdbe8;
  --s-linked: #27598f; --s-opted_out: #cfc8b8; --s-insufficient: #8d8576; --s-not_blocked: #b3541e;
  --s-below_threshold: #d98a4e; --s-ambiguous: #7b5b9a; --s-constraint: #3f3b35;
  --serif: ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Times New Roman", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #17181a; --ink: #e9e6df; --quiet: #a8a298; --rule: #3a3a38; --faint: #202123;
    --for: #83b4e6; --against: #eb9560; --none: #7c776d; --soft: #2c4560;
    --s-linked: #83b4e6; --s-opted_out: #4d4a44; --s-insufficient: #8d8576; --s-not_blocked: #eb9560;
    --s-below_threshold: #b8662f; --s-ambiguous: #b294d2; --s-constraint: #e9e6df;
  }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --ink: #000; --quiet: #4a4640; --rule: #c9c4b8; --faint: #f6f4ee;
    --for: #27598f; --against: #b3541e; --none: #a39c8d; --soft: #cfdbe8;
    --s-linked: #27598f; --s-opted_out: #cfc8b8; --s-insufficient: #8d8576; --s-not_blocked: #b3541e;
    --s-below_threshold: #d98a4e; --s-ambiguous: #7b5b9a; --s-constraint: #3f3b35;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans); }
main, header, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 3.5rem; }
h1, h2, .lead { font-family: var(--serif); font-weight: 500; text-wrap: pretty; }
h1 { font-size: clamp(1.9rem, 5vw, 2.75rem); line-height: 1.15; margin: .25rem 0 0; letter-spacing: -.01em; }
h2 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; padding-top: 1.25rem; border-top: 1px solid var(--ink); }
h3 { font-size: 1rem; margin: 2rem 0 .25rem; }
p, ul { max-width: 42rem; margin: .5rem 0; }
ul { padding-left: 1.2rem; }
a { color: inherit; text-decoration-color: var(--none); text-underline-offset: .2em; }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--for); outline-offset: 3px; }
code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .875em; overflow-wrap: anywhere; }
section { margin: 3.5rem 0 0; }
.eyebrow, .quiet, figcaption, caption small { color: var(--quiet); }
.eyebrow { margin: 0; font-size: .875rem; }
.lead { font-size: clamp(1.25rem, 3vw, 1.5rem); line-height: 1.4; max-width: 44rem; margin: 1.25rem 0; }
nav ol { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem 1.25rem; padding: .75rem 0; margin: 2rem 0 0; max-width: none; border-block: 1px solid var(--rule); font-size: .875rem; }
dl.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1.5rem; margin: 2rem 0; }
dl.figures dt { font-size: .875rem; color: var(--quiet); }
dl.figures dd { margin: 0; }
dl.figures .figure { font-family: var(--serif); font-size: 1.75rem; line-height: 1.25; font-variant-numeric: lining-nums tabular-nums; display: block; }
dl.figures small { color: var(--quiet); font-size: .8125rem; line-height: 1.4; display: block; }
.estimate { font-size: .75rem; line-height: 1; padding: .15em .45em; border: 1px solid currentColor; border-radius: 1em; color: var(--quiet); font-weight: 400; white-space: nowrap; font-family: var(--sans); vertical-align: .15em; }
.flag { font-weight: 600; white-space: nowrap; }
.flag.fail { color: var(--against); }
.notice { border-left: 3px solid var(--for); padding: .25rem 0 .25rem 1rem; margin: 1rem 0; max-width: 42rem; }
.notice.fail { border-color: var(--against); }
.scroll { position: relative; overflow-x: auto; margin: 1.25rem 0 1.75rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; font-variant-numeric: lining-nums tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
caption > span, caption > small { display: block; position: sticky; left: 0; width: fit-content; max-width: min(42rem, calc(100vw - 2rem)); }
caption small { font-weight: 400; font-size: inherit; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--rule); font-weight: 400; }
thead th { font-weight: 400; color: var(--quiet); border-bottom: 1px solid var(--none); vertical-align: bottom; }
tbody tr:first-child th.group, tbody th.group { font-weight: 600; padding-top: .9rem; }
th:last-child, td:last-child { padding-right: 0; }
.num { text-align: right; white-space: nowrap; }
.dense { font-size: .75rem; line-height: 1.3; }
.dense th, .dense td { padding-right: .5rem; }
.dense th[scope=row] { min-width: 0; }
tr.sum th, tr.sum td { font-weight: 600; border-bottom: 0; border-top: 1px solid var(--ink); }
tr.chosen th, tr.chosen td { background: var(--faint); font-weight: 600; }
th[scope=row] { min-width: 6.5rem; }
td.chart, th.chart { width: 28%; min-width: 9rem; padding-left: .5rem; }
td.chart.slim, th.chart.slim { width: 13%; min-width: 5rem; }
td.chart svg { display: block; width: calc(100% - .5rem); height: 1.15rem; margin: .05rem 0; overflow: visible; }
svg text { font: 12px var(--sans); fill: var(--quiet); font-variant-numeric: tabular-nums; }
svg text.strong { fill: var(--ink); font-weight: 600; }
.f-for { fill: var(--for); } .f-against { fill: var(--against); } .f-none { fill: var(--none); } .f-soft { fill: var(--soft); }
.l-for { stroke: var(--for); } .l-against { stroke: var(--against); } .l-ink { stroke: var(--ink); } .l-none { stroke: var(--none); } .l-rule { stroke: var(--rule); }
.line { fill: none; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.thick { stroke-width: 2.25; }
.dot { stroke-width: 8; stroke-linecap: round; }
.dash { stroke-dasharray: 3 3; }
figure { margin: 1.5rem 0; }
figure > svg { display: block; width: 100%; height: auto; }
figcaption { font-size: .875rem; max-width: 42rem; }
figcaption strong { color: var(--ink); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 2.5rem; align-items: start; }
.hundred { display: grid; grid-template-columns: minmax(14rem, 22rem) 1fr; gap: 1.5rem 2.5rem; align-items: center; }
.hundred figure { margin: 0; }
.key { list-style: none; padding: 0; margin: 0; font-size: .875rem; }
.key li { padding: .1rem 0; }
.swatch { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .5em; }
.s-linked { fill: var(--s-linked); background: var(--s-linked); } .s-opted_out { fill: var(--s-opted_out); background: var(--s-opted_out); }
.s-insufficient { fill: var(--s-insufficient); background: var(--s-insufficient); } .s-not_blocked { fill: var(--s-not_blocked); background: var(--s-not_blocked); }
.s-below_threshold { fill: var(--s-below_threshold); background: var(--s-below_threshold); } .s-ambiguous { fill: var(--s-ambiguous); background: var(--s-ambiguous); }
.s-constraint { fill: var(--s-constraint); background: var(--s-constraint); }
blockquote { font-family: var(--serif); font-size: 1.0625rem; line-height: 1.6; margin: 1rem 0; padding: 0; max-width: 42rem; }
footer { margin-top: 4rem; padding-bottom: 3rem; font-size: .875rem; color: var(--quiet); }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) {
  main, header, footer { padding-left: 1rem; padding-right: 1rem; }
  header { padding-top: 2rem; }
  .hundred { grid-template-columns: 1fr; }
  dl.figures { grid-template-columns: 1fr 1fr; gap: 1.25rem 1rem; }
  dl.figures .figure { font-size: 1.4rem; }
}
@page { size: A4; margin: 16mm 15mm 18mm; }
@media print {
  html { font-size: 9.5pt; }
  body { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main, header, footer { max-width: none; padding: 0; }
  nav { display: none; }
  dl.figures { grid-template-columns: repeat(4, 1fr); gap: 5mm; margin: 5mm 0; }
  section { margin-top: 9mm; }
  h2, h3, caption, tr:has(.group), thead { break-after: avoid; }
  .short, .waterfall, tr, figure, .figures > div, .notice, blockquote { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  .dense { font-size: .6rem; }
  .dense th, .dense td { padding-right: .25rem; }
  .dense thead th { overflow-wrap: anywhere; }
  .pair { grid-template-columns: 1fr 1fr; }
}
</style>`;
