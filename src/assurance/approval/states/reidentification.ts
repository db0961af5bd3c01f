/** The life of a request to learn who a pseudonym is (governance reference §5.7). */

import {machine} from './machine.ts';

export const REIDENTIFICATION = machine(
  ['requested', 'endorsed', 'authorised', 'executed', 'closed', 'refused', 'lapsed'],
  [
    [
      'requested',
      'endorsed',
      'approver',
      'REIDENTIFICATION_ENDORSED',
      'a first approver, who is not the requester',
    ],
    ['requested', 'refused', 'approver', 'REIDENTIFICATION_REFUSED', 'a reason is given'],
    ['requested', 'lapsed', 'system', 'REIDENTIFICATION_LAPSED', 'its last day has passed'],
    [
      'endorsed',
      'authorised',
      'approver',
      'REIDENTIFICATION_AUTHORISED',
      'a second approver, from another body than the first',
    ],
    ['endorsed', 'refused', 'approver', 'REIDENTIFICATION_REFUSED', 'a reason is given'],
    ['endorsed', 'lapsed', 'system', 'REIDENTIFICATION_LAPSED', 'its last day has passed'],
    [
      'authorised',
      'executed',
      'ttp_custodian',
      'REIDENTIFICATION_EXECUTED',
      'one batch, sealed to the requester’s public key',
    ],
    ['authorised', 'lapsed', 'system', 'REIDENTIFICATION_LAPSED', 'its last day has passed'],
    [
      'executed',
      'closed',
      'access_reviewer',
      'REIDENTIFICATION_CLOSED',
      'the panel is told, and has said that it knows',
    ],
  ],
);

export type ReidentificationState = (typeof REIDENTIFICATION.states)[number];
