/** The life of an amendment to an approved application (governance reference §4.1). */

import {machine} from './machine.ts';

export const AMENDMENT = machine(
  ['draft', 'submitted', 'under_review', 'accepted', 'rejected', 'withdrawn'],
  [
    [
      'draft',
      'submitted',
      'applicant',
      'AMENDMENT_SUBMITTED',
      'something differs, and the bodies it concerns are known',
    ],
    ['draft', 'withdrawn', 'applicant', 'AMENDMENT_WITHDRAWN', 'at any time'],
    [
      'submitted',
      'under_review',
      'system',
      'AMENDMENT_REVIEW_STARTED',
      'every body that it concerns holds the difference',
    ],
    ['submitted', 'withdrawn', 'applicant', 'AMENDMENT_WITHDRAWN', 'at any time'],
    [
      'under_review',
      'accepted',
      'system',
      'AMENDMENT_ACCEPTED',
      'every body that it concerns accepts',
    ],
    ['under_review', 'rejected', 'system', 'AMENDMENT_REJECTED', 'a body that it concerns rejects'],
    ['under_review', 'withdrawn', 'applicant', 'AMENDMENT_WITHDRAWN', 'at any time'],
  ],
);

export type AmendmentState = (typeof AMENDMENT.states)[number];
