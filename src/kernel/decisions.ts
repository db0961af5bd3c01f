/** A decision is a value that can be shown to a person, with every reason and not just the first. */

import type {ErrorCode} from './catalogue.ts';

/** One reason why something is not allowed: its code, what is missing, and who can give it. */
export interface Reason {
  readonly code: ErrorCode;
  readonly because: string;
}

export type Decision =
  | {readonly allowed: true}
  | {readonly allowed: false; readonly reasons: readonly Reason[]};

/** Allowed exactly when there is no reason against it. */
export const decide = (reasons: readonly Reason[]): Decision =>
  reasons.length === 0 ? {allowed: true} : {allowed: false, reasons};
