/** The errors that a person may see. None carries a value from a row, and none carries a cause. */

import {CATALOGUE, type ErrorCode, type ErrorKind, exitStatus} from './catalogue.ts';
import type {Decision, Reason} from './decisions.ts';

/** One thing that is wrong: where (a path or column name) and what, with counts at most. */
export interface Fault {
  readonly where: string;
  readonly what: string;
}

export class DolenError extends Error {
  readonly code: ErrorCode;
  /** Everything that is wrong, collected; never only the first. */
  readonly faults: readonly Fault[];

  constructor(code: ErrorCode, faults: readonly Fault[] = []) {
    super(`${CATALOGUE[code].sentence}${faults.map((f) => `\n  ${f.where}: ${f.what}`).join('')}`);
    this.name = 'DolenError';
    this.code = code;
    this.faults = faults;
  }

  get kind(): ErrorKind {
    return CATALOGUE[this.code].kind;
  }

  get hint(): string {
    return CATALOGUE[this.code].hint;
  }

  get exitStatus(): number {
    return exitStatus(this.code);
  }
}

/** Governance said no. Stops the request, and is always logged. */
export class Refusal extends DolenError {
  readonly reasons: readonly Reason[];

  constructor(reasons: readonly [Reason, ...Reason[]]) {
    super(
      reasons[0].code,
      reasons.map((r) => ({where: r.code, what: r.because})),
    );
    this.name = 'Refusal';
    this.reasons = reasons;
  }
}

/** Throws the refusal of a decision, or returns. */
export function enforce(decision: Decision): void {
  if (decision.allowed) return;
  const [first, ...rest] = decision.reasons;
  if (first) throw new Refusal([first, ...rest]);
}

/** The data broke their contract. Stops the dataset. */
export class DataFault extends DolenError {
  override name = 'DataFault';
}

/** We are wrong, or the machine is. Stops everything. */
export class Defect extends DolenError {
  override name = 'Defect';
}

/** The command line was not understood. */
export class UsageError extends DolenError {
  override name = 'UsageError';
}

/** Throws all faults of a dataset at once, under the code of the first. */
export function throwFaults(code: ErrorCode, faults: readonly Fault[]): void {
  if (faults.length > 0) throw new DataFault(code, faults);
}

export const refuse = (code: ErrorCode, because: string): Refusal => new Refusal([{code, because}]);
