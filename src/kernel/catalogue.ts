/** The one catalogue of errors: kind, exit status, sentence and hint. `governance/errors.md` is printed from it. */

import {APPROVAL_REFUSALS} from './catalogue/approvals.ts';
import {DATA_FAULTS} from './catalogue/data-faults.ts';
import {DEFECTS} from './catalogue/defects.ts';
import type {CatalogueLine} from './catalogue/line.ts';
import {REFUSALS} from './catalogue/refusals.ts';

export type {CatalogueLine, ErrorKind} from './catalogue/line.ts';

export const CATALOGUE = {
  ...APPROVAL_REFUSALS,
  ...REFUSALS,
  ...DATA_FAULTS,
  ...DEFECTS,
} as const satisfies Record<string, CatalogueLine>;

export type ErrorCode = keyof typeof CATALOGUE;

/** Exit status by kind, with a few codes of their own that scripts need to tell apart. */
export const EXIT_STATUS = {usage: 2, refusal: 3, 'data-fault': 4, defect: 70} as const;

/** The exit status of a broken log, so that a monitor can tell it from every other failure. */
export const EXIT_LOG_BROKEN = 5;

/** What says that a log, or what was taken from it, does not verify. */
const NOT_VERIFIED: ReadonlySet<ErrorCode> = new Set([
  'LOG_BROKEN',
  'RECEIPT_INVALID',
  'QUORUM_NOT_MET',
]);

export const exitStatus = (code: ErrorCode): number =>
  NOT_VERIFIED.has(code) ? EXIT_LOG_BROKEN : EXIT_STATUS[CATALOGUE[code].kind];
