/** What an approval rests on and that ends on a day: opinions, contracts, decisions, training. */

import type {IsoDay} from '../../../kernel/dates.ts';
import type {Reference} from '../application/answers.ts';
import {type Application, endDateOf, peopleOf} from '../application/application.ts';

export interface Element {
  readonly kind: 'reference' | 'person' | 'body' | 'project';
  readonly what: string;
  /** The last day on which it is good. */
  readonly validTo: IsoDay;
  /** Set when it holds for one person only. */
  readonly actor?: string;
  /** Who renews it. */
  readonly renewedBy: string;
}

/** References whose end ends the access. */
const REFERENCES = {
  'ethics-opinion': ['the ethics opinion', 'the research ethics committee'],
  contract: ['the data sharing contract', 'the host institution with the controller'],
  dpia: ['the data protection impact assessment', 'the data protection officer'],
} as const;

export function elementsOf(application: Application): readonly Element[] {
  const elements: Element[] = [];
  for (const [id, [what, renewedBy]] of Object.entries(REFERENCES)) {
    const reference = application.answers[id]?.value as Reference | undefined;
    if (reference?.validTo)
      elements.push({kind: 'reference', what, validTo: reference.validTo as IsoDay, renewedBy});
  }
  for (const {actor, accreditation, training} of peopleOf(application)) {
    elements.push({
      kind: 'person',
      what: `the accreditation of ${actor}`,
      validTo: accreditation.validTo as IsoDay,
      actor,
      renewedBy: 'the accrediting body',
    });
    for (const {course, validTo} of training) {
      const what = `the training of ${actor} in ${course}`;
      elements.push({
        kind: 'person',
        what,
        validTo: validTo as IsoDay,
        actor,
        renewedBy: 'the training provider',
      });
    }
  }
  for (const {body, validTo} of application.bodies) {
    if (validTo)
      elements.push({kind: 'body', what: `the approval of ${body}`, validTo, renewedBy: body});
  }
  const end = endDateOf(application);
  if (end)
    elements.push({
      kind: 'project',
      what: 'the project',
      validTo: end,
      renewedBy: 'a renewal of the application',
    });
  return elements;
}
