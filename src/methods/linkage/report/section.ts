/** The parts of the page: what a section is, and the marks that text can carry. */

import {type Html, html, type Part} from '../../../kernel/html.ts';
import type {Facts} from './facts.ts';
import type {AccuracyRow, LinkageReport} from './schema.ts';
import type {NotKnown} from './schema-parts.ts';
import {HOW_WORDS, type SectionId} from './words.ts';

export interface Section {
  readonly id: SectionId;
  render(report: LinkageReport, facts: Facts): Part;
}

export const ESTIMATE: Html = html`<span class="estimate">estimate</span>`;

/** How an accuracy is known, marked when it is an estimate. */
export const howPhrase = ({how}: Pick<AccuracyRow, 'how'>): Html =>
  how === 'truth' ? html`${HOW_WORDS[how]}` : html`${HOW_WORDS[how]} ${ESTIMATE}`;

export const sentence = (text: string): string => {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
};

export const notKnown = (what: string, {notKnown: because}: NotKnown): Html =>
  html`<p class="notice"><strong>${what}: not known.</strong> ${sentence(because)}</p>`;
