/** The parts of the page: what a section is, and the marks that text can carry. */

import type {Facts} from './facts.ts';
import {type Html, html, type Part} from './html.ts';
import type {LinkageReport} from './schema.ts';
import type {NotKnown} from './schema-parts.ts';

export interface Section {
  readonly id: string;
  readonly heading: string;
  render(report: LinkageReport, facts: Facts): Part;
}

export const ESTIMATE: Html = html`<span class="estimate">estimate</span>`;

export const notKnown = (what: string, {notKnown: because}: NotKnown): Html =>
  html`<p class="notice"><strong>${what}: not known.</strong> ${because}.</p>`;
