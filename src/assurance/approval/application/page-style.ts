/** How forms and the register look: one column, system fonts, black on paper; made to be printed. */

import {html} from '../../../kernel/html.ts';

export const PAGE_STYLE = html`<style>
:root {
  color-scheme: light dark;
  --paper: #fdfcf8; --ink: #1f1d1a; --quiet: #625d54; --rule: #d9d4c7; --mark: #27598f; --warn: #9a3c0c;
  --serif: ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Times New Roman", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #17181a; --ink: #e9e6df; --quiet: #a8a298; --rule: #3a3a38; --mark: #83b4e6; --warn: #eb9560; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --quiet: #4a4640; --rule: #bdb8ab; --mark: #27598f; --warn: #9a3c0c; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans); }
main, header, footer { max-width: 46rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 3rem; }
h1, h2, h3 { text-wrap: pretty; overflow-wrap: anywhere; }
h1, h2 { font-family: var(--serif); font-weight: 500; }
h1 { font-size: clamp(1.75rem, 5vw, 2.4rem); line-height: 1.18; margin: .2rem 0 1.25rem; letter-spacing: -.01em; }
h2 { font-size: 1.45rem; line-height: 1.25; margin: 3rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--ink); }
h3 { font-size: 1rem; line-height: 1.4; margin: 1.75rem 0 .25rem; }
h3 .number { color: var(--quiet); font-weight: 400; font-variant-numeric: tabular-nums; margin-right: .35em; }
p, ul { margin: .4rem 0; }
ul { padding-left: 1.2rem; }
p, li, dd { overflow-wrap: anywhere; }
th, td { overflow-wrap: break-word; }
a { color: inherit; text-decoration-color: var(--quiet); text-underline-offset: .2em; }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--mark); outline-offset: 3px; }
.eyebrow, .source, footer, dt, thead th { color: var(--quiet); }
.eyebrow { margin: 0; font-size: .875rem; }
.source { font-size: .8125rem; margin: .25rem 0 0; }
.blank { color: var(--warn); font-style: italic; }
dl.facts { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .3rem 1.25rem; margin: 1.25rem 0; padding: .9rem 0; border-block: 1px solid var(--rule); font-size: .9375rem; }
dl.facts dt, dl.facts dd { margin: 0; }
.scroll { overflow-x: auto; margin: .6rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; font-variant-numeric: lining-nums tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; font-weight: 400; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--rule); }
thead th { border-bottom-color: var(--quiet); }
th[scope=row] { min-width: 7rem; }
.short { white-space: nowrap; }
footer { margin-top: 4rem; padding-bottom: 3rem; font-size: .8125rem; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .92em; overflow-wrap: anywhere; }
@media (max-width: 36rem) {
  main, header, footer { padding-left: 1rem; padding-right: 1rem; }
  dl.facts { grid-template-columns: 1fr; gap: 0; }
  dl.facts dd { margin-bottom: .5rem; }
}
@page { size: A4; margin: 20mm 22mm 22mm; @bottom-right { content: counter(page); font: 9pt sans-serif; } }
@media print {
  html { font-size: 10pt; }
  main, header, footer { max-width: none; padding: 0; }
  header { padding-top: 0; }
  h1, h2, h3, thead, caption { break-after: avoid; }
  h3 + p, .source, tr, dl.facts { break-inside: avoid; }
  .source { break-before: avoid; }
  p { orphans: 3; widows: 3; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  th, td { overflow-wrap: anywhere; }
  a { text-decoration: none; }
}
</style>`;
